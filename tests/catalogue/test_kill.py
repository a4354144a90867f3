"""The real command, killed in mid-run, and gone on with."""

import os
import signal
import subprocess
import sys
import time

import pytest

from bookgenre.catalogue import classify_catalogue
from processes import children, runs

if os.name == "posix":
    import fcntl

COUNT = 1500


def start(*arguments):
    command = [sys.executable, "-m", "bookgenre", "classify", *map(str, arguments)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)


def wait_for_lines(journal, count, process):
    for _ in range(3000):
        if journal.exists() and journal.read_bytes().count(b"\n") > count:
            return
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.02)
    raise AssertionError("nothing was found in a minute")


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="the system has no kill -9")
@pytest.mark.parametrize("end", ["SIGKILL", "SIGINT"])
@pytest.mark.parametrize("workers", [1, 2])
def test_a_killed_run_goes_on_to_the_same_file(end, workers, many, settings, tmp_path):
    source, out, straight = many(COUNT), tmp_path / "out.csv", tmp_path / "straight.csv"
    given = [source, "--out", out, "--model", settings.model, "--top", 3, "--workers", workers]
    journal = tmp_path / ".out.csv.journal"
    process = start(*given)
    wait_for_lines(journal, 100, process)
    helpers = children(process.pid)
    assert len(helpers) == (workers if workers > 1 else 0)
    process.send_signal(getattr(signal, end))
    error = process.communicate(timeout=300)[1].decode()
    assert process.returncode == (-signal.SIGKILL if end == "SIGKILL" else 130)
    assert end == "SIGKILL" or "run the command again with --resume" in error
    assert "Traceback" not in error
    assert not out.exists()
    kept = journal.read_bytes().count(b"\n") - 1
    assert 100 <= kept < COUNT
    for _ in range(500):
        if not any(map(runs, helpers)):
            break
        time.sleep(0.02)
    assert not any(map(runs, helpers)), "a worker has outlived its run"
    process = start(*given)
    assert b"--resume, or delete the file" in process.communicate(timeout=300)[1]
    assert process.returncode == 2
    process = start(*given, "--resume")
    said = process.communicate(timeout=300)[1].decode()
    assert process.returncode == 0, said
    assert f"{kept:,} of {COUNT:,} records are done; continuing" in said
    classify_catalogue(source, straight, settings=settings)
    assert out.read_bytes() == straight.read_bytes()
    assert not journal.exists()
    left = {path.name for path in tmp_path.iterdir() if path.name.startswith(".")}
    assert left == set()


@pytest.mark.skipif(os.name != "posix", reason="there are no locks")
def test_two_runs_do_not_write_to_one_output(many, settings, tmp_path):
    source, out = many(COUNT), tmp_path / "out.csv"
    given = [source, "--out", out, "--model", settings.model, "--workers", 1]
    first = start(*given)
    try:
        wait_for_lines(tmp_path / ".out.csv.journal", 10, first)
        second = start(*given, "--resume")
        assert b"another run is writing" in second.communicate(timeout=300)[1]
        assert second.returncode == 2
    finally:
        first.kill()
        first.communicate()


@pytest.mark.skipif(os.name != "posix", reason="there are no such signals")
@pytest.mark.parametrize(("end", "status"), [("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_run_that_is_ended_leaves_no_copy_of_the_catalogue(end, status, many, settings, tmp_path):
    source, out, temporary = many(COUNT), tmp_path / "out.csv", tmp_path / "temporary"
    temporary.mkdir()
    command = [sys.executable, "-m", "bookgenre", "classify", "-", "--out", out, "--model", settings.model]
    with source.open("rb") as stdin:
        process = subprocess.Popen(
            [*map(str, command), "--workers", "1"],
            stdin=stdin,
            stderr=subprocess.PIPE,
            env=os.environ | {"TMPDIR": str(temporary)},
        )
    wait_for_lines(tmp_path / ".out.csv.journal", 10, process)
    assert [path.name for path in temporary.glob("bookgenre-*/*")] == ["standard-input"]
    process.send_signal(getattr(signal, end))
    error = process.communicate(timeout=300)[1].decode()
    assert process.returncode == status, error
    assert "run the command again with --resume" in error
    assert "Traceback" not in error
    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="there are no locks")
def test_what_a_killed_run_was_writing_is_removed(catalogue, settings, tmp_path):
    dead, living = tmp_path / f".{'0' * 16}.partial", tmp_path / f".{'1' * 16}.partial"
    dead.write_bytes(b"half")
    with living.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        classify_catalogue(catalogue, tmp_path / "out.csv", settings=settings)
        assert not dead.exists()
        assert living.exists()
