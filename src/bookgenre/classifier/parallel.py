"""Work on several texts at a time, with results in the order of the texts."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

__all__ = ["available_cores", "callers_for", "ordered_map"]

Item = TypeVar("Item")
Result = TypeVar("Result")

_MOST_CALLERS = 4
"""Each holds a window's activations, up to forty megabytes, and four of them leave few gaps to the other threads."""


def available_cores() -> int:
    """Return the number of cores that this process may use, which in a container are fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def callers_for(threads: int | None) -> int:
    """Number of texts to work on at a time in a process that may use so many threads; None for one per core."""
    return min(threads or available_cores(), _MOST_CALLERS)


def ordered_map(function: Callable[[Item], Result], items: Iterable[Item], callers: int) -> Iterator[Result]:
    """Yield ``function(item)`` in the order of `items`, worked out by so many threads; one caller needs no thread.

    The network runs without Python's lock, so that one text can be cleaned or decided on while another is read. Few
    items are taken before their results are asked for. An exception of `function` or of `items` reaches the caller.
    """
    if callers < 2:
        yield from map(function, items)
        return
    waiting: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(callers) as pool:
        try:
            for item in items:
                waiting.append(pool.submit(function, item))
                if len(waiting) > 2 * callers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
