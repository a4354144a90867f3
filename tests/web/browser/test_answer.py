import csv
import io
import json
import re

import pytest
from playwright.sync_api import expect

from bookgenre.web.samples import SAMPLES

MYSTERY = SAMPLES[0]
TITLE = "<script>alert(1)</script> {{7*7}}"


@pytest.fixture
def answered(page, ask):
    ask(page, MYSTERY.description, title=MYSTERY.title, author=MYSTERY.author)
    return page


def settled(page):
    expect(page.locator("#answer")).not_to_have_attribute("aria-busy", "true")


def test_sentences_and_words_of_a_chosen_genre_are_marked(answered):
    page = answered
    expect(page.locator("#explanation .blurb mark")).to_have_count(0)
    page.locator("#ranking").get_by_role("button", name="Why? Detective Fiction", exact=True).click()
    expect(page.get_by_role("heading", name="Why Detective Fiction?")).to_be_visible()
    blurb = page.locator("#explanation .blurb").last
    expect(blurb).to_have_text(MYSTERY.description)
    decisive = blurb.locator("mark.for.s4")
    expect(decisive).to_contain_text("found drowned in a locked room")
    expect(blurb.locator(".word.for", has_text="detective")).to_be_visible()
    # Not by colour alone: for and against differ in their lines, the steps in their weight.
    style = (
        "element => [getComputedStyle(element).textDecorationStyle, getComputedStyle(element).textDecorationThickness]"
    )
    assert decisive.first.evaluate(style) == ["solid", "4px"]
    against = page.locator(".legend mark.against.s1")
    assert against.evaluate(style) == ["dashed", "1px"]
    expect(page.locator("#ranking").get_by_role("button", name="Why? Detective Fiction", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    page.get_by_text("The same as a list").click()
    row = page.get_by_role("row", name=re.compile("found drowned in a locked room"))
    expect(row).to_contain_text("decisively for")
    expect(row).to_contain_text("%")
    # Another genre, by keyboard, and the list stays open.
    page.locator("#ranking").get_by_role("button", name="Why? Thriller", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="Why Thriller?")).to_be_visible()
    expect(page.get_by_role("table")).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#explanation .blurb mark")).to_have_count(0)


def test_most_telling_first_and_by_facet(answered):
    page = answered
    rows = page.locator("#ranking .genre-list > li .name a")
    assert rows.first.inner_text() == "Fiction"
    page.get_by_role("button", name="Most specific").click()
    settled(page)
    expect(rows.first).not_to_have_text("Fiction")
    expect(page.get_by_role("button", name="Most specific")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Most specific")).to_be_focused()
    page.get_by_role("button", name="By facet").click()
    expect(page.get_by_role("heading", name="Place")).to_be_visible()
    expect(page.get_by_role("heading", name="Culture")).to_be_visible()
    page.get_by_role("button", name="Top ten").click()
    expect(rows).to_have_count(10)


def test_the_cover_changes_by_layout_mode_and_variant(answered):
    page = answered
    cover = page.locator(".mockup > svg")
    seen = [cover.inner_html()]
    for name in ("Frame", "Split", "Stand out", "Another variant"):
        page.get_by_role("button", name=name).click()
        settled(page)
        expect(page.locator("#status")).to_contain_text("changed")
        seen.append(cover.inner_html())
    assert len(set(seen)) == 5
    expect(page.locator(".ten > li")).to_have_count(10)
    expect(page.locator(".barcode rect")).to_have_count(10)
    expect(page.get_by_role("button", name="Another variant")).to_be_focused()


def test_reasons_stay_while_the_cover_changes(visit, ask):
    seen = visit()
    page = seen.page
    ask(page, MYSTERY.description)
    page.locator("#ranking").get_by_role("button", name="Why? Crime Fiction", exact=True).click()
    page.locator("#explanation .blurb mark").first.wait_for()
    marks = page.locator("#explanation .blurb").last.inner_html()
    page.get_by_role("button", name="Frame").click()
    settled(page)
    expect(page.get_by_role("button", name="Frame")).to_have_attribute("aria-pressed", "true")
    assert page.locator("#explanation .blurb").last.inner_html() == marks
    expect(page.locator("#ranking").get_by_role("button", name="Why? Crime Fiction", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(page.locator("[name=explain]")).to_have_value("crime-fiction")
    # They are not reckoned anew, which takes as long as dozens of answers.
    assert "explain=&" in seen.requests[-1].post_data


def test_the_last_click_wins(answered):
    page = answered
    page.locator("#ranking").get_by_role("button", name="Why? Mystery", exact=True).click()
    page.locator("#ranking").get_by_role("button", name="Why? Fiction", exact=True).click()
    expect(page.get_by_role("heading", name="Why Fiction?")).to_be_visible()
    settled(page)


def test_colours_and_answers_are_copied(visit, ask):
    page = visit(permissions=["clipboard-read", "clipboard-write"]).page
    ask(page, MYSTERY.description, title="=HYPERLINK(1)")
    clipboard = "() => navigator.clipboard.readText()"
    page.get_by_role("button", name="Copy the ground colour").click()
    expect(page.locator("#status")).to_contain_text("Copied #")
    assert re.fullmatch("#[0-9a-f]{6}", page.evaluate(clipboard))
    page.get_by_role("button", name="Copy the answer as JSON").click()
    expect(page.locator("#status")).to_contain_text("as JSON")
    answer = json.loads(page.evaluate(clipboard))
    assert len(answer["genres"]) == 10
    assert len(answer["palette"]["colours"]) == 10
    page.get_by_role("button", name="Copy the answer as CSV").click()
    expect(page.locator("#status")).to_contain_text("as CSV")
    rows = list(csv.DictReader(io.StringIO(page.evaluate(clipboard))))
    assert len(rows) == 10
    assert rows[0]["title"] == "'=HYPERLINK(1)"
    page.get_by_role("button", name="Copy the answer as Text").click()
    expect(page.locator("#status")).to_contain_text("as text")
    text = page.evaluate(clipboard)
    assert "Shortlist (fiction for adults)" in text
    assert "All genres (the most probable first" in text


def test_without_a_clipboard_copying_still_works(visit, ask):
    seen = visit(permissions=["clipboard-read"])
    seen.page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page = seen.page
    ask(page, MYSTERY.description)
    page.get_by_role("button", name="Copy the accent colour").click()
    expect(page.locator("#status")).to_contain_text("Copied #")


def test_files_are_downloaded(answered):
    page = answered
    for name, start in (
        ("the answer as .csv", b"\xef\xbb\xbftitle,"),
        ("the palette as .ase", b"ASEF"),
        ("the palette as .css", b":root {"),
        ("the mock-up as .svg", b"<svg"),
    ):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=f"Download {name}").click()
        download = waiting.value
        assert download.suggested_filename.startswith("the-keepers-tide-")
        with open(download.path(), "rb") as file:  # noqa: PTH123 - Playwright's own path
            assert file.read().startswith(start)
    expect(page.locator("#answer")).to_be_visible()


def test_asking_again_keeps_what_was_typed(answered):
    page = answered
    page.get_by_role("button", name="Most specific").click()
    settled(page)
    page.get_by_role("button", name="Split").click()
    settled(page)
    page.get_by_text("Edit and try again").click()
    description = page.get_by_label("Description")
    expect(description).to_have_value(MYSTERY.description)
    expect(page.get_by_label("Author")).to_have_value(MYSTERY.author)
    description.fill(MYSTERY.description.replace("vicar", "wizard").replace("detective", "dragon-tamer"))
    page.get_by_role("button", name="Update").click()
    page.wait_for_load_state()
    expect(page.locator("#explanation .blurb")).to_contain_text("new wizard")
    expect(page.get_by_role("button", name="Most specific")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Split")).to_have_attribute("aria-pressed", "true")


def test_markup_in_a_title_is_text(page, ask):
    ask(page, f"{MYSTERY.description} <b onclick=alert(1)>{TITLE}</b>", title=TITLE, author=TITLE)
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.locator(".mockup > svg > title")).to_have_text(f"{TITLE}, {TITLE}")
    expect(page.locator("#explanation .blurb")).to_contain_text("<b onclick=alert(1)>")
    assert page.locator("main script, main b[onclick]").count() == 0
    page.get_by_text("Edit and try again").click()
    expect(page.get_by_label("Title")).to_have_value(TITLE)


def test_a_text_that_is_not_english_is_answered_with_a_warning(page, ask):
    ask(page, "Ein alter Spion kehrt nach Berlin zurück, als sein früherer Führungsoffizier tot aufgefunden wird.")
    expect(page.locator(".callout", has_text="Note:")).to_contain_text("does not look like English")
    expect(page.locator("#ranking .genre-list > li")).to_have_count(10)


def test_a_very_long_text_is_read_in_pieces_and_explained(page, ask):
    ask(page, " ".join([sample.description for sample in SAMPLES] * 4)[:6_000], title="Long " * 60)
    expect(page.locator(".callout", has_text="long text")).to_contain_text("read in")
    expect(page.locator(".mockup figcaption")).to_contain_text("200 characters")
    page.locator("#ranking button.explain").first.click()
    expect(page.locator("#explanation-title")).to_contain_text("Why ")
    expect(page.locator("#explanation .blurb mark").first).to_be_visible()


def test_a_lost_connection_keeps_the_page_and_says_so(visit, ask):
    seen = visit()
    page = seen.page
    ask(page, MYSTERY.description)
    page.context.set_offline(True)
    page.get_by_role("button", name="Split").click()
    expect(page.locator("#status")).to_contain_text("cannot be reached")
    expect(page.locator("#ranking .genre-list > li")).to_have_count(10)
    page.context.set_offline(False)
    page.get_by_role("button", name="Split").click()
    expect(page.get_by_role("button", name="Split")).to_have_attribute("aria-pressed", "true")
    assert seen.complaints
    assert all("ERR_INTERNET_DISCONNECTED" in complaint for complaint in seen.complaints)
    seen.complaints.clear()


def test_who_asks_too_often_is_told_so_and_loses_nothing(visit, limited, ask):
    page = visit(limited).page
    ask(page, MYSTERY.description, title="Kept")
    page.locator("#ranking").get_by_role("button", name="Why? Crime Fiction", exact=True).click()
    page.locator("#explanation .blurb mark").first.wait_for()
    page.get_by_role("button", name="Frame").click()
    expect(page.locator("#status")).to_contain_text("You have sent as many requests")
    expect(page.locator("#explanation .blurb mark").first).to_be_visible()
    page.get_by_text("Edit and try again").click()
    page.get_by_role("button", name="Update").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Too many requests")
    expect(page.get_by_label("Description")).to_have_value(MYSTERY.description)
    expect(page.get_by_label("Title")).to_have_value("Kept")


def test_the_printed_answer_has_no_forms_and_keeps_the_reasons(answered):
    page = answered
    page.locator("#ranking").get_by_role("button", name="Why? Crime Fiction", exact=True).click()
    expect(page.locator("#explanation .blurb mark").first).to_be_visible()
    page.emulate_media(media="print")
    for gone in ("nav", "form#ask", ".segments", ".take", "button.explain", "footer a"):
        expect(page.locator(gone).first).to_be_hidden()
    for kept in ("h1", ".genre-list", "#explanation .blurb mark", ".mockup > svg", ".ten", ".barcode"):
        expect(page.locator(kept).first).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    # Nothing hangs over the edge of the paper.
    page.set_viewport_size({"width": 700, "height": 900})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 700
    assert page.pdf().startswith(b"%PDF")
