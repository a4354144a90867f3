"""The sparse linear model of a recipe: trained, calibrated and kept in a folder; an interrupted run resumes."""

import hashlib
import json
import logging
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from bookgenre.classifier.encoding import BookEncoder
from bookgenre.corpus import LabelledBook
from bookgenre.errors import RecipeError
from bookgenre.files import atomic_write, locked_folder, write_file
from bookgenre.genres import load_taxonomy
from bookgenre.training.data.label_arrays import LABEL_RULES, label_arrays
from bookgenre.training.data.soft_targets import row_key
from bookgenre.training.data.windows import first_windows
from bookgenre.training.decide.calibration import fit_scaling
from bookgenre.training.linear.features import NgramFeatures
from bookgenre.training.linear.svm import LinearClassifiers, train_classifiers
from bookgenre.training.network.base_model import find_base_model
from bookgenre.training.network.genre_network import load_tokenizer_json
from bookgenre.training.recipe import Recipe
from bookgenre.training.recipe_tables import LinearRecipe

__all__ = ["LinearModel", "fold_of", "train_linear"]

_log = logging.getLogger(__name__)

Floats = npt.NDArray[np.float32]

MODEL = "linear.npz"
ANSWERS = "answers.npy"
FACTS = "linear.json"
WINDOW = 512
"""Tokens in a window: more than a network is trained on, as the classifiers have no positions to learn."""


@dataclass(frozen=True, slots=True)
class LinearModel:
    """N-grams, classifiers, and the scales that map their margins to logits.

    `scales` and `offsets`, of shape (genres,), are Platt scaling by rows that the classifiers had not seen. `answers`
    are logits of shape (training rows, genres), each by classifiers that had not seen the row.
    """

    ngrams: NgramFeatures
    classifiers: LinearClassifiers
    scales: Floats
    offsets: Floats
    answers: npt.NDArray[np.float16]

    @staticmethod
    def encoder(base: str) -> BookEncoder:
        """Return the encoder of the windows that the model reads, for a recipe's base model."""
        return BookEncoder(Tokenizer.from_str(load_tokenizer_json(find_base_model(base))), WINDOW)

    def logits(self, windows: Sequence[Sequence[int]]) -> Floats:
        """Logits of shape (windows, genres)."""
        result: Floats = self.scales * self.classifiers.margins(self.ngrams.features(windows)) + self.offsets
        return result

    @classmethod
    def open(cls, folder: Path, genre_ids: Sequence[str]) -> "LinearModel":
        """Open what `train_linear` left in `folder`.

        Raises `RecipeError` if it is missing, damaged, or of other genres.
        """
        try:
            genres = json.loads((folder / FACTS).read_text(encoding="utf-8"))["genres"]
            with np.load(folder / MODEL, allow_pickle=False) as file:
                ngrams = NgramFeatures(int(file["vocabulary_size"]), file["keys"], file["idf"])
                classifiers = LinearClassifiers(file["weights"].astype(np.float32), file["intercepts"])
                scales, offsets = file["scales"], file["offsets"]
            answers = np.load(folder / ANSWERS, mmap_mode="r", allow_pickle=False)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise RecipeError(f"{folder} has no linear model ({error}); run bookgenre linear RECIPE") from error
        if list(genres) != list(genre_ids):
            raise RecipeError(f"the linear model in {folder} is for other genres; run bookgenre linear RECIPE again")
        return cls(ngrams, classifiers, scales, offsets, answers)


def fold_of(records: Sequence[LabelledBook], folds: int) -> npt.NDArray[np.int64]:
    """Return the fold of each record, shape (records,); all editions of a work are in one fold."""
    return np.array([zlib.crc32(record.work.encode()) % folds for record in records], dtype=np.int64)


def train_linear(recipe: Recipe) -> Path:
    """Train the recipe's linear model on its training rows, and return its folder.

    A cell whose answer is not known (`label_arrays`) counts as an absence with the weight `LinearRecipe.gap_weight`:
    most genres that a short list leaves out are absent. `LinearRecipe.folds` further models are each trained
    without one fold of the rows (editions of a work together), and answer the rows of that fold. Those answers
    calibrate the margins of all genres, and `bookgenre teach` uses them for the training rows.

    An interrupted run resumes with the models that are not trained yet.

    Raises `RecipeError` if the recipe has no ``[linear]``, or no row has a genre. Raises `DataError` as `read_records`
    does.
    """
    plan = recipe.linear
    if plan is None:
        raise RecipeError("the recipe has no [linear] table; recipes/minilm.toml shows one")
    folder = Path(plan.folder)
    with locked_folder(folder):
        return _train_linear(recipe, plan, folder)


def _train_linear(recipe: Recipe, plan: LinearRecipe, folder: Path) -> Path:
    genre_ids = load_taxonomy().ids
    records = recipe.training_records()
    if not any(record.labels for record in records):
        raise RecipeError("no training row has a genre; give rows with labels")
    encoder = LinearModel.encoder(recipe.model.base)
    repeated = {source: times for source, times in recipe.data.keep.items() if times > 1}
    settings = {"ngrams": plan.ngrams, "penalty": plan.penalty, "gap_weight": plan.gap_weight, "repeated": repeated}
    stamp = {"rows": _digest(records), "label_rules": LABEL_RULES, "base": recipe.model.base, **settings}
    facts = {"genres": list(genre_ids), "folds": plan.folds, **stamp}
    if (folder / FACTS).is_file() and json.loads((folder / FACTS).read_text(encoding="utf-8")) == facts:
        _log.info("%s already has the linear model of this recipe", folder)
        return folder
    _log.info("%d rows; selecting n-grams", len(records))
    targets, known = label_arrays(records, genre_ids)
    weights = np.where(known, 1, plan.gap_weight).astype(np.float32)
    weights *= np.array([max(1.0, repeated.get(record.book.source or "", 1.0)) for record in records])[:, None]
    windows = first_windows(records, encoder)
    ngrams = NgramFeatures.find(windows, targets, encoder.vocabulary_size, plan.ngrams)
    features = ngrams.features(windows)
    fold = fold_of(records, plan.folds)
    answers = np.empty(targets.shape, dtype=np.float32)
    for part in range(plan.folds):
        held, rest = fold == part, np.flatnonzero(fold != part)
        path = folder / f"part-{part}.npz"
        note = json.dumps(stamp | {"folds": plan.folds})
        parts = features[rest], targets[rest], weights[rest]
        answers[held] = _classifiers(path, note, plan, *parts).margins(features[held])
    everything = _classifiers(folder / "part-all.npz", json.dumps(stamp), plan, features, targets, weights)
    # Margins of different classifiers are not on one scale; their answers to unseen rows calibrate them.
    found = fit_scaling(answers.astype(np.float64), targets, weights, shrinkage=10.0)
    scales, offsets = (part.astype(np.float32) for part in found)
    with atomic_write(folder / ANSWERS) as file:
        np.save(file, (scales * answers + offsets).astype(np.float16), allow_pickle=False)
    with atomic_write(folder / MODEL) as file:
        np.savez(
            file,
            vocabulary_size=np.int64(ngrams.vocabulary_size),
            keys=ngrams.keys,
            idf=ngrams.idf,
            weights=everything.weights,
            intercepts=everything.intercepts,
            scales=scales,
            offsets=offsets,
        )
    write_file(folder / FACTS, json.dumps(facts, indent=1) + "\n")
    for path in folder.glob("part-*.npz"):
        path.unlink()
    return folder


def _classifiers(path: Path, note: str, plan: LinearRecipe, *arrays: Any) -> LinearClassifiers:
    """Train classifiers, or load those that an earlier call with the same `note` saved in `path`."""
    if path.is_file():
        with np.load(path, allow_pickle=False) as saved:
            if str(saved["note"]) == note:
                return LinearClassifiers(saved["weights"], saved["intercepts"])
    trained = train_classifiers(
        *arrays, penalty=plan.penalty, progress=lambda steps: _log.info("%s: %d Newton steps", path.stem, steps)
    )
    with atomic_write(path) as file:
        np.savez(file, note=np.array(note), weights=trained.weights, intercepts=trained.intercepts)
    return trained


def _digest(records: Sequence[LabelledBook]) -> str:
    keys = (f"{row_key(record.book)}{','.join(sorted(record.labels))}" for record in records)
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()[:16]
