"""fastText supervised (Joulin et al. 2017) with one logistic loss a genre."""

import re
from itertools import product
from pathlib import Path

import numpy as np

from peers.corpus import Corpus, Floats, Rows
from peers.cpu import quiet
from peers.peer import Peer, Scorer, Settings, logit

__all__ = ["FastText", "tokens"]

_TOKEN = re.compile(r"\w+|[^\w\s]")


def tokens(text: str) -> str:
    """Lower case, and punctuation apart from words, as fastText's own examples prepare texts."""
    return " ".join(_TOKEN.findall(text.lower()))


class FastText(Peer):
    """``fasttext.train_supervised`` with ``loss="ova"``; masked cells count as absent, for it knows no others."""

    key = "fasttext"
    name = "fastText supervised, one-vs-all"
    packages = ("fasttext-numpy2-wheel==0.9.2",)
    grid = tuple(
        {"lr": lr, "epoch": epoch, "wordNgrams": 2, "dim": 100, "minCount": 3, "bucket": 500_000}
        for lr, epoch in product((0.5, 1.0), (6, 12, 25))  # at a rate of 2 it diverges
    )

    def train(self, settings: Settings, corpus: Corpus, folder: Path) -> float:
        """Write fastText's training file and train on it."""
        import fasttext

        path = folder.with_suffix(".train.txt")
        with path.open("w", encoding="utf-8") as file:
            for genres, text in zip(corpus.train.genres, corpus.train.texts, strict=True):
                labels = " ".join(f"__label__{genre_id}" for genre_id in genres)
                file.write(f"{labels} {tokens(text)}\n")
        model = fasttext.train_supervised(str(path), loss="ova", thread=self.jobs, verbose=0, seed=1, **settings)
        model.save_model(str(folder / "model.bin"))
        path.unlink()
        return 0.0

    def scorer(self, settings: Settings, corpus: Corpus, folder: Path) -> Scorer:
        """Load the model."""
        import fasttext

        with quiet(self.folder / "log.txt"):
            model = fasttext.load_model(str(folder / "model.bin"))
        column = {f"__label__{genre_id}": j for j, genre_id in enumerate(corpus.genre_ids)}

        def score(rows: Rows) -> Floats:
            probabilities = np.zeros((len(rows), len(column)))
            for row, text in enumerate(rows.texts):
                # Not model.predict: this version asks numpy for an array without a copy, which numpy 2 refuses.
                for probability, label in model.f.predict(tokens(text) + "\n", len(column), 0.0, "strict"):
                    probabilities[row, column[label]] = probability
            return logit(probabilities)

        return score
