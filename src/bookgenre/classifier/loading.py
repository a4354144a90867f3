"""A model folder, loaded: configuration, genres, tokenizer and scorer, checked to belong together."""

from pathlib import Path

from bookgenre.arguments import check_text_type
from bookgenre.classifier.encoding import BookEncoder
from bookgenre.classifier.hub import find_model_folder
from bookgenre.classifier.label_space import LabelSpace
from bookgenre.classifier.model_folder import GENRES, MODEL, NGRAMS, TOKENIZER, ModelConfig, check_folder
from bookgenre.classifier.ngrams import NgramModel
from bookgenre.classifier.scorer import Scorer, SumOfScorers
from bookgenre.classifier.session import OnnxNetwork
from bookgenre.errors import ModelError

__all__ = ["check_parts", "load_model"]


def check_parts(config: ModelConfig, labels: LabelSpace, encoder: BookEncoder, scorer: Scorer) -> None:
    """Raise `ModelError` if the parts do not belong together."""
    if len(labels) != scorer.genres:
        raise ModelError(
            f"genres.json names {len(labels)} genres, model.onnx has {scorer.genres} outputs; "
            "they belong to different models: export the model again"
        )
    if encoder.vocabulary_size != config.vocabulary_size:
        raise ModelError(
            f"tokenizer.json has {encoder.vocabulary_size} tokens, the model knows {config.vocabulary_size}; "
            "they belong to different models: export the model again"
        )


def load_model(
    folder_or_hub_id: str | Path | None, revision: str | None, threads: int | None
) -> tuple[tuple[ModelConfig, LabelSpace, BookEncoder, Scorer], str | Path | None]:
    """Load a model; return its parts, and the name by which it can be found from another working folder, too.

    Raises
    ------
    ModelError
        If the folder is missing, damaged, or its files do not belong together.
    InputError
        If the name or the revision is no text.
    """
    if folder_or_hub_id is not None and not isinstance(folder_or_hub_id, Path):
        check_text_type("the model", folder_or_hub_id)
    if revision is not None:
        check_text_type("the revision", revision)
    folder = find_model_folder(folder_or_hub_id, revision)
    config = check_folder(folder)
    labels = LabelSpace.read(folder / GENRES)
    encoder = BookEncoder.from_file(folder / TOKENIZER, config.window)
    scorer: Scorer = OnnxNetwork(folder / MODEL, config.pad_token_id, threads)
    if NGRAMS in config.files:
        ngrams = NgramModel.read(folder / NGRAMS)
        if ngrams.vocabulary_size != config.vocabulary_size:
            raise ModelError(
                f"ngrams.npz knows {ngrams.vocabulary_size} tokens, the model {config.vocabulary_size}; "
                "they belong to different models: export the model again"
            )
        scorer = SumOfScorers(scorer, ngrams)
    is_folder = folder_or_hub_id is not None and folder == Path(folder_or_hub_id)
    return (config, labels, encoder, scorer), folder.resolve() if is_folder else folder_or_hub_id
