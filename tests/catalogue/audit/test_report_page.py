"""The page in a browser, opened from a file as a person opens it."""

import pytest

from bookgenre.catalogue.audit import KINDS, Audit, Concern, html_report
from chromium import launched_browser

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
TITLES = ("Bread at Home", "Donaudampfschifffahrtsgesellschaftskapitän" * 3, "كتاب الخبز", "", "The Duke's Promise")


def concern(number, kind, title):
    return Concern(
        kind=kind,
        number=number,
        file="titles.csv",
        identifier=f"978000000{number:04}",
        title=title,
        message="is catalogued as fiction; the description reads as nonfiction (97%)",
        doubted=("FIC027000 FICTION / Romance",),
        subjects=("FIC027000 FICTION / Romance", "Bread" * 40),
        suggestion=("Baking", "Cooking"),
        codes=("WBVS",),
        confidence=0.95,
        genre="nonfiction",
        sentence="Forty recipes for sourdough and rye, with photographs. " * 3,
    )


@pytest.fixture(scope="module")
def browser():
    with launched_browser() as browser:
        yield browser


@pytest.fixture
def report(tmp_path):
    """Address of a page with one entry of each kind."""
    concerns = tuple(concern(n, kind, title) for n, (kind, title) in enumerate(zip(KINDS, TITLES, strict=True), 1))
    path = tmp_path / "report.html"
    audit = Audit(concerns, 20, 18, 1, dict.fromkeys(KINDS, 1), "2026.01.02+00000000")
    path.write_text(html_report(audit, "titles.csv"), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def page(browser, report):
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    page = context.new_page()
    complaints, requests = [], []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(report)
    yield page
    context.close()
    assert complaints == []
    assert set(requests) == {report}


def test_entries_are_filtered_by_kind(page):
    entries, shown = page.locator("#entries > li:visible"), page.locator("#shown")
    assert entries.count() == 5
    assert shown.inner_text() == "5 of 5 entries shown, 0 done."
    page.get_by_label("Missing genre").uncheck()
    page.get_by_label("Wrong genre").uncheck()
    assert entries.count() == 3
    assert shown.inner_text() == "3 of 5 entries shown, 0 done."


def shown_after_reload(page):
    page.reload()
    return page.locator("#shown").inner_text()


def test_what_is_done_is_kept_and_can_be_hidden(page):
    page.locator("li", has_text="Bread at Home").get_by_label("Done").check()
    assert page.locator("#shown").inner_text() == "5 of 5 entries shown, 1 done."
    # A browser keeps what a page stores a moment later.
    assert any(shown_after_reload(page) == "5 of 5 entries shown, 1 done." for _ in range(20))
    assert page.locator("li", has_text="Bread at Home").get_by_label("Done").is_checked()
    page.get_by_label("Hide entries that are done").check()
    assert page.locator("#entries > li:visible").count() == 4
    page.get_by_label("Hide entries that are done").uncheck()
    page.locator("li", has_text="Bread at Home").get_by_label("Done").uncheck()
    assert any(shown_after_reload(page) == "5 of 5 entries shown, 0 done." for _ in range(20))


def test_the_keyboard_reaches_every_control(page):
    names = []
    for _ in range(11):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.closest('label').textContent.trim()"))
    assert names[:5] == [f"{name} (1)" for name in KINDS.values()]
    assert names[5:] == ["Hide entries that are done", *["Done"] * 5]


def test_without_scripts_it_is_a_list(browser, report):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report)
    assert page.locator("#entries > li").count() == 5
    assert page.locator("#shown").inner_text() == "5 entries"
    # Nothing is offered that would not work.
    assert not page.locator("input:visible").count()
    context.close()


def test_axe_finds_nothing_and_nothing_is_cut_off_at_320_pixels(browser, report):
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe checks the page: pip install '.[dev]'"
    )
    # axe itself is a script that the page's own policy would refuse.
    context = browser.new_context(viewport={"width": 1000, "height": 800}, bypass_csp=True)
    page = context.new_page()
    page.goto(report)
    page.get_by_label("Done").first.check()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = axe.Axe().run(page, options=RULES)
        assert found.violations_count == 0, f"{scheme}: {found.generate_report()}"
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320
    context.close()
