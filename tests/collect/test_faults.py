"""What is wrong on this machine is not told as the site's fault, and pages without end are not taken in."""

import gzip
import os
import re
import signal
import sys
import time
import zlib

import pytest

pytest.importorskip("scrapy", reason="pip install 'bookgenre[collect]'")

posix = pytest.mark.skipif(os.name != "posix", reason="no limits of file sizes, no signals")

# Sets a limit for the files of the crawl that begins behind it: stands for a disk that is full.
FULL = """
import resource, runpy, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
size = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
runpy.run_module("bookgenre", run_name="__main__", alter_sys=True)
"""


@pytest.fixture
def crawl_with_room(store, tmp_path):
    import subprocess

    def crawl(size, *arguments, out):
        plain = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        command = [sys.executable, "-c", FULL, size, "collect", *arguments, "--site", store.url, "--out", out]
        command += ["--contact", "tester@example.org"]
        return subprocess.run(
            list(map(str, command)), capture_output=True, text=True, env=plain, check=False, timeout=300
        )

    return crawl


@posix
@pytest.mark.parametrize("size", [1_000, 34_000, 60_000])
def test_a_full_disk_ends_the_crawl_at_once_and_is_told_as_that(
    store, plain, crawl_with_room, crawl, read, links_to, tmp_path, size
):
    links, out = links_to(tmp_path / "links.jsonl", store, plain), tmp_path / "new" / "books.jsonl"
    done = crawl_with_room(size, "books", links, out=out)
    assert done.returncode == 2
    last = done.stderr.splitlines()[-1]
    assert last.startswith("bookgenre: ")
    assert "make room" in last or "choose another" in last
    assert "connection" not in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    pages = re.search(r"(\d+) pages read", done.stderr)
    # That which could not be kept, and one more that was on its way.
    assert len([seen for seen in store.log if seen.path != "/robots.txt"]) <= (int(pages[1]) + 2 if pages else 0)
    again = crawl(store, "books", links, out=out)
    assert again.status == 0, again.said
    assert [record["id"] for record in read(out)] == list(map(str, plain))


@posix
def test_an_interrupt_ends_a_crawl_whose_site_does_not_answer_within_seconds(
    store, plain, fork, crawl, read, links_to, tmp_path
):
    links, out = links_to(tmp_path / "links.jsonl", store, plain[:3]), tmp_path / "books.jsonl"
    store.slow(f"/books/view/{plain[1]}", 50)
    with fork(store, "books", links, out=out) as process:
        while not out.exists() or not out.read_bytes().count(b"\n"):
            assert process.poll() is None
            time.sleep(0.01)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        # Below the 50 seconds of the page; a busy machine may take longer than the two that are meant.
        said = process.communicate(timeout=45)[1]
    assert process.returncode == 130
    assert "Traceback" not in said
    assert said.splitlines()[-1] == "stopped; run the same command again to resume"
    assert [record["id"] for record in read(out)] == [str(plain[0])]


@posix
@pytest.mark.parametrize("after", [0, 0.02, 0.1, 0.5])
def test_an_interrupt_while_it_begins_leaves_no_traceback(store, plain, start, links_to, tmp_path, after):
    store.slow("/robots.txt", 50)
    links, log = links_to(tmp_path / "links.jsonl", store, plain[:3]), tmp_path / "new" / "crawl.log"
    with start(store, "books", links, out=tmp_path / "new" / "books.jsonl") as process:
        while not log.exists():
            assert process.poll() is None
            time.sleep(0.005)
        time.sleep(after)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=45)[1]
    assert process.returncode == 130
    assert "Traceback" not in said + log.read_text(encoding="utf-8")


def raw_deflate(content):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", raw_deflate), ("", bytes)]
)
def test_a_page_without_end_is_not_taken_in_however_it_is_packed(
    store, plain, crawl, read, links_to, tmp_path, encoding, pack
):
    links, out = links_to(tmp_path / "links.jsonl", store, plain[:3]), tmp_path / "books.jsonl"
    headers = {"Content_Encoding": encoding} if encoding else {}
    store.send(f"/books/view/{plain[1]}", pack(b"<p>" + b" " * (9 << 20)), **headers)
    done = crawl(store, "books", links, out=out)
    assert done.status == 0, done.said
    assert "1 pages not fetched: larger than 8 MB" in done.said
    assert [record["id"] for record in read(out)] == [str(plain[0]), str(plain[2])]


def test_a_robots_txt_without_end_forbids_everything(store, plain, crawl, links_to, tmp_path):
    store.robots("User-agent: *\nAllow: /\n" + "# padding\n" * 60_000)
    done = crawl(store, "books", links_to(tmp_path / "links.jsonl", store, plain[:3]), out=tmp_path / "books.jsonl")
    assert done.status == 2
    assert "robots.txt has more than 512 KB and is not read" in done.said
    assert done.asked == []
