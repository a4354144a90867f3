import re
from collections import Counter
from datetime import UTC, datetime, timedelta

from bookgenre.collect.crawl_report import CrawlReport

LISTING = "/books/category/{}/newest/0/any/any/{}"


def plain_books(store):
    lacking = {store.no_description_id, store.no_category_id}
    return [book for book in store.books if book.id not in lacking and not book.adult]


def undated(records):
    return [{name: value for name, value in record.items() if name != "collected"} for record in records]


def test_every_listed_book_is_found_once(walked, read, shop):
    crawl, out = walked
    assert crawl.status == 0, crawl.said
    listed = [book for book in shop.books if not book.adult]
    found = sorted(read(out), key=lambda link: int(link["id"]))
    assert found == [
        {"id": str(book.id), "url": f"{shop.url}/books/view/{book.id}", "title": book.title} for book in listed
    ]


def test_every_page_of_every_listing_is_asked_for_once(walked, shop):
    crawl, _ = walked
    shelves = [
        f"/shelves/category/{n}/any/any" for n, path in shop.catalogue.categories.items() if "Nonfiction" in path
    ]
    pages = [LISTING.format(1, offset) for offset in range(0, 40, 5)]
    assert len(shelves) > 40
    assert {"/shelves/home/1056/any/any", *shelves, *pages} <= set(crawl.asked)
    assert "/shelves/category/1056/any/any/5" in crawl.asked
    assert len(set(crawl.asked)) == len(crawl.asked)


def test_repetitions_and_listings_without_a_book_are_counted(walked, shop):
    crawl, _ = walked
    assert re.search(r"^[1-9]\d+ links were duplicates$", crawl.said, re.MULTILINE)
    assert re.search(r"^\d+ listings without a book: .*/shelves/category/", crawl.said, re.MULTILINE)


def test_every_book_is_read_as_it_is_in_all_generations_of_markup(visited, read, shop, truth):
    _, out = visited
    books = plain_books(shop)
    assert {(book.markup, book.id % 2) for book in books} == {(m, n) for m in ("2019", "2023", "2024") for n in (0, 1)}
    assert any("<i>" in text for book in books for text in book.description)
    assert any(len(book.categories) > 1 for book in books)
    assert any(book.id % 3 == 0 for book in books)  # whose page shows a category twice
    found = {record["id"]: record for record in undated(read(out))}
    for book in books:
        assert found[str(book.id)] == truth(shop, book)
    assert len(found) == len(books) == len(read(out))


def test_the_date_of_the_visit_is_noted(visited, read):
    # The crawl was made in this session: today or, around midnight, yesterday.
    today = datetime.now(UTC).date()
    days = {record["collected"] for record in read(visited[1])}
    assert days
    assert days <= {today.isoformat(), (today - timedelta(days=1)).isoformat()}


def test_broken_html_is_understood(visited, read, shop, truth):
    broken = [record for record in undated(read(visited[1])) if record["id"] == str(shop.broken_id)]
    assert broken == [truth(shop, shop.catalogue.by_id[shop.broken_id])]


def test_a_page_without_description_or_category_is_kept_with_its_reason(visited, read, shop):
    crawl, out = visited
    folder = out.parent / "unparsed"
    adult = [book.id for book in shop.books if book.adult]
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        f"{number}{suffix}"
        for number in (shop.no_description_id, shop.no_category_id, *adult)
        for suffix in (".html", ".json")
    )
    for number in adult:
        assert [entry["reason"] for entry in read(folder / f"{number}.json")] == ["hidden by the adult filter"]
    for number, reason in [(shop.no_description_id, "no description"), (shop.no_category_id, "no category")]:
        url = f"{shop.url}/books/view/{number}"
        assert read(folder / f"{number}.json") == [{"id": str(number), "url": url, "reason": reason}]
        assert "Words: " in (folder / f"{number}.html").read_text(encoding="utf-8")
        assert f"1 pages kept in {folder}: {reason}" in crawl.said


def test_a_run_that_does_not_understand_one_page_in_twenty_warns(visited, shop):
    crawl, _ = visited
    count = len(plain_books(shop)) + 2
    assert 2 / count > 0.05
    assert f"warning: 2 of {count} pages could not be read" in crawl.said
    assert "bookgenre/collect/selectors.py" in crawl.said


def test_the_warning_is_for_more_than_five_percent_of_all_pages_seen():
    assert not CrawlReport(new=19, unparsed=Counter(["no title"])).site_has_changed
    assert CrawlReport(new=18, unparsed=Counter(["no title"])).site_has_changed
    # A crawl that goes on meets the page that it did not understand again, and of the others none.
    assert not CrawlReport(known=19, unparsed=Counter(["no title"])).site_has_changed
    assert not CrawlReport(hidden=50).site_has_changed


def test_titles_hidden_as_adult_are_counted_and_no_fault(visited, read, shop):
    crawl, out = visited
    adult = {str(book.id) for book in shop.books if book.adult}
    assert f"{len(adult)} titles hidden as adult; --adult requests them" in crawl.said
    assert not adult & {record["id"] for record in read(out)}
    assert {seen.cookie for seen in crawl.seen} == {""}


def test_adult_titles_are_had_where_they_are_asked_for(shop, crawl, read, links_to, truth, tmp_path):
    adult = [book for book in shop.books if book.adult]
    links = links_to(tmp_path / "links.jsonl", shop, [book.id for book in adult])
    hidden = crawl(shop, "books", links, out=tmp_path / "books.jsonl")
    assert f"{len(adult)} titles hidden as adult" in hidden.said
    # What the store hid is in the cache; with the cookie it is another page.
    shown = crawl(shop, "books", links, "--adult", out=tmp_path / "books.jsonl")
    assert undated(read(tmp_path / "books.jsonl")) == [truth(shop, book) for book in adult]
    assert "warning" not in shown.said
    assert {seen.cookie for seen in shown.seen if seen.path != "/robots.txt"} == {"adultOff=no"}


def test_adult_titles_are_listed_where_they_are_asked_for(shop, crawl, read, tmp_path):
    category = next(path for book in shop.books if book.adult for path in book.categories)
    done = crawl(shop, "links", "--adult", "--category", shop.category_ids[category], out=tmp_path / "links.jsonl")
    listed = {str(book.id) for book in shop.catalogue.listed(category, adult=True)}
    assert {link["id"] for link in read(tmp_path / "links.jsonl")} == listed
    assert done.status == 0


def test_without_listings_the_walk_begins_at_the_page_of_shelves(shop, crawl, tmp_path, read):
    done = crawl(shop, "links", "--limit", 3, out=tmp_path / "links.jsonl")
    assert done.asked[0] == "/shelves/home/1/any/any"
    assert len(read(tmp_path / "links.jsonl")) == 3
    assert done.status == 0
    assert "reached the limit; run the same command again to resume" in done.said


def test_a_limit_is_kept_and_a_later_run_goes_on(shop, crawl, read, links_to, tmp_path):
    books = plain_books(shop)[:9]
    links = links_to(tmp_path / "links.jsonl", shop, [book.id for book in books])
    out = tmp_path / "books.jsonl"
    first = crawl(shop, "books", links, "--limit", 4, out=out)
    assert len(read(out)) == 4
    # A page that was under way when the fourth came may have been one more.
    assert 4 <= len(first.asked) <= 5
    second = crawl(shop, "books", links, out=out)
    assert [record["id"] for record in read(out)] == [str(book.id) for book in books]
    assert f"9 books in {out} (5 new)" in second.said
    assert len({*first.asked, *second.asked}) == len(first.asked) + len(second.asked) == 9


def test_categories_that_do_not_exist_are_counted_and_the_others_walked(shop, crawl, read, tmp_path):
    out = tmp_path / "links.jsonl"
    done = crawl(shop, "links", "--category", "1101-1105", "--category", 1057, out=out)
    assert done.status == 0
    assert "3 pages not fetched: answered with 404" in done.said
    assert "2 listings without a book: " in done.said
    assert len(read(out)) == len(shop.catalogue.listed(shop.catalogue.categories[1057]))


def test_where_none_of_the_categories_exists_that_is_an_error(shop, crawl, tmp_path):
    done = crawl(shop, "links", "--category", "8000-8002", out=tmp_path / "links.jsonl")
    assert done.status == 2
    assert done.said.splitlines()[-1].startswith("bookgenre: none of the listings exists: ")
    assert "/books/category/8002/" in done.said


def test_a_page_that_is_understood_later_leaves_the_folder(store, plain, crawl, read, links_to, tmp_path):
    path = f"/books/view/{plain[0]}"
    links, out = links_to(tmp_path / "links.jsonl", store, plain[:1]), tmp_path / "books.jsonl"
    store.replace(path, "<h1>A new look</h1>")
    assert "1 pages kept" in crawl(store, "books", links, out=out).said
    kept = tmp_path / "unparsed" / f"{plain[0]}.html"
    assert kept.read_text() == "<h1>A new look</h1>"
    store.replace(path, '<h1>Tea</h1><p itemprop="description">Brass.</p><p class="category">Fiction</p>')
    # From the cache it is the same page still.
    assert "1 pages kept" in crawl(store, "books", links, out=out).said
    crawl(store, "books", links, "--max-age", 0, out=out)
    assert [record["title"] for record in read(out)] == ["Tea"]
    assert not list(kept.parent.iterdir())


def test_progress_is_told_with_the_time_that_is_left(store, plain, crawl, links_to, tmp_path):
    links = links_to(tmp_path / "links.jsonl", store, plain[:4])
    done = crawl(store, "books", links, "--delay", 0.3, "--progress", 0.2, out=tmp_path / "books.jsonl")
    assert re.search(
        r"^\d of 4 pages, \d new books; [\d.]+ pages per minute, about \d+ s left$", done.said, re.MULTILINE
    )
