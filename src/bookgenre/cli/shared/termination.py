"""Signals that end a command (SIGTERM, a closed terminal) raise, as Ctrl-C does, so that it removes its files."""

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from types import FrameType

__all__ = ["Terminated", "unwound_by_signals"]

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
_AGAIN_S = 0.05


class Terminated(KeyboardInterrupt):
    """A signal has ended the command; `status` is the exit status that shells give it."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.status = 128 + number


@contextlib.contextmanager
def unwound_by_signals() -> Iterator[None]:
    """Raise `Terminated` where a signal would end the process at once, so that temporary files are removed.

    A signal that is ignored, as under nohup, or that the caller handles stays so, and threads other than the main one
    get none.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    taken = [one for one in _SIGNALS if signal.getsignal(one) is signal.SIG_DFL]
    for one in taken:
        signal.signal(one, _raise)
    try:
        yield
    finally:
        for one in taken:
            signal.signal(one, signal.SIG_DFL)


def _raise(number: int, frame: FrameType | None) -> None:
    """Raise `Terminated`, but not while a module is imported: extension modules make errors of their own of it."""
    importing = frame
    while importing is not None:
        if importing.f_code.co_filename.startswith("<frozen importlib"):
            again = threading.Timer(_AGAIN_S, os.kill, (os.getpid(), number))
            again.daemon = True
            again.start()
            return
        importing = importing.f_back
    raise Terminated(number)
