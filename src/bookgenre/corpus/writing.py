"""Third pass: the records that stay, with all that their duplicates knew, into Parquet files."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from bookgenre.corpus.fingerprints import clean_of
from bookgenre.corpus.merging import GIVEN, RowMerger, merge_rows
from bookgenre.corpus.plan import BuildPlan
from bookgenre.corpus.shards import RECORD, Workshop
from bookgenre.corpus.statistics import CorpusStatistics
from bookgenre.corpus.works import SPLITS, Works, split_of

__all__ = ["CORPUS_SCHEMA", "UNLABELLED", "write_corpus"]

UNLABELLED = "unlabelled"

CORPUS_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        *RECORD,
        ("sources", pa.list_(pa.string())),
        ("isbn13", pa.string()),
        ("url", pa.string()),
    ]
)
_BATCH = 2_000

Others = dict[int, list[dict[str, Any]]]


def write_corpus(
    workshop: Workshop,
    works: Works,
    exact: npt.NDArray[np.uint64],
    plan: BuildPlan,
    out: Path,
    merger: RowMerger,
    statistics: CorpusStatistics,
) -> None:
    """Write ``train.parquet``, ``validation.parquet``, ``test.parquet`` and ``unlabelled.parquet`` to `out`.

    A record none of whose words names a genre goes to the last. Files appear under their names once they are whole.
    `exact` holds the keys of the texts, by which records are named.
    """
    others = _others(workshop, works)
    seen_works: dict[str, set[int]] = {}
    deal = lru_cache(maxsize=1 << 16)(lambda work: split_of(work, plan))
    out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        files = {name: stack.enter_context(_Table(out / f"{name}.parquet")) for name in (*SPLITS, UNLABELLED)}
        for number, row in _rows(workshop):
            if works.kept[number] != number:
                continue
            merged = merge_rows(row, others.get(number, ()))
            labels = merger.label(merged)
            work = int(works.work[number])
            split = deal(work) if labels else UNLABELLED
            record = _record(merged, int(exact[number]), work, labels)
            files[split].add(record)
            statistics.add(
                split,
                description=row["description"],
                labels=labels,
                complete=record["complete"],
                source=row["source"],
                language=row["language"],
            )
            seen_works.setdefault(split, set()).add(work)
    statistics.works.update({split: len(seen) for split, seen in seen_works.items()})


def _rows(workshop: Workshop, columns: tuple[str, ...] | None = None) -> Iterator[tuple[int, dict[str, Any]]]:
    number = 0
    for path in workshop.read_shards():
        for row in workshop.rows(clean_of(path), columns):
            yield number, row
            number += 1


def _others(workshop: Workshop, works: Works) -> Others:
    """What the dropped duplicates have to give, by the row that stands for them."""
    dropped = (works.kept >= 0) & (works.kept != np.arange(len(works.kept)))
    others: Others = {}
    if dropped.any():
        for number, row in _rows(workshop, GIVEN):
            if dropped[number]:
                others.setdefault(int(works.kept[number]), []).append(row)
    return others


def _record(merged: Mapping[str, Any], key: int, work: int, labels: frozenset[str]) -> dict[str, Any]:
    identifiers = merged["identifiers"]
    return {
        "id": f"{key:016x}",
        "work": f"{work:016x}",
        "title": merged["title"],
        "description": merged["description"],
        "authors": merged["authors"],
        "language": merged["language"],
        "genres": merged["genres"],
        "labels": sorted(labels),
        # Every book has a genre: where none is known, that is no evidence against any.
        "complete": merged["complete"] and bool(labels),
        # What the record has is no longer unknown.
        "masked": sorted(set(merged["masked"]) - labels),
        "source": merged["source"],
        "sources": merged["sources"],
        "isbn13": identifiers.get("isbn13"),
        "url": identifiers.get("url"),
    }


@dataclass(slots=True)
class _Table:
    """A Parquet file that is written in batches and takes its name at the end."""

    path: Path
    _rows: list[dict[str, Any]] = field(default_factory=list)
    _writer: Any = None

    def __enter__(self) -> "_Table":
        self._writer = pq.ParquetWriter(self._partial, CORPUS_SCHEMA, compression="zstd")
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            try:
                if kind is None:
                    self._flush()
            finally:
                self._writer.close()
            if kind is None:
                self._partial.replace(self.path)
        finally:
            self._partial.unlink(missing_ok=True)

    def add(self, row: dict[str, Any]) -> None:
        self._rows.append(row)
        if len(self._rows) >= _BATCH:
            self._flush()

    @property
    def _partial(self) -> Path:
        return self.path.with_name(f".{self.path.name}.partial")

    def _flush(self) -> None:
        self._writer.write_table(pa.Table.from_pylist(self._rows, schema=CORPUS_SCHEMA))
        self._rows.clear()
