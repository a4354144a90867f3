"""The folder of a build in progress: Parquet files of some thousand records each, and the rejected records."""

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

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
    """What belongs to a shard besides its rows (their number is `rows`): what was rejected, and see `CleanedRecords`.

    `source` is the number of the source in the plan, and `through` how many of its records have been worked on at the
    end of the shard; with the `last` shard the source ends.
    """

    source: int
    through: int
    rows: int
    last: bool
    rejected: list[Rejected]
    boilerplate: dict[str, int]


class BuildFolder:
    """The folder of a build that is under way: made if it is not there, and emptied if its plan had another key."""

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
        notes = []
        for path in sorted(self.folder.glob(f"read-{pattern}-*.json")):
            values = json.loads(path.read_text(encoding="utf-8"))
            notes.append(ShardNote(**values | {"rejected": [Rejected(**one) for one in values["rejected"]]}))
        return notes

    def read_shards(self) -> list[Path]:
        """Return the files of the records that were read, in order."""
        return sorted(self.folder.glob("read-*.parquet"))

    def add(self, source: int, through: int, outcome: CleanedRecords, *, last: bool) -> None:
        """Write one shard, which ends with record `through` of its source; it counts once its note is there."""
        number = len(list(self.folder.glob(f"read-{source:05}-*.json")))
        path = self.folder / f"read-{source:05}-{number:05}.parquet"
        with atomic_write(path) as file:
            pq.write_table(pa.Table.from_pylist(outcome.rows, schema=SCHEMA), file, compression="zstd")
        note = ShardNote(source, through, len(outcome.rows), last, outcome.rejected, dict(outcome.boilerplate))
        write_file(path.with_suffix(".json"), json.dumps(asdict(note)))

    def rows(self, path: Path, columns: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
        """Yield the rows of a shard."""
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=1000, columns=columns):
                yield from batch.to_pylist()

    def remove(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
