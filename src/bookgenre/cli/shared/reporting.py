"""What commands report on the error stream, progress and errors in lines of their own, and their exit status."""

import contextlib
import errno
import logging
import os
import sys
from collections.abc import Iterator
from typing import NoReturn

import click

from bookgenre.cli.shared.termination import Terminated
from bookgenre.errors import BookgenreError, MissingExtraError

__all__ = ["INTERRUPTED", "ended_in_one_line", "fail", "needs_extra", "show_progress"]

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it: 128 and the number of the signal."""

_FAILED = 2
_READER_LEFT = 1

# Of a write: the disk is full, over its quota or broken, or the stream was closed.
_UNWRITABLE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF})


def fail(message: str) -> NoReturn:
    """Print one line on the error stream and end the process."""
    _tell(message)
    sys.exit(_FAILED)


@contextlib.contextmanager
def ended_in_one_line(ctx: click.Context) -> Iterator[None]:
    """End a command by its status: 2 and one line after a known error, 130 after Ctrl-C, 1 where the reader has left.

    After another signal (`Terminated`), it is what shells have for this signal.

    Known are `BookgenreError` and an output that cannot be written; what else is raised is a bug, and goes on.
    """
    try:
        yield
    except BookgenreError as error:
        _tell(str(error))
        ctx.exit(_FAILED)
    except Terminated as error:
        ctx.exit(error.status)
    except KeyboardInterrupt:
        ctx.exit(INTERRUPTED)
    except OSError as error:
        # Who opens a file that cannot be opened is told its name; a stream has none.
        if error.filename is not None or error.errno not in (errno.EPIPE, *_UNWRITABLE):
            raise
        _forget_output()
        if error.errno == errno.EPIPE:
            ctx.exit(_READER_LEFT)
        _tell(f"the output cannot be written: {error.strerror}; send it elsewhere")
        ctx.exit(_FAILED)


@contextlib.contextmanager
def needs_extra(extra: str) -> Iterator[None]:
    """Turn a missing package into `MissingExtraError` for `extra`; put the imports inside."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("bookgenre"):
            raise
        raise MissingExtraError(extra, (error.name or "a package").partition(".")[0]) from error


class _ErrorStream(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        click.echo(self.format(record), err=True)


def show_progress() -> None:
    """Print what bookgenre logs at INFO and above on the error stream, a line per message, until the command ends."""
    logger, handler = logging.getLogger("bookgenre"), _ErrorStream()
    level, propagates = logger.level, logger.propagate

    def stop() -> None:
        logger.removeHandler(handler)
        logger.setLevel(level)
        logger.propagate = propagates

    click.get_current_context().call_on_close(stop)
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False


def _tell(message: str) -> None:
    # Nothing is left to say where the error stream cannot be written either.
    with contextlib.suppress(OSError):
        click.echo(f"bookgenre: {' '.join(message.split())}", err=True)


def _forget_output() -> None:
    """Drop what the standard streams still hold, or the interpreter would try to write it once more as it ends."""
    for stream in (sys.__stdout__, sys.__stderr__):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()  # type: ignore[union-attr]
            continue
        with contextlib.suppress(OSError, ValueError, AttributeError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())  # type: ignore[union-attr]
            os.close(nowhere)
