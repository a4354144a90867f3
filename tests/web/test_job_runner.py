"""How jobs run beside visitors, and in several processes."""

import errno
import threading
import time
import urllib.request
from dataclasses import replace

import pytest

from bookgenre.catalogue import classify_catalogue
from bookgenre.web.jobs import LOST

JOBS = "/api/v1/jobs"
SPY = "A secret agent and spy is sent to Berlin to find the handler who lost the other agent."


def send(client, books=2):
    content = ("title,description\n" + f"Spy,{SPY}\n" * books).encode()
    address = f"{JOBS}?filename=books.csv"
    answer = client.post(address, data=content, content_type="application/octet-stream")
    assert answer.status_code == 202
    return answer.get_json()["id"]


def wait(client, job_id, *states, seconds=120):
    for _ in range(20 * seconds):
        job = client.get(f"{JOBS}/{job_id}").get_json()
        if job["state"] in states:
            return job
        time.sleep(0.05)
    raise AssertionError(job)


def test_a_busy_site_delays_a_job_and_does_not_fail_it(make_app):
    app = make_app(workers=1, max_wait_s=0.2)
    client = app.test_client()
    job_id = send(client)
    wait(client, job_id, "done")
    concurrency = app.extensions["bookgenre"].concurrency
    with concurrency.admitted("visitor"):
        slot = concurrency.slot("visitor")
        holder = slot.__enter__()
        # The upload itself is checked in a slot: reserve and submit as `take` does after it.
        jobs = app.extensions["bookgenre.jobs"]
        earlier = jobs.store.find(job_id)
        job = replace(earlier, id=jobs.store.reserve("x").id, state="waiting", done=0, ends=0.0)
        jobs.store.input_of(job).write_bytes(f"title,description\nSpy,{SPY}\n".encode())
        jobs.store.save(job)
        jobs._waiting.put(job)
        wait(client, job.id, "running")
        # Longer than any request would wait.
        time.sleep(1)
        assert client.get(f"{JOBS}/{job.id}").get_json()["done"] == 0
        holder.release()
        slot.__exit__(None, None, None)
    assert wait(client, job.id, "done", "failed")["answered"] == 1


def test_visitors_are_answered_while_a_job_runs(make_app):
    app = make_app(workers=1)
    client = app.test_client()
    job_id = send(client, 300)
    wait(client, job_id, "running", "done")
    for _ in range(3):
        assert client.post("/api/v1/predict", json={"description": SPY}).status_code == 200
    assert wait(client, job_id, "done")["answered"] == 300


def test_a_deleted_job_stops(make_app):
    app = make_app(workers=1)
    client = app.test_client()
    jobs = app.extensions["bookgenre.jobs"]
    first, second = send(client, 500), send(client, 1)
    folder = jobs.store._folder / first
    wait(client, first, "running")
    assert client.delete(f"{JOBS}/{first}").status_code == 204
    # The next one is run, and nothing of the first is made again.
    assert wait(client, second, "done")["answered"] == 1
    assert not folder.exists()


def test_a_deleted_job_stops_before_its_first_record(make_app, monkeypatch):
    client = make_app().test_client()
    begun = threading.Event()

    def read_without_end(*_, check, **__):
        begun.set()
        while True:
            check()
            time.sleep(0.01)

    with monkeypatch.context() as patch:
        patch.setattr("bookgenre.web.job_runner.classify_catalogue", read_without_end)
        job_id = send(client)
        assert begun.wait(60)
    assert client.delete(f"{JOBS}/{job_id}").status_code == 204
    assert wait(client, send(client), "done")["answered"] == 2


def test_the_deadline_of_a_request_ends_the_reading_of_a_file_without_records(make_app):
    client = make_app(answer_timeout_s=1).test_client()
    content = b"title,description\n" + b'a""","\n' * 500_000
    began = time.monotonic()
    answer = client.post(f"{JOBS}?filename=books.csv", data=content, content_type="application/octet-stream")
    assert answer.status_code == 503
    assert "took too long" in answer.get_json()["detail"]
    # Reading takes seconds by itself.
    assert time.monotonic() - began < 60


def test_a_server_that_stops_interrupts_its_job(make_app):
    app = make_app(workers=1)
    client = app.test_client()
    job_id = send(client, 500)
    wait(client, job_id, "running")
    app.extensions["bookgenre.jobs"].stop()
    job = wait(client, job_id, "interrupted")
    assert "send the file again" in job["error"]
    assert client.get(f"{JOBS}/{job_id}/result").status_code == 409


def test_a_server_without_a_job_at_hand_stops_at_once(make_app):
    app = make_app()
    client = app.test_client()
    wait(client, send(client), "done")
    jobs = app.extensions["bookgenre.jobs"]
    jobs.stop()
    assert not jobs._thread.is_alive()


def test_a_failure_of_a_reader_is_not_the_end_of_jobs(make_app, monkeypatch, caplog):
    client = make_app().test_client()
    with monkeypatch.context() as patch:
        patch.setattr("bookgenre.web.job_runner.classify_catalogue", lambda *_a, **_k: 1 / 0)
        job = wait(client, send(client), "failed")
    assert job["error"] == "the server failed; the same file may fail again"
    assert "ZeroDivisionError" in "".join(f"{vars(one)}" for one in caplog.records)
    assert wait(client, send(client), "done")["answered"] == 2


def test_a_removed_folder_ends_its_jobs_and_no_upload(make_app, tmp_path):
    app = make_app(workers=1)
    client = app.test_client()
    job_id = send(client, 500)
    wait(client, job_id, "running")
    # At once: the job may delete its own part meanwhile.
    app.extensions["bookgenre.jobs"].store._folder.rename(tmp_path / "gone")
    assert wait(client, send(client), "done")["answered"] == 2
    assert client.get(f"{JOBS}/{job_id}").status_code == 404


@pytest.mark.parametrize(
    ("number", "status", "detail"),
    [(errno.ENOSPC, 503, "no space"), (errno.EDQUOT, 503, "no space"), (errno.EACCES, 500, "server failed")],
)
def test_only_a_full_disk_is_called_one(make_app, monkeypatch, caplog, number, status, detail):
    app = make_app()

    def fail(_client):
        raise OSError(number, "")

    monkeypatch.setattr(app.extensions["bookgenre.jobs"].store, "reserve", fail)
    answer = app.test_client().post(f"{JOBS}?filename=books.csv", data=b"x", content_type="text/csv")
    assert answer.status_code == status
    assert detail in answer.get_json()["detail"]
    assert "Error" in "".join(f"{vars(one)}" for one in caplog.records)


def test_an_upload_that_vanishes_is_not_the_fault_of_its_sender(make_app, monkeypatch):
    app = make_app()
    client = app.test_client()
    jobs = app.extensions["bookgenre.jobs"]
    surveyed = jobs._surveyed

    def survey(job, options):
        jobs.store.input_of(job).unlink()
        return surveyed(job, options)

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "_surveyed", survey)
        answer = client.post(f"{JOBS}?filename=books.csv", data=b"description\n", content_type="text/csv")
    assert answer.status_code == 503
    assert "lost" in answer.get_json()["detail"]


@pytest.mark.parametrize("which", ["upload", "result"])
def test_a_job_whose_files_vanish_says_that_the_server_has_lost_them(make_app, monkeypatch, which):
    app = make_app()
    client = app.test_client()
    store = app.extensions["bookgenre.jobs"].store

    def classify(*given, **options):
        if which == "upload":
            given[0].unlink()
        report = classify_catalogue(*given, **options)
        given[1].unlink()
        return report

    monkeypatch.setattr("bookgenre.web.job_runner.classify_catalogue", classify)
    job = wait(client, send(client), "failed", "done")
    assert (job["state"], job["error"]) == ("failed", LOST)
    assert store.find(job["id"])


def test_every_worker_process_knows_a_job_and_none_is_left(start, tmp_path):
    folder = tmp_path / "jobs"
    folder.mkdir()
    server = start("gunicorn", BOOKGENRE_JOBS_FOLDER=str(folder), BOOKGENRE_RATE_LIMIT="none")
    content = ("title,description\n" + f"Spy,{SPY}\n" * 20).encode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{server.port}{JOBS}?filename=books.csv",
        data=content,
        headers={"Content-Type": "application/octet-stream"},
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        assert answer.status == 202
        address = answer.headers["Location"]
    for _ in range(600):
        # Each request is a connection of its own, and any worker takes it.
        status, job = server.ask(address)
        assert status == 200
        if job["state"] == "done":
            break
        time.sleep(0.1)
    assert (job["state"], job["answered"]) == ("done", 20)
    for _ in range(8):
        assert server.ask(address)[0] == 200
    assert server.stop() == 0
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("size", [2_000_000])
def test_a_file_larger_than_other_bodies_arrives(start, size):
    server = start("gunicorn", BOOKGENRE_RATE_LIMIT="none", WEB_CONCURRENCY="1")
    content = (f"title,description\nSpy,{SPY}\n").encode() + b"\n" * size
    request = urllib.request.Request(
        f"http://127.0.0.1:{server.port}{JOBS}?filename=books.csv",
        data=content,
        headers={"Content-Type": "application/octet-stream"},
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        assert answer.status == 202
    assert server.stop() == 0
