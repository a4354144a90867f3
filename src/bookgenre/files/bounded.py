"""Reading files of unknown origin: never more than a limit, and never from what would block."""

import os
import stat
from pathlib import Path
from typing import BinaryIO

from bookgenre.errors import InputError

__all__ = ["read_bounded"]

_BLOCK = 1 << 20


def read_bounded(source: Path | BinaryIO, limit: int, *, regular: bool = False) -> bytes:
    """Return the content of a file or a stream, if it has no more than `limit` bytes.

    No more than that is read, whatever the size of the file is said to be: ``/dev/zero`` ends like a large file.

    With `regular`, what is not a regular file is refused: a FIFO would block until somebody writes to it.

    Raises
    ------
    InputError
        If there is more, or if `regular` is given and it is no regular file.
    OSError
        If it cannot be opened or read.
    """
    if not isinstance(source, Path):
        return _read(source, limit, str(getattr(source, "name", "the input")))
    # Without O_NONBLOCK, opening a FIFO would wait for a writer before it could be refused.
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | (getattr(os, "O_NONBLOCK", 0) if regular else 0)
    with os.fdopen(os.open(source, flags), "rb", buffering=0) as file:
        if regular and not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise InputError(f"{source} is not a regular file")
        return _read(file, limit, str(source))


def _read(stream: BinaryIO, limit: int, name: str) -> bytes:
    blocks: list[bytes] = []
    left = limit + 1
    while left and (block := stream.read(min(left, _BLOCK))):
        blocks.append(block)
        left -= len(block)
    if not left:
        raise InputError(f"{name} is larger than {_size(limit)}")
    return b"".join(blocks)


def _size(count: int) -> str:
    for unit, size in (("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)):
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return f"{count} bytes"
