"""What a test sees of other processes, and what another process makes of the same question."""

import atexit
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import threading
from multiprocessing import connection
from pathlib import Path

FORKS = "forkserver" in multiprocessing.get_all_start_methods()


def printed_elsewhere(program, *arguments):
    """What a Python program prints in a process of its own, where strings have other hashes than here.

    Twice the same answer in one process proves little: what depends on the order of a set is the same there, too.
    """
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout


def children(pid):
    """The processes that `pid` has started."""
    try:
        return [int(p) for task in Path(f"/proc/{pid}/task").iterdir() for p in (task / "children").read_text().split()]
    except OSError:
        return []


def runs(pid):
    """Whether `pid` is neither gone nor waiting to be reaped."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


# What commands and servers import, so that a process that is forked has it. Not what would install Twisted's reactor,
# nor the Prometheus client and gunicorn, which look at environment and folder as they are imported.
IMPORTED = [
    *("bookgenre.cli.main", "bookgenre.recommender", "bookgenre.catalogue", "bookgenre.formats", "tokenizers"),
    *("flask_openapi", "flask_compress", "flask_cors", "limits", "pydantic_settings"),
    *("bookgenre.collect.crawl", "bookgenre.collect.middleware"),
    *("scrapy.extensions.feedexport", "scrapy.extensions.remote_control", "tldextract"),
]
COMMAND = "from bookgenre.__main__ import main; main()"


class Forked:
    """A program in a process that is forked from one which has imported `IMPORTED`, and has done nothing else.

    It begins in milliseconds, where a new interpreter imports for a second or two. It is used like a
    `subprocess.Popen`; what it writes goes to the file `log`.
    """

    # Starting one asks for the status of all, which can be read only once.
    _asking = threading.Lock()

    def __init__(self, program, arguments, log, environment=os.environ, folder="."):
        self._log = log
        # It is there to be read, however soon the process is killed.
        log.touch()
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(IMPORTED)
        given = (program, list(map(str, arguments)), log, dict(environment), folder)
        self._process = context.Process(target=_run_forked, args=given)
        with self._asking:
            self._process.start()
        self.pid = self._process.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.wait()

    def poll(self):
        with self._asking:
            return self._process.exitcode

    returncode = property(poll)

    def wait(self, timeout=None):
        """Wait until it has ended; its status."""
        if not connection.wait([self._process.sentinel], timeout):
            raise subprocess.TimeoutExpired("a forked process", timeout)
        return self.poll()

    def communicate(self, timeout=None):
        """Wait until it has ended; None for its output, and what it wrote."""
        self.wait(timeout)
        return None, self._log.read_text(encoding="utf-8")

    def send_signal(self, number):
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self):
        self.send_signal(signal.SIGKILL)


def _run_forked(program, arguments, log, environment, folder):
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    # Found from the environment when it is next asked for.
    tempfile.tempdir = None
    with log.open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")
    sys.argv = arguments
    try:
        exec(program, {"__name__": "__main__"})  # noqa: S102
    finally:
        # As an interpreter does when it ends, and multiprocessing does not.
        atexit._run_exitfuncs()
