import re

import pytest
from playwright.sync_api import expect

from bookgenre.web.samples import SAMPLES


@pytest.fixture
def page(visit):
    return visit(java_script_enabled=False, viewport={"width": 1200, "height": 900}).page


def test_the_whole_way_without_javascript(page):
    page.goto("/")
    page.get_by_role("link", name="A mystery").click()
    expect(page.get_by_label("Title")).to_have_value(SAMPLES[0].title)
    page.get_by_label("Genres you know already").fill("Mystery, Thriller & Suspense; noir")
    page.get_by_role("button", name="Find genres").click()
    expect(page.locator("#ranking .genre-list > li")).to_have_count(10)
    page.locator("#ranking").get_by_role("button", name="Why? Crime Fiction", exact=True).click()
    expect(page.locator("#explanation .blurb mark.for").first).to_contain_text("found drowned in a locked room")
    page.get_by_text("The same as a list").click()
    expect(page.get_by_role("table")).to_be_visible()
    page.get_by_role("button", name="Most specific").click()
    expect(page.get_by_role("button", name="Most specific")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#explanation .blurb mark").first).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("button", name="By facet").click()
    expect(page.get_by_role("heading", name="Culture")).to_be_visible()
    page.get_by_role("button", name="Split").click()
    page.get_by_role("button", name="Stand out").click()
    page.get_by_role("button", name="Another variant").click()
    expect(page.get_by_role("button", name="Split")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Stand out")).to_have_attribute("aria-pressed", "true")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the palette as .gpl").click()
    assert waiting.value.suggested_filename == "the-keepers-tide-palette.gpl"
    page.get_by_text("Edit and try again").click()
    expect(page.get_by_label("Genres you know already")).to_have_value("Mystery, Thriller & Suspense; noir")
    # What only a script can do is not offered.
    for name in ("Copy", "Colours", "Copy a share link"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)


def test_a_problem_comes_back_with_the_form(page):
    page.goto("/")
    page.get_by_label("Description").fill("12345 67890 12345 67890 12345")
    page.get_by_role("button", name="Find genres").click()
    expect(page.get_by_label("Description")).to_have_accessible_description(re.compile("contains no letters"))
    expect(page.get_by_label("Description")).to_have_value("12345 67890 12345 67890 12345")


def test_genres_are_searched(page):
    page.goto("/genres")
    page.get_by_label("Search names").fill("dragon")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#found")).to_contain_text("for “dragon”")
    page.locator(".hits a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
