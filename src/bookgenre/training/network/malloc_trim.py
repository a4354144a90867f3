"""glibc's malloc, set to keep freed memory instead of returning it to the system after every batch."""

import ctypes
import sys

__all__ = ["keep_freed_memory"]

_M_TRIM_THRESHOLD = -1
_M_MMAP_MAX = -4


def keep_freed_memory() -> None:
    """Make glibc allocate large blocks from its heap and keep the heap; does nothing on other systems.

    By default each block of over 32 MiB is mapped when allocated and unmapped when freed, and the kernel zeroes its
    pages every time. A training step on a CPU allocates hundreds of such blocks: without this, batches of 300 tokens
    ran at 0.7 of the speed (``benchmarks/train_speed.py``; table in ``docs/research/experiments.md``).
    """
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_MAX, 0)
        mallopt(_M_TRIM_THRESHOLD, 2**31 - 1)
