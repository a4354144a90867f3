import random
import signal
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from processes import COMMAND
from store import Store, make_books

KILLS = 10
# A busy machine may need longer to end a crawl in order than a user would wait for it.
PATIENT = f"from bookgenre.collect import crawl; crawl._PATIENCE = 200; {COMMAND}"


def wait_for(condition, process):
    """Wait until something is so, or until the crawl has ended by itself."""
    while not condition() and process.poll() is None:
        time.sleep(0.005)


def undated(records):
    return sorted([{**record, "collected": None} for record in records], key=lambda record: record["id"])


def killed_again_and_again(store, fork, arguments, out, rng):
    """Kill a crawl at random moments, ten times while it runs, and each time begin it again."""
    for _ in range(KILLS):
        before, pages = len(store.log), rng.randint(0, 6)
        with fork(store, *arguments, out=out) as process:
            wait_for(lambda: len(store.log) >= before + pages, process)  # noqa: B023
            time.sleep(rng.uniform(0, 0.05))
            assert process.poll() is None, "the crawl is too short to be killed so often"
            process.kill()
            process.communicate()
        text = out.read_bytes() if out.exists() else b""
        # A line may be torn by now; whole ones are never touched again.
        yield text[: text.rfind(b"\n") + 1]


@pytest.fixture(scope="module")
def kills(fork, crawl, read, links_to, tmp_path_factory):
    """Of links and of books: an undisturbed crawl, and one that was killed and begun again, with all that was asked."""

    def survive(what):
        folder = tmp_path_factory.mktemp(f"killed-{what}")
        with Store(make_books(80), crawl_delay=None, page_size=4) as store:
            arguments = ["links", "--category", "1001-1055"]
            if what == "books":
                arguments = ["books", links_to(folder / "links.jsonl", store, [book.id for book in store.books])]
            whole = folder / "whole" / f"{what}.jsonl"
            assert crawl(store, *arguments, out=whole).status == 0
            out, before = folder / f"{what}.jsonl", len(store.log)
            left = list(killed_again_and_again(store, fork, arguments, out, random.Random(what)))
            end = crawl(store, *arguments, out=out)
            assert end.status == 0, end.said
            return read(whole), out, left, store.log[before:]

    with ThreadPoolExecutor(2) as pool:
        yield dict(zip(("links", "books"), pool.map(survive, ("links", "books")), strict=True))


@pytest.mark.skipif(sys.platform == "win32", reason="no kill -9")
@pytest.mark.parametrize("what", ["links", "books"])
def test_a_crawl_killed_ten_times_gives_the_records_of_an_undisturbed_one(kills, read, what):
    whole, out, _, _ = kills[what]
    assert len(whole) > 40
    assert undated(read(out)) == undated(whole)


@pytest.mark.skipif(sys.platform == "win32", reason="no kill -9")
@pytest.mark.parametrize("what", ["links", "books"])
def test_what_a_killed_crawl_has_written_stays_as_it_is(kills, what):
    _, out, left, _ = kills[what]
    assert len(left) == KILLS
    assert all(out.read_bytes().startswith(text) for text in left)
    assert len(set(left)) > 2


@pytest.mark.skipif(sys.platform == "win32", reason="no kill -9")
@pytest.mark.parametrize("what", ["links", "books"])
def test_a_killed_crawl_asks_for_no_page_again_but_the_one_under_way(kills, what):
    *_, seen = kills[what]
    times = Counter(one.path for one in seen if one.path != "/robots.txt")
    assert len(times) > 60
    assert times.total() - len(times) <= KILLS
    assert {one.status for one in seen} == {200}


@pytest.mark.skipif(sys.platform == "win32", reason="no signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_crawl_ends_in_order_and_is_gone_on_with(
    store, plain, fork, crawl, read, links_to, tmp_path, number
):
    links, out = links_to(tmp_path / "links.jsonl", store, plain), tmp_path / "books.jsonl"
    store.latency = 0.1
    with fork(store, "books", links, out=out, program=PATIENT) as process:
        wait_for(lambda: len(store.log) >= 4, process)
        # Records stand in the file as they come: the first, where the third has just been answered.
        assert out.read_bytes().count(b"\n") >= 1
        assert process.poll() is None
        process.send_signal(number)
        said = process.communicate(timeout=240)[1]
    had = len(read(out))
    assert process.returncode == 130
    assert 1 <= had < len(plain)
    assert said.startswith(f"{had} books in {out} ({had} new)")
    assert said.splitlines()[-1] == "stopped; run the same command again to resume"
    second = crawl(store, "books", links, out=out)
    assert second.status == 0
    assert [record["id"] for record in read(out)] == list(map(str, plain))
    pages = [seen.path for seen in store.log if seen.path != "/robots.txt"]
    assert len(set(pages)) == len(pages) == len(plain)


@pytest.mark.skipif(sys.platform == "win32", reason="no signals")
def test_a_crawl_that_waits_for_its_turn_is_interrupted_at_once(store, plain, fork, links_to, tmp_path):
    store.fail("/books/*", 503, retry_after=3000)
    links = links_to(tmp_path / "links.jsonl", store, plain)
    with fork(store, "books", links, out=tmp_path / "books.jsonl") as process:
        wait_for(lambda: len(store.log) == 2, process)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        assert "run the same command again" in process.communicate(timeout=240)[1]
    assert process.returncode == 130


def test_a_half_written_line_is_gone_on_with(store, plain, crawl, read, links_to, tmp_path):
    links, out = links_to(tmp_path / "links.jsonl", store, plain[:3]), tmp_path / "books.jsonl"
    crawl(store, "books", links, out=out)
    whole = out.read_bytes()
    out.write_bytes(whole[:-40])
    again = crawl(store, "books", links, out=out)
    assert "3 books in" in again.said
    assert "(1 new)" in again.said
    assert again.asked == []
    assert out.read_bytes() == whole


@pytest.mark.parametrize("text", ["title,url\nTea,x\n", "[1]\n", "\x89PNG\n"])
def test_an_output_that_is_no_json_lines_is_refused_untouched(store, plain, crawl, links_to, tmp_path, text):
    links, out = links_to(tmp_path / "links.jsonl", store, plain), tmp_path / "books.jsonl"
    out.write_text(text, encoding="utf-8")
    done = crawl(store, "books", links, out=out)
    assert done.status == 2
    assert len(done.said.splitlines()) == 1
    assert "holds no JSON Lines; nothing was added to it" in done.said
    assert out.read_text(encoding="utf-8") == text
    assert done.seen == []


def test_a_store_that_dies_in_the_middle_ends_the_crawl_which_goes_on_later(fork, crawl, read, links_to, tmp_path):
    out = tmp_path / "books.jsonl"
    with Store(make_books(20), crawl_delay=None, latency=0.05) as store:
        numbers = [book.id for book in store.books[:-3] if not book.adult]
        links = links_to(tmp_path / "links.jsonl", store, numbers)
        with fork(store, "books", links, out=out) as process:
            wait_for(lambda: len(store.log) >= 4, process)
            store.stop()
            said = process.communicate(timeout=240)[1]
        assert process.returncode == 2
        assert "5 requests in a row brought no answer" in said.splitlines()[-1]
        assert "run the command again" in said.splitlines()[-1]
        assert 1 <= len(read(out)) < len(numbers)
        store.latency = 0
        store.start()
        assert crawl(store, "books", links, out=out).status == 0
    assert {record["id"] for record in read(out)} == set(map(str, numbers))


def test_without_a_network_nothing_is_lost(store, plain, crawl, links_to, tmp_path):
    links, out = links_to(tmp_path / "links.jsonl", store, plain), tmp_path / "books.jsonl"
    crawl(store, "books", links, "--limit", 2, out=out)
    before = out.read_bytes()
    store.stop()
    done = crawl(store, "books", links, out=out)
    assert done.status == 2
    assert [line.startswith("bookgenre: ") for line in done.said.splitlines()] == [False, False, True]
    assert f"{store.url} cannot be reached" in done.said
    assert "check the connection and run the command again" in done.said
    assert out.read_bytes() == before


def test_pages_that_break_off_fail_or_are_slow_are_had_in_the_end(store, plain, crawl, read, links_to, tmp_path):
    cut, failing, slow, *_ = paths = [f"/books/view/{number}" for number in plain[:5]]
    store.cut(cut, after=700)
    store.fail(failing, 500)
    store.slow(slow, 0.5)
    links, out = links_to(tmp_path / "links.jsonl", store, [*plain[:5], 1, 2]), tmp_path / "books.jsonl"
    done = crawl(store, "books", links, out=out)
    assert done.status == 0
    assert {record["id"] for record in read(out)} == set(map(str, plain[:5]))
    assert sorted(done.asked) == sorted([*paths, cut, failing, "/books/view/1", "/books/view/2"])
    assert "2 pages not fetched: answered with 404" in done.said


def test_a_page_that_always_breaks_off_is_counted_and_asked_for_by_the_next_run(
    store, plain, crawl, read, links_to, tmp_path
):
    path = f"/books/view/{plain[0]}"
    store.cut(path, after=10, times=3)
    links, out = links_to(tmp_path / "links.jsonl", store, plain[:2]), tmp_path / "books.jsonl"
    first = crawl(store, "books", links, out=out)
    assert first.status == 2
    assert "1 pages not fetched: no answer (" in first.said
    assert "1 pages were not answered; check the connection and run the same command again" in first.said
    assert crawl(store, "books", links, out=out).asked == [path]
    assert len(read(out)) == 2
