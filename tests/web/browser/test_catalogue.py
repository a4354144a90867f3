"""A file of books: sent, watched, fetched, deleted, with the packaged model."""

import csv
import re

import pytest
from playwright.sync_api import expect

from bookgenre.web.samples import SAMPLES

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe checks the pages: pip install '.[dev]'")


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "my books.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("isbn", "title", "description"))
        for sample in SAMPLES * 4:
            writer.writerow(("0123", sample.title, sample.description))
        writer.writerow(("0999", "Nothing", ""))
    return path


def _check(page):
    found = axe.Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1200, "height": 900})


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_a_file_is_sent_watched_fetched_and_deleted(visit, table, script):
    page = visit(viewport={"width": 1200, "height": 900}, java_script_enabled=script, accept_downloads=True).page
    page.goto("/")
    page.get_by_role("link", name="Many books").click()
    if script:
        _check(page)
    page.get_by_label("File", exact=True).set_input_files(table)
    page.get_by_label("Add three cover colours").check()
    page.get_by_role("button", name="Classify the books").click()
    expect(page).to_have_url(re.compile(r"/catalogue/[0-9a-f]{32}$"))
    if script:
        page.evaluate("window.loadedOnce = true")
    books = 4 * len(SAMPLES)
    expect(page.locator("#job")).to_contain_text(f"{books} of {books + 1} books have genres", timeout=120_000)
    if script:
        # The page was not loaded anew.
        assert page.evaluate("window.loadedOnce")
        _check(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download my_books-genres.csv").click()
    with download.value.path().open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == books + 1
    assert {row["isbn"] for row in rows} == {"0123", "0999"}
    assert all(row["bookgenre_shortlist"] for row in rows[:books])
    page.get_by_role("button", name=re.compile("delete", re.IGNORECASE)).click()
    expect(page.locator("#content")).to_contain_text("The job and its files are deleted")
    assert page.goto(download.value.url).status == 404
