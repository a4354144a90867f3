"""The rows that every peer is trained on, chosen on and measured on, and the one text it reads of each."""

import gzip
import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bookgenre.corpus import LabelledBook, read_records
from bookgenre.files import atomic_write
from bookgenre.genres import load_taxonomy
from bookgenre.text.cleaning import clean_text
from bookgenre.training.data.label_arrays import label_arrays

__all__ = ["Cells", "Corpus", "Floats", "Rows", "texts"]

Floats = npt.NDArray[np.floating]
Cells = npt.NDArray[np.uint8]


def texts(records: Iterable[LabelledBook]) -> list[str]:
    """Title and description of each record as one text, cleaned as the model sees it."""
    return [clean_text(f"{record.book.title or ''}\n{record.book.description}") for record in records]


@dataclass(frozen=True)
class Rows:
    """Records of one split; those of a `Corpus` have complete genre lists.

    Attributes
    ----------
    name
        Of the split, for file names.
    whole, places
        The split that these rows are a part of, and where they stand in it; None and nothing for a split itself.
    """

    name: str
    records: list[LabelledBook]
    whole: "Rows | None" = None
    places: npt.NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(self.records)

    @cached_property
    def texts(self) -> list[str]:
        """One text a record."""
        return texts(self.records)

    @cached_property
    def genres(self) -> list[list[str]]:
        """Ids of the genres that each record is known to have."""
        targets, known = self.labels
        ids = np.array(load_taxonomy().ids)
        return [ids[row].tolist() for row in (targets & known).astype(bool)]

    @cached_property
    def labels(self) -> tuple[Cells, Cells]:
        """Targets and known cells, of shape (rows, genres)."""
        return label_arrays(self.records, load_taxonomy().ids, later=False)

    def write(self, path: Path) -> None:
        """Write the records in the corpus's own format, unless they are there."""
        if path.is_file():
            return
        with atomic_write(path) as binary, gzip.open(binary, "wt", encoding="utf-8") as file:
            for number, record in enumerate(self.records):
                row = {
                    "id": f"{self.name}-{number}",
                    "work": record.work,
                    "title": record.book.title,
                    "description": record.book.description,
                    "labels": sorted(record.labels),
                    "masked": sorted(record.masked),
                    "absent": sorted(record.absent),
                    "complete": record.complete,
                    "edition": record.edition,
                    "source": record.book.source,
                }
                file.write(json.dumps(row, ensure_ascii=False) + "\n")

    def where(self, kept: Sequence[bool]) -> "Rows":
        """Return the rows for which `kept` is true."""
        places = np.flatnonzero(np.asarray(kept, dtype=bool))
        return replace(self, records=[self.records[place] for place in places], whole=self, places=places)

    def take(self, count: int) -> "Rows":
        """Return `count` of the rows, drawn at random, the same ones each time."""
        if count >= len(self):
            return self
        return replace(self, records=random.Random(0).sample(self.records, count))


@dataclass(frozen=True)
class Corpus:
    """The three splits of a folder, read when they are asked for; the test rows are asked for last.

    Attributes
    ----------
    rows
        Train on so many rows, drawn at random; None for all.
    """

    folder: Path
    rows: int | None = None
    genre_ids: tuple[str, ...] = field(default_factory=lambda: tuple(load_taxonomy().ids))

    @cached_property
    def train(self) -> Rows:
        """Training rows."""
        rows = self._read("train")
        return rows if self.rows is None else rows.take(self.rows)

    @cached_property
    def validation(self) -> Rows:
        """Rows for every choice."""
        return self._read("validation")

    @cached_property
    def test(self) -> Rows:
        """Rows for the table, read once a peer has made its choices; a quick try is measured on validation."""
        return self._read("test") if self.rows is None else self.validation

    def write_training(self, folder: Path) -> None:
        """Write train and validation into `folder`, once, for what reads files: those rows, and no others."""
        for rows in (self.train, self.validation):
            rows.write(folder / f"{rows.name}.jsonl.gz")

    def _read(self, name: str) -> Rows:
        path = self.folder / f"{name}.jsonl.gz"
        return Rows(name, [record for record in read_records(path) if record.complete])
