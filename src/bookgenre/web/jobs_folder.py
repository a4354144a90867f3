"""The folder in which the jobs of one server lie: it goes with the server, also where that was killed."""

import contextlib
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import IO

from bookgenre.web.processes import remove_own_folder, writable_folder

if sys.platform != "win32":
    import fcntl

__all__ = ["locked_file", "make_folder", "remove_folder"]

_PREFIX = "bookgenre-jobs-"


def make_folder(parent: str | None) -> tuple[Path, IO[bytes]]:
    """Make a folder that only this user can read, and remove those of servers that were killed.

    Its lock is held by this process and all that are forked from it: while one of them lives, nobody takes the folder
    for a leftover.
    """
    # Files of jobs are large for a folder in memory.
    parent = parent or writable_folder(in_memory=False)
    _remove_leftovers(Path(parent))
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
    return folder, locked_file(folder / "alive")


def locked_file(path: Path) -> IO[bytes]:
    """Open a file and lock it, where there are locks; the lock ends with the last process that has the file open."""
    file = path.open("ab")
    if sys.platform != "win32":
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return file


def _remove_leftovers(parent: Path) -> None:
    """Remove folders of servers that were killed: nobody holds their lock."""
    if sys.platform == "win32":
        return
    for folder in parent.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if folder.is_symlink() or folder.stat().st_uid != os.getuid():
                continue
            with (folder / "alive").open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)


def remove_folder(folder: Path, alive: IO[bytes], locks: dict[str, IO[bytes]], process: int) -> None:
    """Remove the folder at the end of the process that made it, and not of one that was forked from it."""
    remove_own_folder(folder, process)
    # The lock of a file that several processes share ends with the last of them.
    for file in (alive, *locks.values()):
        file.close()
