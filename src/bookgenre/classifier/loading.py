"""A model folder, loaded: configuration, genres, tokenizer and scorer, checked to belong together."""

from pathlib import Path
from typing import NamedTuple

from bookgenre.arguments import check_number, check_text_type
from bookgenre.classifier.encoding import BookEncoder
from bookgenre.classifier.hub import find_model_folder
from bookgenre.classifier.label_space import LabelSpace
from bookgenre.classifier.model_folder import GENRES, MODEL, NGRAMS, TOKENIZER, ModelConfig, check_folder
from bookgenre.classifier.ngrams import NgramModel
from bookgenre.classifier.scorer import Scorer, SumOfScorers
from bookgenre.classifier.session import OnnxNetwork
from bookgenre.errors import ModelError

__all__ = ["ModelParts", "ModelSource"]


class ModelParts(NamedTuple):
    """What a classifier consists of."""

    config: ModelConfig
    labels: LabelSpace
    encoder: BookEncoder
    scorer: Scorer

    def check(self) -> None:
        """Raise `ModelError` if the parts do not belong together."""
        if len(self.labels) != self.scorer.genres:
            raise ModelError(
                f"genres.json names {len(self.labels)} genres, model.onnx has {self.scorer.genres} outputs; "
                "they belong to different models: export the model again"
            )
        if self.encoder.vocabulary_size != self.config.vocabulary_size:
            raise ModelError(
                f"tokenizer.json has {self.encoder.vocabulary_size} tokens, the model knows "
                f"{self.config.vocabulary_size}; they belong to different models: export the model again"
            )


class ModelSource(NamedTuple):
    """Where a model comes from: a folder, a hub id, or None for the packaged one."""

    folder_or_hub_id: str | Path | None
    revision: str | None
    threads: int | None

    def check(self) -> "ModelSource":
        """Return the source with a plain number of threads.

        Raises
        ------
        InputError
            If an argument is of a wrong type.
        """
        if self.folder_or_hub_id is not None and not isinstance(self.folder_or_hub_id, Path):
            check_text_type("the model", self.folder_or_hub_id)
        if self.revision is not None:
            check_text_type("the revision", self.revision)
        return self if self.threads is None else self._replace(threads=check_number("threads", self.threads))

    def load(self) -> tuple[ModelParts, "ModelSource"]:
        """Load the model; return its parts, and its source as it can be found from another working folder, too.

        Raises
        ------
        ModelError
            If the folder is missing, damaged, or its files do not belong together.
        """
        folder = find_model_folder(self.folder_or_hub_id, self.revision)
        config = check_folder(folder)
        parts = ModelParts(
            config,
            LabelSpace.read(folder / GENRES),
            BookEncoder.from_file(folder / TOKENIZER, config.window),
            _scorer(folder, config, self.threads),
        )
        named = self.folder_or_hub_id is None or folder != Path(self.folder_or_hub_id)
        return parts, self if named else self._replace(folder_or_hub_id=folder.resolve())


def _scorer(folder: Path, config: ModelConfig, threads: int | None) -> Scorer:
    network = OnnxNetwork(folder / MODEL, config.pad_token_id, threads)
    if NGRAMS not in config.files:
        return network
    ngrams = NgramModel.read(folder / NGRAMS)
    if ngrams.vocabulary_size != config.vocabulary_size:
        raise ModelError(
            f"ngrams.npz knows {ngrams.vocabulary_size} tokens, the model {config.vocabulary_size}; "
            "they belong to different models: export the model again"
        )
    return SumOfScorers(network, ngrams)
