"""Second pass: repeated sentences are removed, and the fingerprints of all records are computed."""

import logging
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from bookgenre.book import Book
from bookgenre.corpus.assemble.shards import SCHEMA, BuildFolder
from bookgenre.corpus.dedupe import fingerprint
from bookgenre.corpus.dedupe.fingerprint import Fingerprints
from bookgenre.corpus.read.clean_records import sentence_spans, useless_reason
from bookgenre.files import atomic_write
from bookgenre.genres import fold
from bookgenre.text.markup import tidy_lines

__all__ = ["fingerprint_all", "repeated_sentences"]

_log = logging.getLogger(__name__)

_BUCKETS = 1 << 22


def repeated_sentences(build_folder: BuildFolder, at_least: int) -> frozenset[int]:
    """Return the keys of sentences that occur in at least so many different descriptions; 0: none.

    Bounded in memory: sentences are counted in four million buckets first, and only those of buckets that are full
    enough one by one.
    """
    if at_least <= 0:
        return frozenset()
    seen: set[int] = set()
    parts = []
    buckets = np.zeros(_BUCKETS, dtype=np.int32)
    for path in build_folder.read_shards():
        found: list[int] = []
        for row in build_folder.rows(path, ["text_key", "sentences"]):
            # A text that occurs thirty times counts once.
            if row["text_key"] not in seen:
                seen.add(row["text_key"])
                found += row["sentences"]
        keys = np.array(found, dtype=np.int64)
        parts.append(keys)
        np.add.at(buckets, keys % _BUCKETS, 1)
    counts: Counter[int] = Counter()
    for keys in parts:
        counts.update(keys[buckets[keys % _BUCKETS] >= at_least].tolist())
    return frozenset(key for key, count in counts.items() if count >= at_least)


def fingerprint_all(
    build_folder: BuildFolder,
    repeated: frozenset[int],
    namespaces: Sequence[str],
    pool: ProcessPoolExecutor | None,
) -> Fingerprints:
    """Work on every shard that has not been worked on yet, and bring all numbers together.

    `namespaces` says for each source in whose name its own groups of editions are meant.
    """
    shards = build_folder.read_shards()
    tasks = [
        (path, repeated, namespaces[int(path.stem.split("-")[1])]) for path in shards if not arrays_of(path).is_file()
    ]
    outcomes = map(_fingerprint_shard, tasks) if pool is None else pool.map(_fingerprint_shard, tasks)
    for count, _ in enumerate(outcomes, start=1):
        if count % 10 == 0:
            _log.info("compared: %d of %d parts fingerprinted", count, len(tasks))
    return _gather(build_folder, shards)


def clean_of(path: Path) -> Path:
    """Return the path of the cleaned rows of a shard."""
    return path.with_name(path.name.replace("read-", "clean-"))


def arrays_of(path: Path) -> Path:
    """Return the path of the fingerprints of a shard."""
    return path.with_name(path.name.replace("read-", "numbers-")).with_suffix(".npz")


def _fingerprint_shard(task: tuple[Path, frozenset[int], str]) -> None:
    path, repeated, namespace = task
    rows = pq.read_table(path).to_pylist()
    useful = np.ones(len(rows), dtype=np.bool_)
    for number, row in enumerate(rows):
        if not repeated.isdisjoint(row["sentences"]):
            row["description"] = without_sentences(row["description"], repeated)
            useful[number] = useless_reason(row["description"]) is None
    clean = clean_of(path)
    table = pa.Table.from_pylist(rows, schema=SCHEMA).drop_columns(["text_key", "sentences"])
    with atomic_write(clean) as file:
        pq.write_table(table, file, compression="zstd")
    # Last, because a shard with this file counts as done.
    with atomic_write(arrays_of(path)) as file:
        np.savez(file, useful=useful, **_numbers(rows, namespace))  # type: ignore[arg-type]


def without_sentences(text: str, keys: frozenset[int]) -> str:
    """Return `text` without the sentences that have one of `keys`."""
    kept, end = [], 0
    for start, stop, key in sentence_spans(text):
        if key in keys:
            kept.append(text[end:start])
            # The line break after it may be the end of a paragraph.
            end = start + len(text[start:stop].rstrip())
    return tidy_lines("".join([*kept, text[end:]]))


def _numbers(rows: list[dict[str, Any]], namespace: str) -> dict[str, npt.NDArray[Any]]:
    signatures = np.zeros((len(rows), fingerprint.PERMUTATIONS), dtype=np.uint32)
    exact, titles = (np.zeros(len(rows), dtype=np.uint64) for _ in range(2))
    authors = np.zeros(len(rows), dtype=np.bool_)
    quality = np.zeros(len(rows), dtype=np.float64)
    keys: list[int] = []
    key_rows: list[int] = []
    for number, row in enumerate(rows):
        folded = fold(row["description"])
        signatures[number] = fingerprint.signature(folded)
        exact[number] = fingerprint.exact_key(folded)
        book = Book(
            row["description"],
            title=row["title"],
            identifiers=dict(row["identifiers"]),
            authors=tuple(row["authors"]),
        )
        title, with_author = fingerprint.title_keys(book)
        titles[number] = title or 0
        authors[number] = with_author is not None
        found = [*fingerprint.identifier_keys(book), with_author, fingerprint.prefix_key(folded)]
        if row["work"]:
            found.append(fingerprint.work_key(namespace, row["work"]))
        for key in found:
            if key is not None:
                keys.append(key)
                key_rows.append(number)
        # A full list of genres first, then the more genres, then the longer text.
        genres = max(len(row["labels"]), len(row["genres"]))
        quality[number] = 1e6 * row["complete"] + 1e4 * min(genres, 99) + min(len(row["description"]), 9999)
    return {
        "signatures": signatures,
        "exact": exact,
        "title_keys": titles,
        "has_author": authors,
        "quality": quality,
        "keys": np.array(keys, dtype=np.uint64),
        "key_rows": np.array(key_rows, dtype=np.int64),
    }


def _gather(build_folder: BuildFolder, shards: Sequence[Path]) -> Fingerprints:
    sizes = [pq.read_metadata(path).num_rows for path in shards]
    signatures = np.lib.format.open_memmap(
        build_folder.folder / "signatures.npy",
        mode="w+",
        dtype=np.uint32,
        shape=(sum(sizes), fingerprint.PERMUTATIONS),
    )
    parts: dict[str, list[npt.NDArray[Any]]] = {}
    start = 0
    for path, size in zip(shards, sizes, strict=True):
        with np.load(arrays_of(path)) as arrays:
            signatures[start : start + size] = arrays["signatures"]
            for name in ("exact", "title_keys", "has_author", "quality", "useful", "keys"):
                parts.setdefault(name, []).append(arrays[name])
            parts.setdefault("key_rows", []).append(arrays["key_rows"] + start)
        start += size
    return Fingerprints(signatures=signatures, **{name: np.concatenate(values) for name, values in parts.items()})
