"""Worker processes of a build, which end with it, however it ends."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection
from types import FrameType
from typing import Any

from bookgenre.errors import DataError

__all__ = ["workers"]

_PATIENCE = 3.0


@contextmanager
def workers(count: int | None = None) -> Iterator[ProcessPoolExecutor | None]:
    """Yield a pool of `count` processes (None: one per processor), or None for one process.

    Raises `DataError` if one of them was killed from outside.
    """
    count = count or _processors()
    if count == 1:
        yield None
        return
    others = set(multiprocessing.active_children())
    # Not forked: Arrow has threads, and a fork of a process with threads may hang.
    pool = _Pool(count, mp_context=multiprocessing.get_context("spawn"), initializer=_begin)
    try:
        yield pool
    except BrokenProcessPool as error:
        raise DataError(
            "a worker process was killed, perhaps because memory ran out; run the command again with --processes 1"
        ) from error
    except KeyboardInterrupt:
        # Let them end first: a process that is ended while it sends a result leaves half of it in the pipe, and the
        # pool waits for the other half for ever.
        pool.shutdown(wait=False, cancel_futures=True)
        mine = set(multiprocessing.active_children()) - others
        _wait_for_ends({process.sentinel for process in mine})
        for process in mine:
            process.terminate()
        raise
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _wait_for_ends(sentinels: set[int]) -> None:
    until = time.monotonic() + _PATIENCE
    while sentinels and (left := until - time.monotonic()) > 0:
        sentinels -= set(connection.wait(sentinels, left))


class _Pool(ProcessPoolExecutor):
    """Starts processes that an interrupt from the keyboard does not reach: the one that waits for them ends them."""

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        # This is where they are started.
        with _interrupt_held_back():
            return super().submit(work, *args, **kwargs)


@contextmanager
def _interrupt_held_back() -> Iterator[None]:
    """Keep an interrupt from a process that is being started here, and from this one until that is done.

    Otherwise the new process, interrupted while it starts, would print a traceback.
    """
    handler = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(handler):
        yield
        return
    came: list[tuple[int, FrameType | None]] = []
    signal.signal(signal.SIGINT, lambda *found: came.append(found))
    # A process inherits what is blocked, but not what is handled; Windows knows no blocking.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if hasattr(signal, "pthread_sigmask") else None
    try:
        yield
    finally:
        if before is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        signal.signal(signal.SIGINT, handler)
        if came:
            handler(*came[0])


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    # A killed parent does not end its children: they would wait for work for ever, or write beside the next build.
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
