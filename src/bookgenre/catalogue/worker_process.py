"""A process that answers records: a pipe with records to it, a pipe with findings from it."""

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import weakref
from collections.abc import Sequence
from pathlib import Path

from bookgenre.catalogue.answering import RecordAnswerer
from bookgenre.catalogue.protocol import AnswerSettings
from bookgenre.catalogue.record import Finding, Record
from bookgenre.errors import BookgenreError, DataError

__all__ = ["AnswerProcess", "main"]


class AnswerProcess:
    """Starts the process; used by one thread.

    It is a fresh interpreter and no fork, nor one of `multiprocessing`, which would run the caller's script again. When
    its pipe is closed it ends, also where this process is killed. Ctrl-C reaches only this process.
    """

    def __init__(self, settings: AnswerSettings) -> None:
        source = str(Path(__file__).resolve().parents[2])
        path = os.pathsep.join(filter(None, (source, os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bookgenre.catalogue.worker_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": path},
            start_new_session=True,
        )
        # It keeps the process until then: a run that nobody closes would leave it to the garbage collector, unended.
        self._end = weakref.finalize(self, _end_process, self._process)
        with contextlib.suppress(OSError):
            self._send(settings)

    def answer(self, records: Sequence[Record]) -> list[Finding]:
        """Return the findings for records; raise what answering does, or a `DataError` if the process has ended."""
        assert self._process.stdout is not None  # noqa: S101 - a pipe
        try:
            self._send(records)
            found = pickle.load(self._process.stdout)  # noqa: S301 - from our own process
        except (OSError, EOFError, pickle.UnpicklingError, ValueError) as error:
            raise DataError(
                "a worker process has ended (is there enough memory?); go on with --resume, and with fewer --workers"
            ) from error
        if isinstance(found, Exception):
            raise found
        findings: list[Finding] = found
        return findings

    def close(self) -> None:
        """End the process, whatever it is at."""
        self._end()

    def _send(self, value: object) -> None:
        assert self._process.stdin is not None  # noqa: S101 - a pipe
        pickle.dump(value, self._process.stdin, pickle.HIGHEST_PROTOCOL)
        self._process.stdin.flush()


def _end_process(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        # What was not sent yet is of no use to it.
        with contextlib.suppress(OSError, AttributeError):
            pipe.close()  # type: ignore[union-attr]


def main() -> None:
    """Answer what comes over the standard input until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    received, sent = sys.stdin.buffer, sys.stdout.buffer
    # Whatever a library prints must not come between the findings.
    sys.stdout = sys.stderr
    answerer: RecordAnswerer | None = None
    settings = pickle.load(received)  # noqa: S301 - from the process that started this one
    while True:
        try:
            records = pickle.load(received)  # noqa: S301 - as above
        except EOFError:
            return
        found: list[Finding] | BookgenreError
        try:
            answerer = answerer or RecordAnswerer(settings)
            found = [answerer.finding(record) for record in records]
        except BookgenreError as error:
            # Its kind may take other arguments than a message, which would not survive the way.
            found = DataError(str(error))
        try:
            pickle.dump(found, sent, pickle.HIGHEST_PROTOCOL)
            sent.flush()
        except BrokenPipeError:
            return


if __name__ == "__main__":
    main()
