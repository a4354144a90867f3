import re
import time
from email.utils import formatdate
from itertools import pairwise

import pytest

from store import Store, make_books

ALLOWED = re.compile(
    r"/robots\.txt|/books/view/\d+|/books/category/\d+/newest/.*|/shelves/(home|category)/\d+/any/any.*"
)
GAP = 0.3


def gaps(seen):
    """Seconds from the end of each answer to the next request."""
    return [later.started - earlier.ended for earlier, later in pairwise(seen)]


def after_refusal(crawl, path):
    """When the refusal of a path was answered, and when anything was asked for next."""
    position = next(n for n, seen in enumerate(crawl.seen) if seen.path == path and seen.status != 200)
    return crawl.seen[position].ended, crawl.seen[position + 1].started


def test_each_request_says_who_asks_and_whom_to_write_to(walked, visited):
    agents = {seen.user_agent for crawl, _ in (walked, visited) for seen in crawl.seen}
    assert len(agents) == 1
    assert re.fullmatch(r"bookgenre/[\d.]+ \(\+https://\S+; contact: tester@example\.org\)", agents.pop())


def test_nothing_but_listings_and_books_is_asked_for(walked, visited):
    paths = [seen.path for crawl, _ in (walked, visited) for seen in crawl.seen]
    assert len(paths) > 90
    assert [path for path in paths if not ALLOWED.fullmatch(path)] == []


def test_robots_txt_comes_first_and_once(walked, visited):
    for crawl, _ in (walked, visited):
        assert [seen.path for seen in crawl.seen].index("/robots.txt") == 0
        assert len(crawl.asked) == len(crawl.seen) - 1


def test_one_page_is_asked_for_at_a_time(walked, visited, shop):
    assert shop.busiest == 1
    assert min(gap for crawl, _ in (walked, visited) for gap in gaps(crawl.seen)) >= 0


def test_the_delay_of_robots_txt_stands_between_any_two_requests(crawl, links_to, tmp_path):
    with Store(make_books(12), crawl_delay=GAP) as store:
        links = links_to(tmp_path / "links.jsonl", store, [book.id for book in store.books[:4]])
        # A shorter one on the command line does not undercut it.
        visit = crawl(store, "books", links, "--delay", 0.01, out=tmp_path / "books.jsonl")
        walk = crawl(store, "links", "--category", "1000-1001", out=tmp_path / "walk.jsonl")
    assert len(visit.seen) == 5
    assert len(walk.seen) == 3
    assert min(gaps(visit.seen) + gaps(walk.seen)) >= GAP


def test_a_longer_delay_can_be_asked_for(store, plain, crawl, links_to, tmp_path):
    links = links_to(tmp_path / "links.jsonl", store, plain[:3])
    done = crawl(store, "books", links, "--delay", GAP, out=tmp_path / "books.jsonl")
    assert len(done.seen) == 4
    assert min(gaps(done.seen)) >= GAP


def test_what_robots_txt_forbids_is_not_asked_for(store, plain, crawl, read, links_to, tmp_path):
    # As some editors save it: with a byte order mark. The second group is not ours, though our contact holds its name.
    store.robots(
        f"\ufeffUser-agent: *\nDisallow: /books/view/{plain[1]}\nCrawl-delay: 0.1\n\n"
        "User-agent: example\nDisallow: /nothing\n"
    )
    links = links_to(tmp_path / "links.jsonl", store, plain[:3])
    done = crawl(store, "books", links, out=tmp_path / "books.jsonl")
    assert [record["id"] for record in read(tmp_path / "books.jsonl")] == [str(plain[0]), str(plain[2])]
    assert len(done.asked) == 2
    assert "1 pages not fetched: forbidden by robots.txt" in done.said
    assert min(gaps(done.seen)) >= 0.1


@pytest.mark.parametrize(("status", "tries"), [(500, 3), (503, 5)])
def test_nothing_is_asked_for_where_robots_txt_cannot_be_had(store, plain, crawl, links_to, tmp_path, status, tries):
    store.fail("/robots.txt", status, times=None, retry_after=0)
    links = links_to(tmp_path / "links.jsonl", store, plain)
    done = crawl(store, "books", links, out=tmp_path / "books.jsonl")
    assert done.status == 2
    assert [seen.path for seen in done.seen] == ["/robots.txt"] * tries
    assert f"/robots.txt is answered with {status}, which forbids everything" in done.said.splitlines()[-1]


def test_where_there_is_no_robots_txt_pages_are_asked_for(store, plain, crawl, read, links_to, tmp_path):
    store.robots("User-agent: *\nDisallow: /", status=404)
    links = links_to(tmp_path / "links.jsonl", store, plain[:2])
    assert crawl(store, "books", links, out=tmp_path / "books.jsonl").status == 0
    assert len(read(tmp_path / "books.jsonl")) == 2


def test_rules_that_have_moved_to_where_we_do_not_go_count_as_not_had(store, plain, crawl, links_to, tmp_path):
    store.redirect("/robots.txt", "/static/rules.txt")
    links = links_to(tmp_path / "links.jsonl", store, plain[:2])
    done = crawl(store, "books", links, out=tmp_path / "books.jsonl")
    assert done.status == 2
    assert [seen.path for seen in done.seen] == ["/robots.txt"]


def test_a_contact_that_reaches_nobody_is_refused(store, plain, crawl, links_to, tmp_path):
    links = links_to(tmp_path / "links.jsonl", store, plain)
    done = crawl(store, "books", links, out=tmp_path / "books.jsonl", contact="someone@example")
    assert done.status == 2
    assert len(done.said.splitlines()) == 1
    assert "--contact you@example.org" in done.said
    assert done.seen == []


def test_refusals_are_waited_out_and_nothing_is_lost(store, plain, crawl, read, links_to, tmp_path):
    # A good page after each, because refusals in a row double the wait.
    dated, _, seconds, _, bare, *_ = paths = [f"/books/view/{number}" for number in plain[:6]]
    date = int(time.time()) + 4
    until = time.monotonic() + date - time.time()
    store.fail(dated, 503, retry_after=formatdate(date, usegmt=True))
    store.fail(seconds, 429, retry_after=2)
    store.fail(bare, 403)
    done = crawl(store, "books", links_to(tmp_path / "l.jsonl", store, plain[:6]), out=tmp_path / "books.jsonl")
    assert done.status == 0
    assert {record["id"] for record in read(tmp_path / "books.jsonl")} == set(map(str, plain[:6]))
    assert sorted(done.asked) == sorted([*paths, dated, seconds, bare])
    assert after_refusal(done, dated)[1] >= until
    for path, wait in [(seconds, 2), (bare, 1)]:
        refused, later = after_refusal(done, path)
        assert later - refused >= wait
    assert all(f"1 requests refused with {status}, and repeated later" in done.said for status in (503, 429, 403))


def test_a_page_that_is_refused_again_and_again_does_not_hold_up_the_others(
    store, plain, crawl, read, links_to, tmp_path
):
    path = f"/books/view/{plain[0]}"
    store.fail(path, 403, times=5, retry_after=0)
    links, out = links_to(tmp_path / "links.jsonl", store, plain), tmp_path / "books.jsonl"
    first = crawl(store, "books", links, out=out)
    assert first.status == 0
    assert first.asked.count(path) == 5
    assert "1 pages not fetched: answered with 403" in first.said
    assert len(read(out)) == len(plain) - 1
    # A refusal is no page to keep: the next run asks again.
    assert crawl(store, "books", links, out=out).asked == [path]
    assert len(read(out)) == len(plain)


def test_a_site_that_only_refuses_ends_the_crawl_and_what_was_had_stays(store, plain, crawl, read, links_to, tmp_path):
    links, out = links_to(tmp_path / "links.jsonl", store, plain), tmp_path / "books.jsonl"
    good = {f"/books/view/{number}" for number in plain[:2]}
    refused = True
    store.fail(lambda path: refused and path.startswith("/books") and path not in good, 403, times=None, retry_after=0)
    first = crawl(store, "books", links, out=out)
    assert first.status == 2
    assert "8 requests in a row with a refusal (the last with 403); wait some hours" in first.said.splitlines()[-1]
    assert len(first.asked) == 10
    assert [record["id"] for record in read(out)] == list(map(str, plain[:2]))
    refused = False
    second = crawl(store, "books", links, out=out)
    assert second.status == 0
    assert {record["id"] for record in read(out)} == set(map(str, plain))
    assert not good & set(second.asked)


def test_a_site_that_asks_to_come_back_tomorrow_ends_the_crawl(store, plain, crawl, links_to, tmp_path):
    store.fail("/books/*", 503, retry_after=86_400)
    done = crawl(store, "books", links_to(tmp_path / "links.jsonl", store, plain), out=tmp_path / "books.jsonl")
    assert done.status == 2
    assert len(done.asked) == 1
    assert "asks to come back in 1,440 minutes" in done.said


def test_redirects_lead_to_no_login_no_other_host_and_no_other_book(crawl, read, links_to, tmp_path):
    with Store(make_books(12), crawl_delay=None) as store, Store(make_books(12), crawl_delay=None) as other:
        numbers = [book.id for book in store.books if not book.adult][:5]
        paths = [f"/books/view/{number}" for number in numbers]
        for path, to in [
            (paths[0], "/login?next=" + paths[0]),
            (paths[1], other.url + paths[1]),
            (paths[2], paths[3]),
            (paths[4], paths[4] + "/"),
        ]:
            store.redirect(path, to)
        done = crawl(store, "books", links_to(tmp_path / "l.jsonl", store, numbers), out=tmp_path / "books.jsonl")
        assert other.log == []
    assert done.status == 0
    assert all(ALLOWED.fullmatch(path.rstrip("/")) for path in done.asked)
    assert {record["id"] for record in read(tmp_path / "books.jsonl")} == {str(numbers[3]), str(numbers[4])}
    assert "2 pages not fetched: is not a listing or a book of the store" in done.said
    assert "1 pages not fetched: leads to another page" in done.said


def test_a_second_run_asks_for_robots_txt_alone(walked, visited, shop, crawl, read):
    for (_, out), what, arguments in [
        (walked, "links", ["--shelf", 1056, "--category", 1]),
        (visited, "books", [visited[1].with_name("links.jsonl")]),
    ]:
        before = out.read_bytes()
        again = crawl(shop, what, *arguments, out=out)
        assert again.status == 0
        assert [seen.path for seen in again.seen] == ["/robots.txt"]
        assert out.read_bytes() == before
        assert "(0 new)" in again.said


def test_pages_that_are_too_old_are_asked_for_again(store, crawl, tmp_path):
    first = crawl(store, "links", "--category", 1, out=tmp_path / "links.jsonl")
    again = crawl(store, "links", "--category", 1, "--max-age", 0, out=tmp_path / "links.jsonl")
    assert again.asked == first.asked
    assert "(0 new)" in again.said


def test_books_that_were_had_are_not_asked_for_again_however_old(store, plain, crawl, links_to, tmp_path):
    links, out = links_to(tmp_path / "links.jsonl", store, plain[:3]), tmp_path / "books.jsonl"
    crawl(store, "books", links, out=out)
    before = out.read_bytes()
    # Not even robots.txt, where there is nothing else to ask for.
    assert crawl(store, "books", links, "--max-age", 0, out=out).seen == []
    assert out.read_bytes() == before


def test_a_second_crawl_in_the_same_folder_is_refused(store, plain, fork, crawl, read, links_to, tmp_path):
    store.slow(f"/books/view/{plain[1]}", 60)
    links = links_to(tmp_path / "links.jsonl", store, plain)
    with links.open("a") as file:
        file.write('{"url": "https://www.example.org/books/view/7"}\n')
    with fork(store, "books", links, out=tmp_path / "books.jsonl") as first:
        while len(store.log) < 2:
            time.sleep(0.01)
        second = crawl(store, "books", links, out=tmp_path / "others.jsonl")
        assert first.poll() is None
        first.kill()
        first.communicate()
    assert second.status == 2
    assert len(second.said.splitlines()) == 1
    assert "another crawl uses" in second.said
    assert second.seen == []
    # What the first has rejected is still there.
    assert len(read(tmp_path / "rejects.jsonl")) == 1


def test_of_two_crawls_begun_at_the_same_moment_one_asks(store, plain, fork, links_to, tmp_path):
    store.slow("*", 60)
    links = links_to(tmp_path / "links.jsonl", store, plain)
    with (
        fork(store, "books", links, out=tmp_path / "1.jsonl") as one,
        fork(store, "books", links, out=tmp_path / "2.jsonl") as two,
    ):
        while one.poll() is two.poll() is None:
            time.sleep(0.01)
        loser, winner = (one, two) if two.poll() is None else (two, one)
        while not store.busiest and winner.poll() is None:
            time.sleep(0.01)
        assert "another crawl uses" in loser.communicate()[1].splitlines()[-1]
        winner.kill()
        winner.communicate()
    assert loser.returncode == 2
    assert store.busiest == 1
