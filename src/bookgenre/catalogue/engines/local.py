"""The engine of one machine: a process per core, each with the model on one thread."""

import contextlib
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from itertools import chain, islice

from bookgenre.catalogue.answering import RecordAnswerer
from bookgenre.catalogue.protocol import AnswerSettings
from bookgenre.catalogue.record import Finding, Record
from bookgenre.catalogue.worker_process import AnswerProcess
from bookgenre.classifier.parallel import available_cores

__all__ = ["classify"]

_FEW = 64
"""Records for which it is not worth starting processes."""
_CHUNK_RECORDS, _CHUNK_CHARACTERS = 8, 32_000
"""What is sent to a worker at a time: a fraction of a second of work."""
_AHEAD = 3
"""Chunks per worker that are read ahead, so that none waits while a long book is read elsewhere."""


def classify(records: Iterable[Record], settings: AnswerSettings) -> Iterator[Finding]:
    """Yield one finding for each record, in their order.

    Many records are dealt out to processes: cleaning a text and ranking genres hold Python's lock for a fifth of the
    time of an answer, so that threads would wait for each other. Few are answered by threads, which start at once.
    Each worker tokenises one text while the others run the network. The records are not sorted by length: as each text
    is run for itself, nothing would be padded less. Errors are those of `RecordAnswerer` and `AnswerProcess.answer`.
    """
    rest = iter(records)
    workers = settings.workers or available_cores()
    first = list(islice(rest, _FEW))
    waiting: deque[Future[list[Finding]]] = deque()
    with _workers(settings, workers, processes=workers > 1 and len(first) == _FEW) as submit:
        for chunk in _chunks(chain(first, rest)):
            waiting.append(submit(chunk))
            if len(waiting) > _AHEAD * workers:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _chunks(records: Iterable[Record]) -> Iterator[list[Record]]:
    chunk: list[Record] = []
    characters = 0
    for record in records:
        # Only what an answer needs goes to another process.
        chunk.append(replace(record, fields={}, subjects=()))
        characters += len(record.book.description) if record.book else 0
        if len(chunk) >= _CHUNK_RECORDS or characters >= _CHUNK_CHARACTERS:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk


@contextlib.contextmanager
def _workers(
    settings: AnswerSettings, count: int, *, processes: bool
) -> Iterator[Callable[[list[Record]], Future[list[Finding]]]]:
    """Give what has a chunk answered: by threads that answer themselves, or each have a process that does."""
    # Loaded here, so that what is wrong with the model is said before anything is begun.
    answerer = None if processes else RecordAnswerer(settings)
    threads = ThreadPoolExecutor(count, thread_name_prefix="classify")
    of_thread = threading.local()
    started: list[AnswerProcess] = []

    def answer(records: list[Record]) -> list[Finding]:
        if answerer is not None:
            return [answerer.finding(record) for record in records]
        if not hasattr(of_thread, "process"):
            of_thread.process = AnswerProcess(settings)
            started.append(of_thread.process)
        found: list[Finding] = of_thread.process.answer(records)
        return found

    try:
        yield lambda records: threads.submit(answer, records)
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        for process in started:
            process.close()
        threads.shutdown()
        # A thread may have started one in the meantime.
        for process in started:
            process.close()
