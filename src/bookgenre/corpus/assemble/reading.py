"""First pass: every record of every source read, cleaned and put into shards, on all processors."""

import logging
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from itertools import islice

from bookgenre.corpus.assemble.shards import BuildFolder
from bookgenre.corpus.plan import BuildPlan, SourcePlan
from bookgenre.corpus.read import Adapter, SourceRecord
from bookgenre.corpus.read.clean_records import CleanedRecords, clean_records
from bookgenre.files import Rejects

__all__ = ["read_sources"]

SHARD = 10_000
_CHUNK = 500
_REPORT_SECONDS = 5.0

_log = logging.getLogger(__name__)


def read_sources(
    plan: BuildPlan, build_folder: BuildFolder, rejects: Rejects, pool: ProcessPoolExecutor | None
) -> list[int]:
    """Read what is not read yet of all sources into `build_folder`, and return the number of records of each source.

    Rows that cannot be read and records that cannot be used go to `rejects`; how each file was read is logged.
    """
    adapters = [source.adapter() for source in plan.sources]
    counts = []
    for number, (source, adapter) in enumerate(zip(plan.sources, adapters, strict=True)):
        if source.format is None and adapter.name not in ("generic", source.name) and not source.columns:
            rejects.note(source.path, f"read as {adapter.name}: {adapter.title}; --format names another")
        notes = build_folder.notes(number)
        done = notes[-1].through if notes else 0
        records = _as_planned(adapter.read(source.path, rejects), source, adapter)
        if notes and notes[-1].last:
            # Read to its end all the same, for the rows that cannot be read are not kept in the notes.
            done = sum(1 for _ in records)
        else:
            # What was worked on is read again, which is quick, and passed over.
            skipped = sum(1 for _ in islice(records, done))
            done = _work(number, skipped, records, plan, build_folder, pool)
        counts.append(done)
        for sentence in rejects.notes.get(str(source.path), ()):
            _log.info("%s: %s", source.path.name, sentence)
        for note in build_folder.notes(number):
            for rejected in note.rejected:
                rejects.add(
                    rejected.reason, file=source.path, line=rejected.line, why=rejected.detail, excerpt=rejected.excerpt
                )
    return counts


def _as_planned(records: Iterator[SourceRecord], source: SourcePlan, adapter: Adapter) -> Iterator[SourceRecord]:
    """Replace the name and completeness that the format states by those of the plan."""
    if source.name is None and source.complete is None:
        yield from records
        return
    for found in records:
        record, book = found.record, found.record.book
        if source.name is not None and book.source == adapter.name:
            book = replace(book, source=source.name)
        complete = record.complete if source.complete is None else source.complete
        complete = complete and bool(book.genres or record.labels)
        yield SourceRecord(found.line, replace(record, book=book, complete=complete))


def _work(
    number: int,
    done: int,
    records: Iterator[SourceRecord],
    plan: BuildPlan,
    build_folder: BuildFolder,
    pool: ProcessPoolExecutor | None,
) -> int:
    """Put the records of a source that come after the first `done` into shards; return how many there are in all."""
    gathered = CleanedRecords()
    start, started = done, time.monotonic()
    reported = started
    for count, outcome in _prepared(records, plan.languages, pool):
        gathered.rows += outcome.rows
        gathered.rejected += outcome.rejected
        gathered.boilerplate += outcome.boilerplate
        done += count
        if (now := time.monotonic()) - reported >= _REPORT_SECONDS:
            reported, rate = now, (done - start) / (now - started)
            name = plan.sources[number].path.name
            _log.info("%s: %s records read, %s per second", name, f"{done:,}", f"{rate:,.0f}")
        if done % SHARD < count:
            build_folder.add(number, done, gathered, last=False)
            gathered = CleanedRecords()
    build_folder.add(number, done, gathered, last=True)
    return done


def _prepared(
    records: Iterator[SourceRecord], languages: frozenset[str], pool: ProcessPoolExecutor | None
) -> Iterator[tuple[int, CleanedRecords]]:
    """Yield how many records were worked on, and what became of them, in order."""
    chunks = iter(lambda: list(islice(records, _CHUNK)), [])
    if pool is None:
        for chunk in chunks:
            yield len(chunk), clean_records(chunk, languages)
        return
    # A few chunks ahead and no more: a fast reader must not fill the memory.
    waiting: deque[tuple[int, Future[CleanedRecords]]] = deque()
    for chunk in chunks:
        waiting.append((len(chunk), pool.submit(clean_records, chunk, languages)))
        if len(waiting) > 8:
            count, future = waiting.popleft()
            yield count, future.result()
    for count, future in waiting:
        yield count, future.result()
