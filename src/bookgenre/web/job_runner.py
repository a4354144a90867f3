"""Runs catalogue jobs: checks an upload within its request, and classifies it later, one job at a time."""

import atexit
import errno
import logging
import math
import queue
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from flask import current_app

from bookgenre.catalogue import classify_catalogue
from bookgenre.catalogue.answering import RecordAnswerer
from bookgenre.catalogue.protocol import AnswerSettings, ReadOptions
from bookgenre.catalogue.record import Finding, Record
from bookgenre.errors import BookgenreError, DataError, InputError, MissingExtraError
from bookgenre.web.client_throttle import Throttle, client_name
from bookgenre.web.concurrency import ConcurrencyLimit
from bookgenre.web.deadline import check_request
from bookgenre.web.job_formats import choose_reader, choose_writer, result_name, safe_name
from bookgenre.web.jobs import INTERRUPTED, LOST, Job, JobStore, NoJobError
from bookgenre.web.problems import sentence
from bookgenre.web.request_schemas import JobOptions
from bookgenre.web.service import Service
from bookgenre.web.tracing import log_failure

__all__ = ["JobRunner", "current_jobs"]

log = logging.getLogger("bookgenre.web")

_TELL_S = 0.5
_SWEEP_S = 60.0
_PATIENCE_S = 10.0
_MOST_DOWNLOADS = 8
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
_CLIENT = "(background)"
"""The client as which all jobs compute; no real one has this name."""


class _StoppedError(Exception):
    """The job was deleted, or the server is being stopped."""


class JobRunner:
    """Takes uploads and classifies their books in the background, beside the visitors.

    Each book takes a slot of the service's concurrency limit for itself. The throttle counts books. `downloads` are the
    places for files that are being sent by this process, of which one client has at most two.
    """

    def __init__(self, store: JobStore, service: Service, throttle: Throttle) -> None:
        self.store = store
        self.downloads = ConcurrencyLimit(_MOST_DOWNLOADS, waiting=0, patience=0)
        self._service = service
        self._settings = service.settings
        self._throttle = throttle
        self._waiting: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._mutex = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()

    def start(self) -> None:
        """Start the thread that runs jobs and deletes old ones; call it in the process in which it is to run."""
        with self._mutex:
            if self._thread is None and not self.store.why_off:
                self._thread = threading.Thread(target=self._loop, name="catalogue-jobs", daemon=True)
                self._thread.start()
                atexit.register(self.stop)

    def stop(self) -> None:
        """End the job at hand, and the thread."""
        self._stopping.set()
        # The thread may be waiting for a job.
        self._waiting.put(None)
        if self._thread is not None:
            self._thread.join(_PATIENCE_S)

    def take(self, content: bytes, name: str, options: JobOptions) -> Job:
        """Check a file of the request at hand and have its books classified.

        It raises `NoJobError` as `JobStore.reserve` does, or if there is no space or the file was lost, `InputError` if
        the file or an option cannot be used, and `TooManyRequestsError` if the client has sent as many books as it may.
        """
        try:
            job = self._received(content, name, options)
        except OSError as error:
            if error.errno not in _NO_SPACE:
                raise
            log_failure("a catalogue job cannot be kept", error)
            raise NoJobError(600, "The server has no space for the file; try again later.") from error
        self._waiting.put(job)
        self.start()
        return job

    def _received(self, content: bytes, name: str, options: JobOptions) -> Job:
        """Keep and check a file; nothing is left of one that is refused."""
        job = self.store.reserve(client_name())
        try:
            job = replace(job, file=safe_name(name))
            self.store.input_of(job).write_bytes(content)
            job = self._service.compute(lambda: self._surveyed(job, options))
            self._throttle.charge(job.books, 0)
            if not self.store.save(job):
                raise FileNotFoundError(errno.ENOENT, "the folder of the job is gone")
        except BaseException as error:
            lost = bool(job.file) and not self.store.input_of(job).is_file()
            self.store.forget(job)
            if lost and isinstance(error, (BookgenreError, FileNotFoundError)):
                log_failure("the files of a catalogue job are gone", error)
                raise NoJobError(10, sentence(LOST)) from None
            if isinstance(error, MissingExtraError):
                raise InputError("this server cannot read or write such a file; send it as CSV") from None
            if isinstance(error, BookgenreError):
                raise InputError(self.store.for_client(job, str(error))) from None
            raise
        return job

    def _surveyed(self, job: Job, options: JobOptions) -> Job:
        path = self.store.input_of(job)
        read_as = choose_reader(path)
        made = choose_writer(read_as, path, options.format)
        notes: list[str] = []
        columns = {"description": options.description} if options.description else {}
        books = 0
        for _ in read_as.read(path, ReadOptions(columns, notes.append, check_request)):
            check_request()
            books += 1
            if books > self._settings.jobs_max_books:
                raise InputError(
                    f"{job.file} has more than {self._settings.jobs_max_books:,} books; split it, or use the command "
                    "bookgenre classify, which has no limit"
                )
        if not books:
            raise InputError(f"{job.file} contains no books; check the file")
        return replace(
            job,
            state="waiting",
            result=result_name(job.file, made),
            reader=read_as.name,
            writer=made.name,
            columns=columns,
            **options.model_dump(include={"top", "long", "colours"}),
            books=books,
            notes=tuple(notes),
        )

    def _loop(self) -> None:
        while not self._stopping.is_set():
            try:
                job = self._waiting.get(timeout=min(_SWEEP_S, self._settings.jobs_keep_s))
            except queue.Empty:
                job = None
            if job is not None:
                self._run(job)
            try:
                self.store.sweep()
            except OSError as error:
                log.warning("old catalogue jobs cannot be deleted", extra={"error": type(error).__name__})

    def _run(self, job: Job) -> None:
        try:
            self._check(job)
            job = replace(job, state="running")
            self.store.save(job)
            job = self._classified(job)
        except _StoppedError:
            job = replace(job, state="interrupted", error=INTERRUPTED)
        except BookgenreError as error:
            # Also what a writer says whose folder has been deleted.
            there = self.store.input_of(job).is_file()
            job = replace(job, state="failed", error=self.store.for_client(job, str(error)) if there else LOST)
        except Exception as error:  # whatever a file has done to a reader, the next job is run
            log_failure("a catalogue job failed", error)
            job = replace(job, state="failed", error="the server failed; the same file may fail again")
        try:
            self.store.end(job)
        except OSError as error:
            log_failure("a catalogue job cannot be kept", error)
            self.store.forget(job)

    def _classified(self, job: Job) -> Job:
        report = classify_catalogue(
            self.store.input_of(job),
            self.store.result_of(job),
            source_format=job.reader,
            out_format=job.writer,
            columns=job.columns,
            settings=AnswerSettings(
                model=self._settings.model,
                mapping=Path(self._settings.mapping) if self._settings.mapping else None,
                top=job.top,
                colours=job.colours,
            ),
            long=job.long,
            rejects=self.store.rejects_of(job),
            most_bytes=self._settings.jobs_max_result_bytes,
            classify=lambda records, settings: self._findings(job, records, settings),
            check=lambda: self._check(job),
        )
        self._check(job)
        if not self.store.result_of(job).is_file():
            raise DataError(LOST)
        # What was known before stays first; a note comes once.
        notes = tuple(dict.fromkeys((*job.notes, *(self.store.for_client(job, one) for one in report.notes))))
        return replace(
            job,
            state="done",
            done=report.records,
            answered=report.answered,
            rejected=report.rejected,
            notes=notes,
        )

    def _findings(self, job: Job, records: Iterable[Record], settings: AnswerSettings) -> Iterator[Finding]:
        """Yield what is found: an engine of `bookgenre.catalogue`, in slots of this process."""
        answerer = RecordAnswerer(settings, self._service.recommender)
        answered = rejected = 0
        told = time.monotonic()
        for record in records:
            with self._service.concurrency.slot(_CLIENT, lambda: self._check(job), math.inf) as slot:
                finding = answerer.finding(record, slot.check)
            rejected += bool(finding.problem)
            answered += not finding.problem
            self._service.metrics.books.inc(not finding.problem)
            if time.monotonic() - told > _TELL_S:
                told = time.monotonic()
                self.store.save(replace(job, done=answered + rejected, answered=answered, rejected=rejected))
            yield finding

    def _check(self, job: Job) -> None:
        if self._stopping.is_set() or self._service.is_draining() or not self.store.is_there(job.id):
            raise _StoppedError


def current_jobs() -> JobRunner:
    """Return the jobs of the application that handles the current request."""
    jobs = current_app.extensions["bookgenre.jobs"]
    assert isinstance(jobs, JobRunner)  # noqa: S101 - create_app puts it there
    return jobs
