"""Third pass: the records that stay, with all that their duplicates knew, into Parquet files."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from bookgenre.corpus.assemble.build_report import CorpusStatistics
from bookgenre.corpus.assemble.fingerprint_pass import clean_of
from bookgenre.corpus.assemble.shards import RECORD, BuildFolder
from bookgenre.corpus.dedupe.merging import GIVEN, RowMerger, merge_rows
from bookgenre.corpus.dedupe.works import SPLITS, Works, split_of
from bookgenre.corpus.plan import BuildPlan
from bookgenre.files import atomic_write

__all__ = ["CORPUS_SCHEMA", "UNLABELLED", "corpus_table", "write_corpus"]

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
    build_folder: BuildFolder,
    works: Works,
    exact: npt.NDArray[np.uint64],
    plan: BuildPlan,
    out: Path,
    merger: RowMerger,
    statistics: CorpusStatistics,
) -> None:
    """Write ``train.parquet``, ``validation.parquet``, ``test.parquet`` and ``unlabelled.parquet`` to `out`.

    A record none of whose words names a genre goes to the last. Files get their names once they are complete.
    `exact` holds the keys of the texts, by which records are named.
    """
    others = _others(build_folder, works)
    seen_works: dict[str, set[int]] = {}
    deal = lru_cache(maxsize=1 << 16)(lambda work: split_of(work, plan))
    with ExitStack() as stack:
        files = {name: stack.enter_context(corpus_table(out / f"{name}.parquet")) for name in (*SPLITS, UNLABELLED)}
        for number, row in _rows(build_folder):
            if works.kept[number] != number:
                continue
            merged = merge_rows(row, others.get(number, ()))
            labels = merger.label(merged)
            work = int(works.work[number])
            split = deal(work) if labels else UNLABELLED
            record = _record(merged, int(exact[number]), work, labels)
            files[split](record)
            statistics.add(split, record)
            seen_works.setdefault(split, set()).add(work)
    statistics.works.update({split: len(seen) for split, seen in seen_works.items()})


def _rows(build_folder: BuildFolder, columns: tuple[str, ...] | None = None) -> Iterator[tuple[int, dict[str, Any]]]:
    number = 0
    for path in build_folder.read_shards():
        for row in build_folder.rows(clean_of(path), columns):
            yield number, row
            number += 1


def _others(build_folder: BuildFolder, works: Works) -> Others:
    """Return the rows of the dropped duplicates, by the row that is kept for them."""
    dropped = (works.kept >= 0) & (works.kept != np.arange(len(works.kept)))
    others: Others = {}
    if dropped.any():
        for number, row in _rows(build_folder, GIVEN):
            if dropped[number]:
                others.setdefault(int(works.kept[number]), []).append(row)
    return others


def _record(merged: Mapping[str, Any], key: int, work: int, labels: frozenset[str]) -> dict[str, Any]:
    as_merged = ("title", "description", "authors", "language", "genres", "source", "sources")
    return {
        "id": f"{key:016x}",
        "work": f"{work:016x}",
        **{name: merged[name] for name in as_merged},
        "labels": sorted(labels),
        # Every book has a genre: where none is known, that is no evidence against any.
        "complete": merged["complete"] and bool(labels),
        # What the record has is no longer unknown.
        "masked": sorted(set(merged["masked"]) - labels),
        **{kind: merged["identifiers"].get(kind) for kind in ("isbn13", "url")},
    }


@contextmanager
def corpus_table(path: Path) -> Iterator[Callable[[dict[str, Any]], None]]:
    """Open a Parquet file that is written in batches and gets its name at the end; yield what adds a row to it."""
    rows: list[dict[str, Any]] = []
    with atomic_write(path) as file, pq.ParquetWriter(file, CORPUS_SCHEMA, compression="zstd") as writer:

        def flush() -> None:
            writer.write_table(pa.Table.from_pylist(rows, schema=CORPUS_SCHEMA))
            rows.clear()

        def add(row: dict[str, Any]) -> None:
            rows.append(row)
            if len(rows) >= _BATCH:
                flush()

        yield add
        flush()
