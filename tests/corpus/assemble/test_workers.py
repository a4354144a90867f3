import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from bookgenre.corpus.assemble.workers import _interrupt_held_back, workers
from bookgenre.errors import DataError
from processes import children, runs

PROC = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks up processes in /proc")

# A script, because a started process imports the module that it was started from.
SCRIPT = """
import sys, time
from pathlib import Path
from bookgenre.corpus.assemble.workers import workers


def work(path):
    path.touch()
    time.sleep(60)


if __name__ == "__main__":
    begun = [Path(sys.argv[1]) / str(number) for number in range(2)]
    with workers(2) as pool:
        futures = [pool.submit(work, path) for path in begun]
        while not all(path.exists() for path in begun):
            time.sleep(0.01)
        print("at work", flush=True)
        futures[0].result()
"""


def end_of(pids, seconds=10):
    """Those that still run after so many seconds at most."""
    until = time.monotonic() + seconds
    while (left := [pid for pid in pids if runs(pid)]) and time.monotonic() < until:
        time.sleep(0.05)
    return left


@pytest.fixture
def started(tmp_path):
    """The script at work, in a session of its own, and its children."""
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, script, tmp_path],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    assert process.stdout.readline() == "at work\n"
    yield process, children(process.pid)
    # Its children are in its group; what a failed test has left of them holds the pipes open.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


@pytest.fixture(scope="module")
def pool():
    """Two processes, for tests that leave them as they are."""
    with workers(2) as pool:
        yield pool


def test_one_process_needs_no_pool():
    with workers(1) as pool:
        assert pool is None


def test_as_many_as_may_be_used(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3}, raising=False)
    with workers() as pool:
        assert pool is None


def test_several_share_the_work_in_order(pool):
    assert list(pool.map(abs, range(-20, 0))) == list(range(20, 0, -1))


def test_an_error_in_one_comes_through(pool):
    with pytest.raises(ZeroDivisionError):
        pool.submit(divmod, 1, 0).result()


def test_one_that_is_killed_ends_the_build_with_a_word_on_why():
    with pytest.raises(DataError, match=r"was killed.*--processes 1"), workers(2) as pool:
        pool.submit(os._exit, 9).result()


@PROC
def test_an_interrupt_from_the_keyboard_ends_all_at_once_and_in_order(started):
    process, below = started
    assert len(below) >= 2
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=50)
    assert process.returncode == -signal.SIGINT
    # Its own traceback, which the command line turns into a word, and none of the others.
    assert errors.count("Traceback") == 1, errors
    assert end_of(below) == []


@PROC
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_processes_end_when_the_one_that_started_them_is_killed(started, how):
    process, below = started
    assert len(below) >= 2
    process.send_signal(how)
    process.wait(timeout=50)
    assert end_of(below) == []


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="needs signals that can be blocked")
def test_a_process_is_started_with_interrupts_blocked(pool):
    assert signal.SIGINT in pool.submit(signal.pthread_sigmask, signal.SIG_BLOCK, []).result()
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def interrupt():
    signal.raise_signal(signal.SIGINT)


def interrupt_from_another_thread():
    def unblocked():
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        interrupt()

    thread = threading.Thread(target=unblocked)
    thread.start()
    thread.join()


def held_back(interrupting, went_on):
    with _interrupt_held_back():
        interrupting()
        went_on.append(True)


@pytest.mark.parametrize("interrupting", [interrupt, interrupt_from_another_thread])
def test_an_interrupt_waits_until_a_process_is_started(interrupting):
    handler = signal.getsignal(signal.SIGINT)
    went_on = []
    with pytest.raises(KeyboardInterrupt):
        held_back(interrupting, went_on)
    assert went_on
    assert signal.getsignal(signal.SIGINT) is handler


def test_work_can_be_given_from_any_thread():
    answers = []
    # The first work starts the processes, so it takes a pool of its own.
    with workers(2) as pool:
        thread = threading.Thread(target=lambda: answers.append(pool.submit(abs, -5).result()))
        thread.start()
        thread.join()
    assert answers == [5]
