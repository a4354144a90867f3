"""The folder in which the jobs of one server lie: it goes with the server, also where that was killed.

If somebody else removes it, it is made again.
"""

import contextlib
import os
import shutil
import stat
import sys
import tempfile
from pathlib import Path
from typing import IO

from bookgenre.web.processes import remove_own_folder, writable_folder

if sys.platform != "win32":
    import fcntl

__all__ = ["kept_folder", "locked_file", "make_folder", "remove_folder"]

_PREFIX = "bookgenre-jobs-"
_ALIVE = "alive"


def make_folder(parent: str | None) -> tuple[Path, IO[bytes]]:
    """Make a folder that only this user can read, and remove those of servers that were killed.

    Its lock is held by this process and all that are forked from it: while one of them lives, nobody takes the folder
    for a leftover.
    """
    # Files of jobs are large for a folder in memory.
    parent = parent or writable_folder(in_memory=False)
    _remove_leftovers(Path(parent))
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
    return folder, locked_file(folder / _ALIVE)


def kept_folder(folder: Path, alive: IO[bytes]) -> IO[bytes]:
    """Make the folder again if it was removed, as by a program that cleans ``/tmp``; return the lock that is now held.

    Folders above it are made again, too. Each process of the server holds a lock of its own in a folder that was made
    again. A folder that is not this user's is a `PermissionError`: its name is known by now, and others may write to
    its parent.
    """
    with contextlib.suppress(FileNotFoundError):
        if os.path.samestat((folder / _ALIVE).stat(), os.fstat(alive.fileno())):
            return alive
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700, parents=True)
    if not _is_own(folder):
        raise PermissionError(f"{folder} is not a folder of this user")
    # A writer whose folder was removed makes it again, with the mode of its umask.
    folder.chmod(0o700)
    return locked_file(folder / _ALIVE, shared=True)


def locked_file(path: Path, *, shared: bool = False) -> IO[bytes]:
    """Open a file and lock it, where there are locks; the lock ends with the last process that has the file open."""
    file = path.open("ab")
    if sys.platform != "win32":
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    return file


def _is_own(folder: Path) -> bool:
    """Whether a path is a folder of this user, and no link to one."""
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and (sys.platform == "win32" or found.st_uid == os.getuid())


def _remove_leftovers(parent: Path) -> None:
    """Remove folders of servers that were killed: nobody holds their lock."""
    if sys.platform == "win32":
        return
    for folder in parent.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if not _is_own(folder):
                continue
            with (folder / _ALIVE).open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)


def remove_folder(folder: Path, locks: dict[str, IO[bytes]], process: int) -> None:
    """Remove the folder at the end of the process that made it, and not of one that was forked from it."""
    remove_own_folder(folder, process)
    # The lock of a file that several processes share ends with the last of them.
    for file in locks.values():
        file.close()
