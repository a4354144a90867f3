"""Catalogue jobs as files: a folder per job, which every worker process of the server can read.

A job's folder has ``state.json``, ``lock``, and the folders ``input`` and ``output``. The process that took the upload
holds a lock on ``lock`` until the job has ended, so that another one sees when it has died. Folders have random names
of 128 bits, which nobody can guess.
"""

import contextlib
import hashlib
import hmac
import json
import logging
import os
import re
import secrets
import shutil
import sys
import threading
import time
import weakref
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Any

from bookgenre.errors import InputError
from bookgenre.web.jobs_folder import kept_folder, locked_file, make_folder, remove_folder
from bookgenre.web.problems import TryLaterError
from bookgenre.web.settings import Settings

if sys.platform != "win32":
    import fcntl

__all__ = ["COLUMN_OPTION", "INTERRUPTED", "LOST", "Job", "JobStore", "NoJobError"]

log = logging.getLogger("bookgenre.web")

_ID = re.compile(r"[0-9a-f]{32}")
_GONE = ".gone-"
_ALIVE = "alive"
COLUMN_OPTION = " (the option `description`)"
"""How a message names the option of the API that names a column."""
INTERRUPTED = "the server was stopped before the job had ended; send the file again"
LOST = "the server has lost the files of the job; send the file again"


class NoJobError(TryLaterError):
    """No further job is taken."""


class TooManyJobsError(NoJobError):
    """No further job is taken of this client."""

    status = 429


@dataclass(frozen=True, slots=True)
class Job:
    """What is known of a job; plain values, as they are kept in its file.

    Attributes
    ----------
    state
        ``receiving`` while the upload is checked, ``waiting``, ``running``, ``done``, ``failed``, ``interrupted``.
    owner
        The client, as a keyed hash.
    file, result, reader, writer
        Names of the upload and of what is made from it, and of their formats.
    columns
        What the client says of the columns of a table.
    books, done, answered, rejected
        Numbers of records: of the file, those that have been read, and what came of them.
    notes, error
        How the file was read, and what could not be written; why the job has failed.
    ends
        When its files are deleted, in seconds since 1970; 0 while it has not ended.
    """

    id: str
    state: str
    owner: str
    file: str = ""
    result: str = ""
    reader: str = ""
    writer: str = ""
    columns: dict[str, str] | None = None
    top: int = 5
    long: bool = False
    colours: bool = False
    books: int = 0
    done: int = 0
    answered: int = 0
    rejected: int = 0
    notes: tuple[str, ...] = ()
    error: str = ""
    ends: float = 0.0

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.state not in ("receiving", "waiting", "running")


class JobStore:
    """The folder of jobs; make it before the worker processes are forked, which then share it.

    `why_off` says why no jobs are taken; it is empty where they are.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._key = secrets.token_bytes()
        self._mutex = threading.Lock()
        # By the id of the job; one is of the folder of all.
        self._locks: dict[str, IO[bytes]] = {}
        self._folder = Path()
        self.why_off = "" if settings.jobs_kept else "This server takes no files."
        if not self.why_off:
            try:
                self._folder, self._locks[_ALIVE] = make_folder(settings.jobs_folder)
                weakref.finalize(self, remove_folder, self._folder, self._locks, os.getpid())
            except (OSError, InputError) as error:
                # The page says it to visitors; the operator reads the log.
                log.warning("no catalogue files are taken: %s; set BOOKGENRE_JOBS_FOLDER", error)
                self.why_off = (
                    "This server takes no files because it has no folder to write them to; its operator can set "
                    "BOOKGENRE_JOBS_FOLDER."
                )

    def reserve(self, client: str) -> Job:
        """Make the folder of a new job; `NoJobError` says why none is taken, of all clients or of this one."""
        if self.why_off:
            raise NoJobError(3600, self.why_off)
        self.sweep()
        owner = hmac.new(self._key, client.encode(), hashlib.sha256).hexdigest()
        # No other thread or process makes a job at the same time.
        with self._mutex, (self._folder / "admission").open("ab") as file:
            if sys.platform != "win32":
                fcntl.flock(file, fcntl.LOCK_EX)
            folders = [folder.name for folder in self._folder.iterdir() if _ID.fullmatch(folder.name)]
            jobs = [job for job in map(self._read, folders) if job is not None]
            if sum(one.owner == owner for one in jobs) >= self._settings.jobs_per_client:
                raise TooManyJobsError(
                    60,
                    "You have as many jobs as this server keeps for one client; delete one, or wait until one expires.",
                )
            if len(jobs) >= self._settings.jobs_kept:
                raise NoJobError(60, "The server keeps as many jobs as it can; try again later.")
            job = Job(secrets.token_hex(16), "receiving", owner)
            folder = self._folder / job.id
            try:
                for path in (folder, folder / "input", folder / "output"):
                    path.mkdir(mode=0o700)
                self._locks[job.id] = locked_file(folder / "lock")
                if not self.save(job):
                    raise OSError(f"{folder} cannot be written")
            except BaseException:
                self.forget(job)
                raise
        return job

    def input_of(self, job: Job) -> Path:
        """Return the path of the upload."""
        return self._folder / job.id / "input" / job.file

    def result_of(self, job: Job) -> Path:
        """Return the path of the result."""
        return self._folder / job.id / "output" / job.result

    def rejects_of(self, job: Job) -> Path:
        """Return the path of the list of records that could not be classified; it may not be there."""
        return self._folder / job.id / "output" / f"{job.result}.rejects.jsonl"

    def for_client(self, job: Job, message: str) -> str:
        """Return a message that names files and options as the client does."""
        for path in (self.input_of(job).parent, self.result_of(job).parent):
            message = message.replace(f"{path}{os.sep}", "")
        # Advice for the command line.
        message = message.replace("; name its format with --from", "")
        return message.replace(": --column description=NAME", COLUMN_OPTION)

    def save(self, job: Job) -> bool:
        """Write the state of a job; return whether it is still there."""
        folder = self._folder / job.id
        partial = folder / f".state-{os.getpid()}-{threading.get_ident()}"
        # Not by `atomic_write`: that would make the folder of a deleted job again.
        try:
            partial.write_text(json.dumps(asdict(job)), encoding="utf-8")
            partial.replace(folder / "state.json")
        except OSError:
            if self.is_there(job.id):
                raise
            return False
        return True

    def is_there(self, job_id: str) -> bool:
        """Say whether a job has not been deleted."""
        return (self._folder / job_id / "state.json").exists()

    def find(self, job_id: str) -> Job | None:
        """Return a job as it stands, or None if there is none; one whose process has died is interrupted."""
        if self.why_off or not _ID.fullmatch(job_id):
            return None
        job = self._read(job_id)
        if job is None or job.state == "receiving":
            return None
        if not job.has_ended and not self._is_held(job_id):
            # It may have ended between the two looks.
            job = self._read(job_id)
            if job is not None and not job.has_ended:
                job = replace(job, state="interrupted", error=INTERRUPTED)
                # On a full disk it is ended by another look.
                with contextlib.suppress(OSError):
                    self.end(job)
                    job = self._read(job_id)
        if job is not None and job.ends and job.ends < time.time():
            self.delete(job_id)
            return None
        return job

    def end(self, job: Job) -> None:
        """Keep the last state of a job and delete its upload."""
        shutil.rmtree(self.input_of(job).parent, ignore_errors=True)
        ended = replace(job, ends=time.time() + self._settings.jobs_keep_s)
        if not (self.is_there(job.id) and self.save(ended)):
            # Deleted meanwhile; a writer may have made a folder again.
            shutil.rmtree(self._folder / job.id, ignore_errors=True)
        self._release(job.id)

    def delete(self, job_id: str) -> None:
        """Delete all files of a job; whoever works on it stops soon."""
        gone = self._folder / f"{_GONE}{secrets.token_hex(8)}"
        with contextlib.suppress(OSError):
            # In one step, so that nobody sees half of it.
            (self._folder / job_id).rename(gone)
            shutil.rmtree(gone, ignore_errors=True)

    def forget(self, job: Job) -> None:
        """Delete a job of this process that was refused, or that somebody has deleted."""
        self.delete(job.id)
        self._release(job.id)

    def sweep(self) -> None:
        """Delete jobs whose time is over, and what is left of deleted ones; make the folder again if it is gone."""
        if self.why_off:
            return
        with self._mutex:
            held = self._locks[_ALIVE]
            self._locks[_ALIVE] = kept_folder(self._folder, held)
            if self._locks[_ALIVE] is not held:
                log.warning("the folder of catalogue jobs was removed and has been made again")
                held.close()
        for folder in self._folder.iterdir():
            if folder.name.startswith(_GONE):
                shutil.rmtree(folder, ignore_errors=True)
            elif _ID.fullmatch(folder.name) and self._is_over(folder):
                self.delete(folder.name)

    def _is_over(self, folder: Path) -> bool:
        job = self._read(folder.name)
        if job is not None and job.ends:
            return job.ends < time.time()
        if self._is_held(folder.name):
            return False
        # Its process has died.
        with contextlib.suppress(OSError):
            return folder.stat().st_mtime + self._settings.jobs_keep_s < time.time()
        return False

    def _read(self, job_id: str) -> Job | None:
        try:
            values: dict[str, Any] = json.loads((self._folder / job_id / "state.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return Job(**values | {"notes": tuple(values["notes"])})

    def _is_held(self, job_id: str) -> bool:
        """Whether a living process works on a job."""
        if job_id in self._locks or sys.platform == "win32":
            return job_id in self._locks
        try:
            with (self._folder / job_id / "lock").open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def _release(self, job_id: str) -> None:
        if held := self._locks.pop(job_id, None):
            held.close()
