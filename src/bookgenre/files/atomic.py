"""The one writer of output files: each is as it was before or complete, and only one run writes to a folder."""

import contextlib
import errno
import os
import re
import secrets
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from bookgenre.errors import DataError

if sys.platform != "win32":
    import fcntl

__all__ = ["atomic_folder", "atomic_write", "locked_folder", "remove_leftovers", "write_errors", "write_file"]

PARTIAL = ".partial"
"""Ending of the temporary name. It begins with a dot and is random, so that nobody can wait at it with a link."""

_RANDOM_BYTES = 8
_DESCRIPTOR = re.compile(r"/(?:dev/fd|proc/self/fd)/(\d+)")
_STANDARD = {"/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2}
_BINARY = getattr(os, "O_BINARY", 0)


@contextlib.contextmanager
def atomic_write(path: Path) -> Iterator[BinaryIO]:
    """Open a binary file whose content takes the name of `path` when the block ends well.

    Content goes to a new file with a random name in the same folder, which is made if it is not there. The file is
    flushed to the disk, and replaces `path` in one step. On an error or an interrupt the new file is removed and `path`
    is as it was. A link is followed, and what it leads to is replaced. The mode of an existing file is kept; a new file
    gets what the umask allows. What is not a regular file (a FIFO, a device, ``/dev/stdout``) cannot be replaced and is
    written to directly.

    Raises
    ------
    DataError
        If the file, or its folder, cannot be written.
    """
    _check_name(path)
    with write_errors(path):
        descriptor = _open_directly(path)
        if descriptor is None:
            with _replacing(Path(os.path.realpath(path))) as file:
                yield file
        else:
            with os.fdopen(descriptor, "wb") as file:
                yield file


def write_file(path: Path, content: str | bytes) -> None:
    """Write `content`, text as UTF-8, as `atomic_write` does, and raise what it raises."""
    with atomic_write(path) as file:
        file.write(content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content)


@contextlib.contextmanager
def locked_folder(folder: Path) -> Iterator[None]:
    """Keep other runs out of `folder` while the block runs; the lock ends with the process, however it ends.

    The folder is made if it is not there, and temporary files of runs that were killed are removed. Where locks do not
    exist (Windows, some network drives) there is none.

    Raises
    ------
    DataError
        If another run holds the lock, or the folder cannot be made.
    """
    with write_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    if sys.platform == "win32":
        yield
        return
    with write_errors(folder):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            remove_leftovers(folder)
        except BlockingIOError:
            raise DataError(
                f"another run is writing to {folder}; wait until it has ended, or choose another folder"
            ) from None
        except OSError:
            # A network drive without locks: better unguarded than not at all.
            pass
        yield
    finally:
        os.close(descriptor)


def remove_leftovers(folder: Path) -> None:
    """Remove temporary files whose writers are dead: a living one holds a lock on its file.

    Where locks do not exist (Windows, some network drives) nothing is removed.
    """
    if sys.platform == "win32":
        return
    for path in folder.glob(f".{'[0-9a-f]' * 2 * _RANDOM_BYTES}{PARTIAL}"):
        with contextlib.suppress(OSError):
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()
            finally:
                os.close(descriptor)


@contextlib.contextmanager
def atomic_folder(path: Path) -> Iterator[Path]:
    """Give an empty folder that takes the place of `path` when the block ends well; `DataError` if that cannot be.

    A folder that is there is replaced with all that it holds; on an error or an interrupt it is as it was.
    """
    _check_name(path)
    with write_errors(path):
        target = Path(os.path.realpath(path))
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".", suffix=PARTIAL, dir=target.parent) as scratch:
            fresh, old = Path(scratch) / "new", Path(scratch) / "old"
            fresh.mkdir()
            yield fresh
            for file in fresh.rglob("*"):
                _sync(file)
            if target.exists():
                fresh.chmod(stat.S_IMODE(target.stat().st_mode))
                target.rename(old)
            try:
                fresh.rename(target)
            except BaseException:
                if old.exists():
                    old.rename(target)
                raise
            _sync(target.parent)


def _check_name(path: Path) -> None:
    """Refuse a name that no system takes, such as one with a NUL, before anything is begun."""
    try:
        if b"\0" in os.fsencode(path):
            raise ValueError("a NUL in the name")
    except ValueError as error:
        raise DataError(f"{str(path)!r} cannot be written: {error}; choose another place") from error


@contextlib.contextmanager
def write_errors(path: Path) -> Iterator[None]:
    """Raise what the system says against writing `path` as a `DataError` that says what to do."""
    try:
        yield
    except BrokenPipeError:
        # Whoever reads from a FIFO or from standard output has gone; the command line has its own way to end then.
        raise
    except OSError as error:
        advice = "make room, or choose another place" if error.errno in _FULL else "choose another place"
        raise DataError(f"{path} cannot be written: {error.strerror or error}; {advice}") from error


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def _open_directly(path: Path) -> int | None:
    """Return a descriptor that writes to `path` itself, or None where it can be replaced."""
    name = str(path)
    found = _DESCRIPTOR.fullmatch(name)
    number = int(found.group(1)) if found else _STANDARD.get(name)
    if number is not None and os.name == "posix":
        # Opened by name, a file behind it would be written from its start, over what others have written to it.
        return os.dup(number)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISREG(mode):
        return None
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    return os.open(path, os.O_WRONLY | _BINARY)


@contextlib.contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.stat() if path.exists() else None
    partial = path.with_name(f".{secrets.token_hex(_RANDOM_BYTES)}{PARTIAL}")
    # O_EXCL makes the file or fails: it follows no link. A file that is replaced may be secret, so the new one is, too,
    # until it has the mode of the old.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY
    descriptor = _open_locked(partial, flags, 0o666 if before is None else 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            if before is not None and sys.platform != "win32":
                # Only root may give files away.
                with contextlib.suppress(OSError):
                    os.fchown(file.fileno(), before.st_uid, before.st_gid)
                os.fchmod(file.fileno(), stat.S_IMODE(before.st_mode))
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
        _sync(path.parent)
    finally:
        # Where nothing can be written there is nothing to take away either.
        with contextlib.suppress(OSError):
            partial.unlink()


def _open_locked(partial: Path, flags: int, mode: int) -> int:
    """Open a temporary file with a lock that shows that its writer lives."""
    while True:
        descriptor = os.open(partial, flags, mode)
        if sys.platform == "win32":
            return descriptor
        try:
            # Who removes leftovers holds the lock for a moment only.
            fcntl.flock(descriptor, fcntl.LOCK_SH)
        except OSError:
            return descriptor
        # Another run may have taken the file for a leftover before it was locked.
        if os.fstat(descriptor).st_nlink:
            return descriptor
        os.close(descriptor)


def _sync(path: Path) -> None:
    """Put a file, or the names in a folder, on the disk, where the system can do that to a folder."""
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
