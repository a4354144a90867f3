"""TF-IDF of words and pairs of words, and one linear support vector machine a genre (scikit-learn)."""

import json
import sys
from pathlib import Path

import joblib
import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from peers.corpus import Cells, Corpus, Floats, Rows
from peers.peer import Peer, Scorer, Settings

__all__ = ["LinearSvm", "Machine", "fit_all", "fit_genre", "load_words", "save_words", "vectoriser"]

NEVER = -20.0
"""Margin of a genre that no training row has: below all others, and still a number."""

Machine = tuple[Floats, float]
"""Weights and intercept."""


def vectoriser() -> TfidfVectorizer:
    """Words of two letters and more and pairs of them that 3 rows hold, ``(1 + log count) * idf``, rows of length 1."""
    return TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=3, lowercase=True)


def save_words(words: TfidfVectorizer, folder: Path) -> None:
    """Write the vocabulary and the frequencies of a fitted vectoriser."""
    np.save(folder / "idf.npy", words.idf_.astype(np.float32))
    vocabulary = {word: int(column) for word, column in words.vocabulary_.items()}
    (folder / "vocabulary.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")


def load_words(folder: Path) -> TfidfVectorizer:
    """Read what `save_words` wrote."""
    words = vectoriser()
    words.vocabulary_ = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
    words.idf_ = np.load(folder / "idf.npy").astype(np.float64)
    return words


def fit_genre(features: csr_matrix, targets: Cells, known: Cells, penalty: float) -> Machine:
    """Train the machine of one genre on the rows in which it is known; `targets` and `known` have shape (rows,)."""
    rows = known.astype(bool)
    if not rows.all():
        features, targets = features[rows], targets[rows]
    if targets.min() == targets.max():
        return np.zeros(features.shape[1], dtype=np.float32), NEVER if not targets.any() else -NEVER
    machine = LinearSVC(C=penalty, dual=True, max_iter=5000, random_state=0).fit(features, targets)
    # 32 bits: half a gigabyte for all genres instead of one.
    return machine.coef_[0].astype(np.float32), float(machine.intercept_[0])


def fit_all(features: csr_matrix, targets: Cells, known: Cells, penalty: float, jobs: int) -> list[Machine]:
    """Train the machines of all genres, in processes: threads would share liblinear's random state."""
    genres = targets.shape[1]
    fits = joblib.Parallel(n_jobs=jobs, return_as="generator")(
        joblib.delayed(fit_genre)(features, targets[:, j], known[:, j], penalty) for j in range(genres)
    )
    machines = []
    for number, machine in enumerate(fits, start=1):
        machines.append(machine)
        print(f"\rC = {penalty:g}: {number} of {genres} genres", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return machines


class LinearSvm(Peer):
    """One machine a genre, no class weights, a masked row left out of its genre's training."""

    key = "svm"
    name = "TF-IDF + linear SVM"
    grid = tuple({"C": penalty} for penalty in (0.1, 0.25, 0.5, 1.0))

    def train(self, settings: Settings, corpus: Corpus, folder: Path) -> float:
        """Fit vectoriser and machines."""
        words = vectoriser()
        features = words.fit_transform(corpus.train.texts)
        machines = fit_all(features, *corpus.train.labels, settings["C"], self.jobs)
        # Rows of words, columns of genres: a text then needs the rows of its own words alone.
        np.save(folder / "weights.npy", np.column_stack([weights for weights, _ in machines]))
        np.save(folder / "intercepts.npy", np.array([intercept for _, intercept in machines]))
        save_words(words, folder)
        return 0.0

    def scorer(self, settings: Settings, corpus: Corpus, folder: Path) -> Scorer:
        """Load both."""
        words = load_words(folder)
        weights, intercepts = np.load(folder / "weights.npy"), np.load(folder / "intercepts.npy")

        def score(rows: Rows) -> Floats:
            return np.asarray(words.transform(rows.texts).astype(np.float32) @ weights + intercepts)

        return score
