"""Batches of tokenised books and their targets; the same seed and epoch give the same batches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from bookgenre.classifier.encoding import BookEncoder, pad_windows
from bookgenre.corpus import LabelledBook
from bookgenre.training.data.label_arrays import label_arrays
from bookgenre.training.data.soft_targets import TeacherAnswers
from bookgenre.training.data.windows import tokens_of

__all__ = ["BatchLoader", "TokenisedBooks"]

Batch = tuple[Tensor, Tensor, Tensor, Tensor]

# Batches are formed of books of like length within a pool of this many batches: most of the padding is saved, and
# the order stays random at large.
_POOL = 64


@dataclass(frozen=True, slots=True)
class TokenisedBooks:
    """Books tokenised once: token ids without marks (an unknown title is empty), `label_arrays`, and sources."""

    descriptions: list[list[int]]
    titles: list[list[int]]
    targets: npt.NDArray[np.uint8]
    known: npt.NDArray[np.uint8]
    sources: list[str]

    def __len__(self) -> int:
        return len(self.descriptions)

    def base_rates(self) -> npt.NDArray[np.float64]:
        """Share of books with each genre, shape (genres,), among the rows whose lists are complete."""
        rows = self.known.mean(axis=1) > 0.5
        rates: npt.NDArray[np.float64] = (self.targets if not rows.any() else self.targets[rows]).mean(axis=0)
        return rates

    @classmethod
    def build(cls, records: Sequence[LabelledBook], genre_ids: Sequence[str], encoder: BookEncoder) -> "TokenisedBooks":
        """Tokenise `records` and lay out their labels in the order of `genre_ids`."""
        sources = [record.book.source or "" for record in records]
        return cls(*tokens_of(records, encoder), *label_arrays(records, genre_ids), sources)


def _draw(rng: np.random.Generator, rows: npt.NDArray[np.int64], count: int) -> npt.NDArray[np.int64]:
    """Draw `count` of `rows` at random; no row is drawn again before every row has been drawn."""
    times = -(-count // max(1, len(rows)))
    return np.concatenate([rng.permutation(rows) for _ in range(times)])[:count] if times else rows[:0]


class BatchLoader:
    """Batches of ``(input_ids, attention_mask, targets, known)`` for fastai's training loop.

    With `shuffle`, the books of an epoch, their order and which of them show their title follow from `seed` and
    `epoch` alone, so that a run that stopped within an epoch resumes with exactly the batches that were left:
    set `epoch` and `start`, and iterate. Without, every book comes once, shortest first, with its title.

    With `answers`, targets are probabilities and known cells are weights; without, both are 0 or 1.
    """

    def __init__(
        self,
        books: TokenisedBooks,
        encoder: BookEncoder,
        *,
        batch_size: int,
        pad_id: int,
        shuffle: bool = False,
        seed: int = 0,
        title_probability: float = 1.0,
        keep: dict[str, float] | None = None,
        answers: TeacherAnswers | None = None,
    ) -> None:
        self._books = books
        self._answers = answers
        self._encoder = encoder
        self._batch_size = batch_size
        self._pad_id = pad_id
        self._shuffle = shuffle
        self._seed = seed
        self._title_probability = title_probability
        sources = np.array(books.sources)
        self._by_source = {source: np.flatnonzero(sources == source) for source in sorted(set(books.sources))}
        self._drawn = {
            source: round(len(rows) * (keep or {}).get(source, 1.0)) for source, rows in self._by_source.items()
        }
        self._lengths = np.array([len(d) for d in books.descriptions])
        self.epoch = 0
        self.start = 0

    @property
    def rows(self) -> int:
        """Number of books that it draws from."""
        return len(self._books)

    def complete_sources(self) -> dict[str, int]:
        """Number of those with complete genre lists by source, most first; rows without a source have an empty name."""
        complete = self._books.known.mean(axis=1) > 0.5
        counts = {source: int(complete[rows].sum()) for source, rows in self._by_source.items()}
        return {source: count for source, count in sorted(counts.items(), key=lambda pair: -pair[1]) if count}

    def __len__(self) -> int:
        return -(-sum(self._drawn.values()) // self._batch_size)

    def plan(self) -> tuple[list[npt.NDArray[np.int64]], npt.NDArray[np.bool_]]:
        """Return the rows of each batch of the epoch, and for each book whether its title is shown."""
        if not self._shuffle:
            order = np.argsort(self._lengths, kind="stable")
            return self._cut(order), np.ones(len(self._books), dtype=bool)
        rng = np.random.default_rng((self._seed, self.epoch))
        rows = np.concatenate(
            [np.sort(_draw(rng, rows, self._drawn[source])) for source, rows in self._by_source.items()]
        )
        rng.shuffle(rows)
        pool = _POOL * self._batch_size
        batches: list[npt.NDArray[np.int64]] = []
        for start in range(0, len(rows), pool):
            part = rows[start : start + pool]
            batches.extend(self._cut(part[np.argsort(self._lengths[part], kind="stable")]))
        order = rng.permutation(len(batches))
        return [batches[i] for i in order], rng.random(len(self._books)) < self._title_probability

    def _cut(self, rows: npt.NDArray[np.int64]) -> list[npt.NDArray[np.int64]]:
        return [rows[i : i + self._batch_size] for i in range(0, len(rows), self._batch_size)]

    def __iter__(self) -> Iterator[Batch]:
        batches, titled = self.plan()
        start, self.start = self.start, 0
        for rows in batches[start:]:
            windows = [
                self._encoder.first_window(
                    self._books.descriptions[row], self._books.titles[row] if titled[row] else ()
                )
                for row in rows
            ]
            input_ids, attention_mask = pad_windows(windows, self._pad_id)
            targets, known = (part[rows].astype(np.float32) for part in (self._books.targets, self._books.known))
            if self._answers is not None:
                targets, known = self._answers.fill(rows, targets, known)
            yield (
                torch.from_numpy(input_ids),
                torch.from_numpy(attention_mask),
                torch.from_numpy(targets),
                torch.from_numpy(known),
            )
