import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bookgenre.book import Book
from bookgenre.catalogue.answering import RecordAnswerer
from bookgenre.catalogue.file_formats import engine
from bookgenre.catalogue.protocol import AnswerSettings
from bookgenre.catalogue.record import Finding, Record
from bookgenre.errors import InputError, ModelError
from processes import children

# Before Ray is imported: nothing is reported, and clusters ask for a token of these tests, as Ray would write one into
# the home folder otherwise.
os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}
ray = pytest.importorskip("ray", reason="Ray is not installed: pip install 'bookgenre[ray]'")
pytest.importorskip("ray.data", reason="Ray Data is not installed: pip install 'bookgenre[ray]'")

# Ray starts processes that it leaves to the system, and opens sockets that it leaves to the collector.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning", "ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

_MEMORY = 80 << 20
_BLURBS = (
    "A retired spy is pulled back to Cold War Berlin when an old source is found dead beside the canal, {}.",
    "Forty recipes for sourdough, rye and enriched doughs, with timetables for people who work all day, {}.",
    "When the dragon riders of the north fall, a farm girl is chosen to carry the last egg over the ice, {}.",
    "Clara swore never to love a duke again, until the carriage broke down before the gates of his house, {}.",
    "How the railways changed the towns of the Midlands, from the first surveys to the cuts of 1963, {}.",
)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Two nodes of one processor each, as processes of this machine."""
    from ray.cluster_utils import Cluster

    head = {
        "num_cpus": 1,
        "object_store_memory": _MEMORY,
        "include_dashboard": False,
        "_system_config": {"health_check_period_ms": 1000, "health_check_failure_threshold": 3},
    }
    for attempt in range(3):
        cluster = Cluster()
        try:
            for node in (head, {"num_cpus": 1, "object_store_memory": _MEMORY}):
                cluster.add_node(**node)
            cluster.wait_for_nodes()
        except Exception as error:
            # Ray waits for half a minute for a node, which a busy machine may need.
            cluster.shutdown()
            if "timed out" not in str(error) or attempt == 2:
                raise
        else:
            break
    try:
        yield cluster
    finally:
        ray.shutdown()
        cluster.shutdown()


def records(count):
    books = [Book(_BLURBS[i % len(_BLURBS)].format(f"told in {i + 1} chapters"), f"Book {i}") for i in range(count)]
    return [Record(number, book) for number, book in enumerate(books, start=1)]


def test_two_nodes_answer_as_one_process_does(cluster, tmp_path, monkeypatch):
    # Relative, and known to this process only.
    (tmp_path / "codes.csv").write_text("code,genre\nFIC006000,espionage\nCKB000000,cooking\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOOKGENRE_MAPPING", "codes.csv")
    asked = records(80)
    asked[7] = Record(8, None, problem="no description")
    asked[20] = replace(asked[20], book=Book("Too short."))
    asked[33] = replace(asked[33], book=Book("Half a pair \ud83d in a tale of a retired spy in Cold War Berlin."))
    settings = AnswerSettings(ray_address=cluster.address, top=256, colours=True)
    found = list(engine("ray")(asked, settings))
    here = RecordAnswerer(settings)
    assert found == [here.finding(record) for record in asked]
    assert found[7].problem == "no description"
    assert found[20].problem
    assert "FIC006000" in found[0].bisac


def test_a_node_that_is_killed_loses_no_record(cluster):
    asked = records(320)
    found, left = [], None
    victim = next(node for node in cluster.list_all_nodes() if node is not cluster.head_node)
    for finding in engine("ray")(iter(asked), AnswerSettings(ray_address=cluster.address)):
        found.append(finding)
        if left is None and answers(victim):
            cluster.remove_node(victim, allow_graceful=False)
            left = len(asked) - len(found)
    assert left, "the node that was to be killed never worked"
    assert [finding.number for finding in found] == list(range(1, 321))
    here = RecordAnswerer(AnswerSettings())
    assert found[::16] == [here.finding(record) for record in asked[::16]]


def test_a_cluster_that_the_command_line_starts_with_ray_start(tmp_path):
    """Two nodes as the documentation starts them, and the command as people type it."""
    session = f"/tmp/bookgenre-{os.getpid()}"  # noqa: S108 - a socket's path may not be long
    port, small = free_port(), ["--num-cpus=1", f"--object-store-memory={_MEMORY}", "--disable-usage-stats"]
    start = [sys.executable, "-m", "ray.scripts.scripts", "start"]
    nodes = []
    try:
        nodes.append(
            subprocess.Popen(
                [
                    *start,
                    "--head",
                    f"--port={port}",
                    "--include-dashboard=false",
                    f"--temp-dir={session}",
                    "--block",
                    *small,
                ],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        )
        wait_for(port)
        nodes.append(
            subprocess.Popen(
                [*start, f"--address=127.0.0.1:{port}", "--block", *small],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        )
        table = tmp_path / "titles.csv"
        rows = "".join(f'{record.number},{record.book.title},"{record.book.description}"\n' for record in records(40))
        table.write_text(f"isbn,title,description\n{rows}3,Empty,\n", encoding="utf-8")
        command = [sys.executable, "-m", "bookgenre", "classify", str(table), "--out"]
        near, far = tmp_path / "near.csv", tmp_path / "far.csv"
        subprocess.run([*command, near, "--workers", "1"], check=True)
        subprocess.run([*command, far, "--engine", "ray", "--ray-address", f"127.0.0.1:{port}"], check=True)
        assert far.read_bytes() == near.read_bytes()
    finally:
        for node in reversed(nodes):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(node.pid, signal.SIGTERM)
            node.wait(60)
        shutil.rmtree(session, ignore_errors=True)


def test_without_an_address_this_machine_answers(monkeypatch):
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    asked = records(5)
    found = list(engine("ray")(asked, AnswerSettings(workers=1)))
    here = RecordAnswerer(AnswerSettings())
    assert found == [here.finding(record) for record in asked]
    # What it started is gone again.
    assert not ray.is_initialized()


def test_no_cluster_at_the_address():
    with pytest.raises(InputError, match=r"no Ray cluster can be reached at 127.0.0.1:1.*ray start --head"):
        next(engine("ray")(records(1), AnswerSettings(ray_address="127.0.0.1:1")))


def test_another_model_on_a_machine_is_an_error():
    from bookgenre.catalogue.engines.ray import BatchAnswerer

    with pytest.raises(ModelError, match="a machine of the cluster has the model"):
        BatchAnswerer(AnswerSettings(), "2001.01.01+00000000")


def test_batches_of_one_s_own_data_set():
    from bookgenre.catalogue.engines.ray import BatchAnswerer

    answer = BatchAnswerer(AnswerSettings(top=3))
    batch = {
        "isbn": np.array(["1", "2"]),
        "description": np.array([records(1)[0].book.description, None], dtype=object),
    }
    found = answer(batch)
    assert list(found) == ["isbn", "description", "shortlist", "problem", "finding"]
    first, second = (Finding.from_dict(json.loads(line)) for line in found["finding"])
    assert len(first.genres) == 3
    assert found["shortlist"][0].startswith(first.shortlist[0].name)
    assert second.problem == found["problem"][1] == "there is no description"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_for(port):
    """Wait until something listens."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.5)
    pytest.fail("the head of the cluster does not listen")


def answers(node):
    """Whether a node has an actor that answers records; Ray gives its processes the names of what they run."""
    (raylet,) = node.all_processes["raylet"]
    return any("_RecordAnswerer" in Path(f"/proc/{pid}/cmdline").read_text() for pid in children(raylet.process.pid))
