"""axe-core on every page, light and dark, and every page at 320 pixels."""

import pytest
from playwright.sync_api import expect

from bookgenre.web.samples import SAMPLES

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe checks the pages: pip install '.[dev]'")

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
# The rest does not depend on the colours.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
LONG = "Donaudampfschifffahrtsgesellschaftskapitän " * 4


def _home(page, _ask):
    page.goto("/")
    page.get_by_role("combobox").fill("hist")


def _problem(page, _ask):
    page.goto("/")
    page.get_by_label("Description").fill("Too short.")
    page.get_by_role("button", name="Find genres").click()
    page.get_by_role("alert").wait_for()


def _check(page, _ask):
    page.goto("/check")
    page.get_by_label("Colours").fill("#14060c, #f0e8d8")
    page.get_by_label("Genre").fill("zzzz")
    page.get_by_role("button", name="Check").click()
    page.get_by_role("alert").wait_for()


def _answer(page, ask):
    ask(page, SAMPLES[1].description, title=LONG, author=SAMPLES[1].author)
    page.get_by_text("Edit and try again").click()
    page.locator(".ten summary").first.click()


def _why(page, ask):
    ask(page, SAMPLES[1].description, title=SAMPLES[1].title)
    page.get_by_role("button", name="By facet").click()
    page.get_by_role("heading", name="Audience").wait_for()
    page.locator("#ranking").get_by_role("button", name="Why? Young Adult Fantasy", exact=True).click()
    page.locator("#explanation .blurb mark").first.wait_for()
    page.get_by_text("The same as a list").click()


def _plain(address):
    return lambda page, _ask: page.goto(address)


def _genre(page, _ask):
    page.goto("/genres/epic-fantasy")
    page.locator(".ten summary").first.click()


PAGES = {
    "home": _home,
    "problem": _problem,
    "answer": _answer,
    "why": _why,
    "check": _check,
    "genres": _plain("/genres"),
    "search": _plain("/genres?q=magic"),
    "genre": _genre,
    "unknown genre": _plain("/genres/fantasi"),
    "about": _plain("/about"),
    "not found": _plain("/nothing/here"),
    "api": _plain("/api/v1/docs"),
}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_is_cut_off_at_320_pixels(name, visit, ask):
    page = visit(viewport={"width": 1200, "height": 900}, reduced_motion="reduce").page
    PAGES[name](page, ask)
    for scheme, rules in (("light", RULES), ("dark", COLOURS)):
        page.emulate_media(color_scheme=scheme)
        found = axe.Axe().run(page, options=rules)
        assert found.violations_count == 0, f"{scheme}: {found.generate_report()}"
    page.set_viewport_size({"width": 320, "height": 700})
    wide = page.evaluate("document.scrollingElement.scrollWidth")
    assert wide <= 320, page.evaluate(
        """[...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > 321)
           .slice(0, 5).map((one) => one.outerHTML.slice(0, 200))"""
    )


def test_every_control_can_be_reached_and_shows_its_focus(page, ask):
    ask(page, SAMPLES[0].description, title=SAMPLES[0].title)
    page.evaluate("document.activeElement.blur()")
    wanted = page.evaluate(
        """[...document.querySelectorAll("a[href], button, summary, input:not([type=hidden]), textarea")]
           .filter((one) => one.checkVisibility()).length"""
    )
    reached = 0
    for _ in range(wanted + 3):
        page.keyboard.press("Tab")
        focus = page.evaluate(
            """() => { const one = document.activeElement;
               if (one === document.body) return null;
               const style = getComputedStyle(one);
               const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
               return [one.outerHTML.slice(0, 120), ring]; }"""
        )
        if focus is None:
            break
        reached += 1
        assert focus[1], f"no visible focus: {focus[0]}"
    assert reached == wanted


def test_targets_are_large_enough(page, ask):
    """WCAG 2.2, 2.5.8: 24 by 24 CSS pixels, or in a line of text."""
    ask(page, SAMPLES[0].description, title=SAMPLES[0].title)
    small = page.locator("button:visible").evaluate_all(
        """all => all.filter((one) => {
             const box = one.getBoundingClientRect();
             return box.width < 24 || box.height < 24;
           }).map((one) => one.outerHTML)"""
    )
    assert small == []
    expect(page.locator("button:visible").first).to_be_visible()
