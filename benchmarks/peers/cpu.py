"""Processor time, which a busy machine stretches far less than the clock's; and silence for chatty libraries."""

import os
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Spent", "cpu_seconds", "one_thread", "quiet", "spent", "use_threads"]


@dataclass
class Spent:
    """Seconds that a block took.

    Attributes
    ----------
    cpu
        User and system time of this process and of children that have ended.
    wall
        Of the clock.
    """

    cpu: float = 0.0
    wall: float = 0.0


def cpu_seconds() -> float:
    """User and system time so far, of this process and of children that have ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


@contextmanager
def spent() -> Iterator[Spent]:
    """Measure a block."""
    result, cpu, wall = Spent(), cpu_seconds(), time.monotonic()
    try:
        yield result
    finally:
        result.cpu, result.wall = cpu_seconds() - cpu, time.monotonic() - wall


def use_threads(count: int) -> int:
    """Let PyTorch, where it is installed, compute with so many threads; returns how many it had."""
    with suppress(ImportError):
        import torch

        before = int(torch.get_num_threads())
        torch.set_num_threads(count)
        return before
    return count


@contextmanager
def one_thread() -> Iterator[None]:
    """Let PyTorch compute with one thread in a block, and with as many as before after it."""
    before = use_threads(1)
    try:
        yield
    finally:
        use_threads(before)


@contextmanager
def quiet(log: Path) -> Iterator[None]:
    """Send what native code writes to the output and error streams into a file instead."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = [(stream, os.dup(stream)) for stream in (1, 2)]
    with log.open("ab") as file:
        for stream, _ in kept:
            os.dup2(file.fileno(), stream)
        try:
            yield
        finally:
            for stream, copy in kept:
                os.dup2(copy, stream)
                os.close(copy)
