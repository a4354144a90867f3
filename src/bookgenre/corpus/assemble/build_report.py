"""What a build did, and what the corpus looks like that it wrote."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from bookgenre.genres import Taxonomy

__all__ = ["BuildReport", "CorpusStatistics", "LENGTH_EDGES"]

LENGTH_EDGES = (0, 25, 50, 75, 100, 125, 150, 175, 200, 250, 300, 400, 500, 750, 1000)
"""Edges of the length histogram, in words; the last bin is open."""


@dataclass(slots=True)
class CorpusStatistics:
    """Counts over the records that were written.

    Attributes
    ----------
    records, incomplete, works
        By split.
    sources
        Records by the source that they mainly come from.
    labels
        Records by genre and split: ``labels[split][genre]``.
    lengths
        Records by length, see `LENGTH_EDGES`.
    pairs
        How often two genres stand together, shape (genres, genres), in the order of the taxonomy.
    """

    taxonomy: Taxonomy
    records: Counter[str] = field(default_factory=Counter)
    incomplete: Counter[str] = field(default_factory=Counter)
    works: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    labels: dict[str, Counter[str]] = field(default_factory=dict)
    lengths: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(len(LENGTH_EDGES), dtype=np.int64))
    pairs: npt.NDArray[np.int64] = field(init=False)
    _places: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self._places = {genre_id: place for place, genre_id in enumerate(self.taxonomy.ids)}
        self.pairs = np.zeros((len(self._places), len(self._places)), dtype=np.int64)

    def add(self, split: str, record: Mapping[str, Any]) -> None:
        """Count one record, as the corpus holds it."""
        self.records[split] += 1
        self.incomplete[split] += not record["complete"]
        self.sources[record["source"]] += 1
        self.languages[record["language"]] += 1
        self.labels.setdefault(split, Counter()).update(record["labels"])
        self.lengths[np.searchsorted(LENGTH_EDGES, len(record["description"].split()), side="right") - 1] += 1
        places = np.array([self._places[genre] for genre in record["labels"]], dtype=np.intp)
        self.pairs[np.ix_(places, places)] += 1

    def total(self, splits: Sequence[str]) -> Counter[str]:
        """Return records by genre over several splits."""
        return sum((self.labels.get(split, Counter()) for split in splits), Counter())


@dataclass(slots=True)
class BuildReport:
    """What a build did.

    Attributes
    ----------
    read
        Records of each source, in the order of the plan.
    rejected, boilerplate
        Rows and records rejected, by reason; records from which boilerplate was taken, by kind.
    repeated
        Sentences taken out wherever they stood because too many descriptions share them.
    exact, near, useless
        Duplicates joined to another record (of the same text, of nearly the same), and records that held nothing but
        repeated sentences.
    unmapped
        Words that name no genre, by number of records.
    damaged
        Files that could not be read to their end, each as a sentence.
    recoded
        Lines by file that were not UTF-8.
    notes
        By file, sentences on how it was read: its format, which column was taken for what, what was mended.
    """

    statistics: CorpusStatistics
    read: list[int] = field(default_factory=list)
    rejected: Counter[str] = field(default_factory=Counter)
    boilerplate: Counter[str] = field(default_factory=Counter)
    repeated: int = 0
    exact: int = 0
    near: int = 0
    useless: int = 0
    unmapped: Counter[str] = field(default_factory=Counter)
    damaged: list[str] = field(default_factory=list)
    recoded: Counter[str] = field(default_factory=Counter)
    notes: dict[str, list[str]] = field(default_factory=dict)
    seconds: float = 0.0
