"""What an author does with an answer: compares, asks why not, copies categories; light and dark, at 390 pixels."""

import re

import pytest
from playwright.sync_api import expect

from bookgenre.recommender import Recommender
from bookgenre.web.samples import SAMPLES

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe checks the pages: pip install '.[dev]'")

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
MYSTERY = SAMPLES[0]
DROWNED = "found drowned in a locked room"
ASLEEP = "asleep in the arms of the widow whom he loves"


def check(page):
    """Axe finds nothing, and nothing is cut off."""
    found = axe.Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    width = page.viewport_size["width"]
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width


@pytest.fixture(params=["light", "dark"])
def narrow(visit, request):
    seen = visit(
        viewport={"width": 390, "height": 844},
        color_scheme=request.param,
        reduced_motion="reduce",
        permissions=["clipboard-read", "clipboard-write"],
    )
    return seen.page


def test_an_edit_says_which_genres_rose_and_fell_and_which_sentences_did_it(narrow, ask):
    page = narrow
    ask(page, MYSTERY.description, title=MYSTERY.title)
    expect(page.locator("#changes")).to_have_count(0)
    page.get_by_text("Edit and try again").click()
    page.get_by_label("Description").fill(MYSTERY.description.replace(DROWNED, ASLEEP))
    page.get_by_role("button", name="Update").click()
    changes = page.locator("#changes")
    expect(changes.get_by_role("heading", name="What your edit changed")).to_be_visible()
    expect(changes.get_by_role("row", name=re.compile("^Romance.*rose")).first).to_be_visible()
    expect(changes.get_by_role("row", name=re.compile("fell")).first).to_be_visible()
    expect(changes.locator(".parts li", has_text=ASLEEP)).to_contain_text("Added:")
    expect(changes.locator(".parts li", has_text=DROWNED)).to_contain_text("Taken out:")
    check(page)
    # It stays while the answer is looked at in other ways, until it is closed.
    page.get_by_role("button", name="By facet").click()
    expect(page.get_by_role("button", name="By facet")).to_have_attribute("aria-pressed", "true")
    expect(changes).to_have_count(1)
    page.locator("#shortlist button.explain").first.click()
    page.locator("#explanation .blurb mark").first.wait_for()
    expect(changes).to_have_count(1)
    # The next version is compared with this one.
    description = page.get_by_label("Description")
    page.get_by_text("Edit and try again").click()
    description.fill(f"{description.input_value()} Then a dragon comes.")
    page.get_by_role("button", name="Update").click()
    expect(changes.locator(".parts li")).to_have_count(1)
    expect(changes.locator(".parts li")).to_contain_text("Then a dragon comes.")
    page.get_by_role("button", name="Stop comparing").click()
    expect(changes).to_have_count(0)
    expect(page.locator("#answer")).to_be_visible()


def test_the_categories_of_a_store_are_copied(narrow, ask):
    page = narrow
    ask(page, MYSTERY.description, title=MYSTERY.title)
    recommender = Recommender()
    report = recommender.stores(_book())
    for advice in report.stores:
        button = page.get_by_role("button", name=f"Copy the categories for {advice.name}", exact=True)
        if not advice.paste:
            expect(button).to_have_count(0)
            continue
        button.click()
        expect(page.locator("#status")).to_have_text(f"Copied the categories for {advice.name}.")
        assert page.evaluate("navigator.clipboard.readText()") == advice.paste
    page.get_by_text("Stores without a suggestion").click()
    page.locator("#store-kdp-print ~ *, .store summary").first.wait_for()
    page.locator(".store summary").first.click()
    check(page)


def _book():
    from bookgenre.book import Book

    return Book(MYSTERY.description, MYSTERY.title)


def test_the_headline_is_the_shortlist(page, ask):
    ask(page, MYSTERY.description, title=MYSTERY.title)
    shortlist = Recommender().predict(_book()).shortlist
    expect(page.locator(".lede strong")).to_have_text([score.name for score in shortlist.genres])
    expect(page.locator("#shortlist .name a")).to_have_text([score.name for score in shortlist.genres])
    expect(page.locator(".lede")).to_contain_text("fiction for adults")
    expect(page.locator("#shortlist .accuracy").first).to_contain_text("held-out book")


def test_a_genre_outside_the_list_is_asked_about(narrow, ask):
    page = narrow
    ask(page, MYSTERY.description, title=MYSTERY.title)
    why = page.get_by_label("Why, or why not, another genre?")
    # Another name of the genre Cooking.
    why.fill("Cookbooks")
    why.press("Enter")
    expect(page.locator("#explanation-title")).to_have_text("Why not Cooking?")
    expect(page.locator("#explanation")).to_contain_text("Not on the shortlist: it is")
    expect(page.locator("#explanation .blurb mark").first).to_be_visible()
    check(page)
    why.fill("Mistery")
    page.get_by_role("button", name="Explain this genre").click()
    expect(page.locator("#explanation .callout")).to_contain_text("Did you mean Mystery")
    expect(page.locator("#status")).to_contain_text("Did you mean Mystery")
