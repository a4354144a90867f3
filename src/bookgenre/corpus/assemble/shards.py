"""The folder of a build in progress: Parquet files of some thousand records each, and the rejected records."""

import json
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from bookgenre.corpus.read.clean_records import CleanedRecords, Rejected
from bookgenre.files import atomic_write, write_file

__all__ = ["RECORD", "SCHEMA", "ShardNote", "BuildFolder"]

RECORD = [
    ("work", pa.string()),
    ("title", pa.string()),
    ("description", pa.string()),
    ("authors", pa.list_(pa.string())),
    ("language", pa.string()),
    ("genres", pa.list_(pa.string())),
    ("labels", pa.list_(pa.string())),
    ("complete", pa.bool_()),
    ("masked", pa.list_(pa.string())),
    ("source", pa.string()),
]
"""What a record holds from its first reading to the corpus."""

SCHEMA = pa.schema(
    [
        ("line", pa.int64()),
        *RECORD,
        ("identifiers", pa.map_(pa.string(), pa.string())),
        ("text_key", pa.int64()),
        ("sentences", pa.list_(pa.int64())),
    ]
)
_PLAN = "plan.key"


@dataclass(slots=True)
class ShardNote:
    """What belongs to a shard besides its rows.

    Attributes
    ----------
    source
        Number of the source in the plan.
    through
        How many records of the source have been worked on at its end.
    rows
        Records kept in it.
    last
        Whether the source ends with it.
    rejected
        Records rejected.
    boilerplate
        See `CleanedRecords`.
    """

    source: int
    through: int
    rows: int
    last: bool
    rejected: list[Rejected] = field(default_factory=list)
    boilerplate: Counter[str] = field(default_factory=Counter)


class BuildFolder:
    """The folder of a build that is under way.

    Parameters
    ----------
    folder
        Made if it is not there. What lies in it from a build with another key is removed.
    key
        Of the plan: with another plan nothing can be gone on with.
    """

    def __init__(self, folder: Path, key: str) -> None:
        self.folder = folder
        mark = folder / _PLAN
        if not mark.is_file() or mark.read_text(encoding="utf-8") != key:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            write_file(mark, key)

    def notes(self, source: int | None = None) -> list[ShardNote]:
        """Return the notes of the shards of one source, or of all, in order."""
        pattern = "*" if source is None else f"{source:05}"
        return [_note(path) for path in sorted(self.folder.glob(f"read-{pattern}-*.json"))]

    def read_shards(self) -> list[Path]:
        """Return the files of the records that were read, in order."""
        return sorted(self.folder.glob("read-*.parquet"))

    def add(self, source: int, through: int, outcome: CleanedRecords, *, last: bool) -> None:
        """Write one shard, which ends with record `through` of its source; it counts once its note is there."""
        number = len(list(self.folder.glob(f"read-{source:05}-*.json")))
        path = self.folder / f"read-{source:05}-{number:05}.parquet"
        with atomic_write(path) as file:
            pq.write_table(pa.Table.from_pylist(outcome.rows, schema=SCHEMA), file, compression="zstd")
        values = {
            "source": source,
            "through": through,
            "rows": len(outcome.rows),
            "last": last,
            "rejected": [asdict(rejected) for rejected in outcome.rejected],
            "boilerplate": outcome.boilerplate,
        }
        write_file(path.with_suffix(".json"), json.dumps(values))

    def rows(self, path: Path, columns: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
        """Yield the rows of a shard."""
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=1000, columns=columns):
                yield from batch.to_pylist()

    def remove(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)


def save_arrays(path: Path, arrays: dict[str, npt.NDArray[Any]]) -> None:
    """Write arrays to one file that is either complete or not there."""
    with atomic_write(path) as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]


def _note(path: Path) -> ShardNote:
    values = json.loads(path.read_text(encoding="utf-8"))
    values["rejected"] = [Rejected(**rejected) for rejected in values["rejected"]]
    values["boilerplate"] = Counter(values["boilerplate"])
    return ShardNote(**values)
