"""A teacher's answers: one probability per row and genre, in NumPy and JSON files without pickles."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bookgenre.book import Book
from bookgenre.corpus import LabelledBook
from bookgenre.errors import RecipeError
from bookgenre.files import atomic_write, write_file
from bookgenre.text.cleaning import clean_book

__all__ = ["TeacherAnswers", "row_key", "write_soft_targets"]

TARGETS = "targets.npy"
ROWS = "rows.txt"
FACTS = "teacher.json"

Floats = npt.NDArray[np.float32]
Halves = npt.NDArray[np.float16]


def row_key(book: Book) -> str:
    """Return the key that joins a row to its answer: a hash of title and description as the model reads them."""
    cleaned = clean_book(book)
    return hashlib.sha256(f"{cleaned.title or ''}\n{cleaned.description}".encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class TeacherAnswers:
    """A teacher's answers to some rows, read from the disk as they are needed, and how much they count.

    `probabilities` are a memory-mapped array of shape (answers, genres), and `rows` the position in it of each row.
    """

    probabilities: Halves
    rows: npt.NDArray[np.int64]
    gap_weight: float

    @classmethod
    def open(
        cls, folder: Path, genre_ids: Sequence[str], records: Sequence[LabelledBook], gap_weight: float
    ) -> "TeacherAnswers":
        """Open what `write_soft_targets` left in `folder` of `records`.

        Raises `RecipeError` if it is missing, damaged, or of other genres, or if a record has no answer.
        """
        try:
            keys = (folder / ROWS).read_text(encoding="utf-8").split()
            probabilities = np.load(folder / TARGETS, mmap_mode="r", allow_pickle=False)
            genres = json.loads((folder / FACTS).read_text(encoding="utf-8"))["genres"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise RecipeError(f"{folder} has no teacher's answers ({error}); run bookgenre teach RECIPE") from error
        if list(genres) != list(genre_ids) or probabilities.shape != (len(keys), len(genre_ids)):
            raise RecipeError(f"the answers in {folder} are for other genres or rows; run bookgenre teach RECIPE again")
        index = {key: row for row, key in enumerate(keys)}
        rows = np.array([index.get(row_key(record.book), -1) for record in records], dtype=np.int64)
        if missing := int((rows < 0).sum()):
            raise RecipeError(f"the teacher has no answer to {missing} training rows; run bookgenre teach RECIPE again")
        return cls(probabilities, rows, gap_weight)

    def fill(self, rows: npt.NDArray[np.int64], targets: Floats, known: Floats) -> tuple[Floats, Floats]:
        """Targets and weights of the cells of `rows`, from 0/1 targets and known cells of shape (rows, genres)."""
        answers = self.probabilities[self.rows[rows]].astype(np.float32)
        filled = known * targets + (1 - known) * answers
        return filled.astype(np.float32), (known + (1 - known) * self.gap_weight).astype(np.float32)


def write_soft_targets(folder: Path, keys: Sequence[str], probabilities: Halves, facts: dict[str, Any]) -> None:
    """Write answers; ``teacher.json`` comes last, so that incomplete answers cannot be opened."""
    (folder / FACTS).unlink(missing_ok=True)
    with atomic_write(folder / TARGETS) as file:
        np.save(file, probabilities.astype(np.float16), allow_pickle=False)
    write_file(folder / ROWS, "\n".join(keys) + "\n")
    write_file(folder / FACTS, json.dumps(facts, indent=1) + "\n")
