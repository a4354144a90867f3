import re
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from bookgenre.web.samples import SAMPLES

BOOK = SAMPLES[3]


@pytest.fixture
def link(visit, ask):
    """A share link of an answer, and the visit in which it was made."""
    seen = visit(permissions=["clipboard-read", "clipboard-write"])
    page = seen.page
    ask(page, BOOK.description + " 日本語 ✓", title=BOOK.title, author=BOOK.author)
    page.get_by_role("button", name="Frame").click()
    expect(page.get_by_role("button", name="Frame")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Most specific").click()
    expect(page.get_by_role("button", name="Most specific")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Copy a share link").click()
    expect(page.locator("#status")).to_contain_text("The link has been copied")
    return page.evaluate("navigator.clipboard.readText()"), seen


def test_the_link_asks_the_same_question_again(link, visit):
    address, made = link
    assert re.fullmatch(re.escape(made.site) + r"/#q=1[A-Za-z0-9_-]+", address)
    assert len(address) < 900
    opened = visit()
    page = opened.page
    page.goto(address)
    page.locator("#answer").wait_for()
    expect(page.get_by_role("heading", level=1)).to_have_text(BOOK.title)
    expect(page.locator("#explanation .blurb")).to_contain_text("日本語 ✓")
    expect(page.get_by_role("button", name="Frame")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Most specific")).to_have_attribute("aria-pressed", "true")
    # The way back leads to the form, which does not ask by itself again.
    page.go_back()
    expect(page.get_by_role("button", name="Find genres")).to_be_visible()


def test_no_request_names_the_text_in_its_address(link, visit):
    address, made = link
    opened = visit()
    opened.page.goto(address)
    opened.page.locator("#answer").wait_for()
    packed = address.split("#q=")[1]
    for request in (*made.requests, *opened.requests):
        sent = unquote(request.url.split("#")[0]) + unquote(str(request.headers.get("referer", "")))
        for secret in ("founders", "Danish", "Priya", packed[:20]):
            assert secret not in sent
    posted = [unquote(request.post_data or "") for request in opened.requests if request.method == "POST"]
    assert len(posted) == 1
    assert "founders" in posted[0]


@pytest.mark.parametrize("damage", [lambda s: s[:-30], lambda s: s.replace("#q=1", "#q=9"), lambda s: s[:60] + "****"])
def test_a_damaged_link_is_said_to_be_one(link, visit, damage):
    address, _ = link
    opened = visit()
    opened.page.goto(damage(address))
    expect(opened.page.locator("#share-note")).to_contain_text("The link is damaged")
    assert not any(request.method == "POST" for request in opened.requests)


def test_a_link_that_unpacks_without_end_is_refused(visit):
    opened = visit()
    page = opened.page
    page.goto("/about")
    packed = page.evaluate(
        """async () => (await import("/static/share.js")).pack({description: "a".repeat(20_000_000)})"""
    )
    page.goto(f"/#q={packed}")
    expect(page.locator("#share-note")).to_contain_text("The link is damaged")
    assert not any(request.method == "POST" for request in opened.requests)
