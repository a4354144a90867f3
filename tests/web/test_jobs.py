"""The store of jobs, also seen from other processes."""

import os
import shutil
import stat
import subprocess
import sys
import textwrap
import time
from dataclasses import replace

import pytest

from bookgenre.web import Settings
from bookgenre.web.jobs import JobStore, NoJobError


@pytest.fixture
def make_store(tmp_path):
    def make(**values):
        return JobStore(Settings(jobs_folder=str(tmp_path), **values))

    return make


@pytest.fixture
def store(make_store):
    return make_store()


def folders(path):
    return [one.name for one in path.iterdir()]


def test_a_job_is_kept_until_its_time_is_over(make_store, monkeypatch):
    store = make_store(jobs_keep_s=60)
    job = replace(store.reserve("a"), file="books.csv", result="books-genres.csv", state="waiting", notes=("a note",))
    assert store.find(job.id) is None  # it is still being received
    store.input_of(job).write_bytes(b"x")
    store.save(job)
    assert store.find(job.id) == job
    store.result_of(job).write_bytes(b"y")
    store.end(replace(job, state="done"))
    assert not store.input_of(job).exists()
    found = store.find(job.id)
    assert found.state == "done"
    assert 0 < found.ends - time.time() <= 60
    assert store.result_of(found).read_bytes() == b"y"
    monkeypatch.setattr("time.time", lambda: found.ends + 1)
    store.sweep()
    assert not store.is_there(job.id)
    assert not store.result_of(found).exists()


def test_a_deleted_job_does_not_come_back(store):
    job = store.reserve("a")
    store.delete(job.id)
    assert not store.save(job)
    # A writer that was at work makes its folder again.
    job = replace(job, result="a.csv", file="b.csv")
    store.result_of(job).parent.mkdir(parents=True)
    store.result_of(job).write_bytes(b"y")
    store.end(job)
    assert store.find(job.id) is None
    assert not store.result_of(job).exists()


def test_ids_are_long_random_and_nothing_else_is_looked_up(store):
    ids = {store.reserve(str(n)).id for n in range(3)}
    assert all(len(one) == 32 for one in ids)
    assert len(ids) == 3
    for wrong in ("..", "../x", "alive", "", "0" * 31, "0" * 33):
        assert store.find(wrong) is None


def test_the_client_is_not_written_down(store, tmp_path):
    job = store.reserve("192.0.2.77")
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert job.id.encode() in written
    assert b"192.0.2.77" not in written


def test_the_folder_goes_with_its_process(tmp_path):
    code = textwrap.dedent(f"""
        import os
        from bookgenre.web import Settings
        from bookgenre.web.jobs import JobStore
        store = JobStore(Settings(jobs_folder={str(tmp_path)!r}))
        store.reserve("a")
        # A worker process that ends takes nothing away.
        child = os.fork()
        if child == 0:
            raise SystemExit(0)
        os.waitpid(child, 0)
        print(len(os.listdir({str(tmp_path)!r})), flush=True)
    """)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"
    assert folders(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="it has no locks of this kind")
def test_what_a_killed_server_left_is_removed_and_what_a_living_one_has_is_not(make_store, tmp_path):
    code = f"""
        import os, signal
        from bookgenre.web import Settings
        from bookgenre.web.jobs import JobStore
        store = JobStore(Settings(jobs_folder={str(tmp_path)!r}))
        os.kill(os.getpid(), signal.SIGKILL)
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=False)
    assert len(folders(tmp_path)) == 1
    first = make_store()
    assert len(folders(tmp_path)) == 1
    second = make_store()
    assert len(folders(tmp_path)) == 2
    assert first.reserve("a").id != second.reserve("a").id


@pytest.mark.skipif(sys.platform == "win32", reason="it does not fork")
def test_another_process_sees_a_job_and_that_its_process_has_died(store):
    reading, writing = os.pipe()
    ending, end = os.pipe()
    child = os.fork()
    if child == 0:
        job = replace(store.reserve("a"), state="running", file="b.csv", result="b-genres.csv", books=3)
        store.save(job)
        store.input_of(job).write_text("description\n", encoding="utf-8")
        os.write(writing, job.id.encode())
        os.read(ending, 1)
        os._exit(0)
    job_id = os.read(reading, 32).decode()
    assert store.find(job_id).state == "running"
    os.write(end, b"x")
    os.waitpid(child, 0)
    found = store.find(job_id)
    assert found.state == "interrupted"
    assert "send the file again" in found.error
    # It ends as others do: the upload is gone, and the rest after its time.
    assert not store.input_of(found).exists()
    assert found.ends


@pytest.mark.parametrize("gone", ["", "..", "alive"], ids=["the folder", "the operator's folder", "its lock"])
def test_a_folder_that_was_removed_is_made_again(store, make_store, gone):
    folder = store._folder
    store.reserve("a")
    if gone == "alive":
        (folder / gone).unlink()
    else:
        shutil.rmtree((folder / gone).resolve())
    job = store.reserve("a")
    assert store.is_there(job.id)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    # Another server takes it for one that is in use.
    make_store()
    assert store.is_there(job.id)


def test_a_folder_that_a_writer_has_made_again_is_this_users_alone(store):
    shutil.rmtree(store._folder)
    store._folder.mkdir(mode=0o755)
    store.sweep()
    assert stat.S_IMODE(store._folder.stat().st_mode) == 0o700


@pytest.mark.skipif(sys.platform == "win32", reason="it has no locks of this kind")
def test_each_process_holds_a_folder_that_was_made_again(store, make_store):
    shutil.rmtree(store._folder)
    child = os.fork()
    if child == 0:
        store.reserve("a")
        os._exit(0)
    os.waitpid(child, 0)
    store.sweep()
    make_store()
    assert store._folder.exists()


def test_a_link_in_the_place_of_the_folder_is_not_written_to(store, tmp_path):
    shutil.rmtree(store._folder)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    store._folder.symlink_to(elsewhere)
    with pytest.raises(PermissionError):
        store.reserve("a")
    assert list(elsewhere.iterdir()) == []
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o755


def test_no_more_jobs_than_may_be_kept(make_store):
    store = make_store(jobs_kept=2, jobs_per_client=1)
    store.reserve("a")
    with pytest.raises(NoJobError) as full:
        store.reserve("a")
    assert full.value.status == 429
    other = store.reserve("b")
    with pytest.raises(NoJobError) as full:
        store.reserve("c")
    assert full.value.status == 503
    store.forget(other)
    store.reserve("c")


def test_where_nothing_can_be_written_there_are_no_jobs(tmp_path, caplog):
    store = JobStore(Settings(jobs_folder=str(tmp_path / "missing")))
    assert "no folder" in store.why_off
    (line,) = caplog.messages
    assert line.startswith("no catalogue files are taken: ")
    assert str(tmp_path / "missing") in line
    with pytest.raises(NoJobError):
        store.reserve("a")
    assert JobStore(Settings(jobs_kept=0)).why_off
