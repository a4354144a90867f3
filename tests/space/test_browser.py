"""The page as a reader sees it, in a real browser."""

import pytest

WICKED = "{{7*7}} ${7*7} <img src=x onerror=alert(1)> & Co"


@pytest.fixture
def opened(page, served):
    page.goto(served.url)
    page.wait_for_selector("#go")
    return page


def ask(page, description, title=""):
    page.fill("#description textarea", description)
    page.fill("#title textarea, #title input", title)
    page.click("#go")


def wait_for_answer(page):
    page.wait_for_selector("#cover img")
    page.wait_for_function("document.querySelector('#sentences .highlighted')")


def shown_genres(page):
    return [line for line in page.inner_text("#genres").splitlines() if line and not line.endswith("%")]


def test_a_description_is_answered_with_genres_reasons_and_colours(opened, served, spy):
    ask(opened, spy, "The Handler")
    wait_for_answer(opened)
    assert "Espionage" in shown_genres(opened)
    assert opened.inner_text("#genres").count("%") >= 9
    assert opened.locator("#sentences .highlighted").count() >= 1
    assert opened.locator("#words .highlighted").count() >= 3
    assert opened.locator("#palette ol li").count() == 10
    assert opened.locator("#palette .bg-working li").count() == 3
    for picture in ("#barcode img", "#cover img"):
        assert opened.evaluate("selector => document.querySelector(selector).naturalWidth", picture) > 0
    assert opened.complaints == []


def test_the_shortlist_stands_first_and_store_categories_can_be_copied(opened, spy):
    ask(opened, spy)
    wait_for_answer(opened)
    assert "Shortlist: fiction for adults" in opened.inner_text("#shortlist")
    assert "FHD" in opened.input_value("#store-thema textarea, #store-thema input")
    assert opened.locator("[id^=store-] button[aria-label*=opy], [id^=store-] .copy-button").count() >= 11
    opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.hover("#store-thema")
    opened.locator("#store-thema button").first.click()
    assert "FHD" in opened.evaluate("navigator.clipboard.readText()")


def test_two_versions_are_compared_and_a_palette_is_checked(opened, spy):
    opened.fill("#description textarea", spy)
    opened.get_by_text("Compare with another version").click()
    opened.fill("#second textarea", "They love and kiss at a wedding.")
    opened.click("#compare-go")
    opened.wait_for_selector("#comparison table")
    assert "entered the shortlist" in opened.inner_text("#comparison")
    opened.get_by_text("Does my palette fit?").click()
    opened.fill("#colours textarea, #colours input", "#14060c, #c1121f, #f0e8d8")
    opened.click("#check-go")
    opened.wait_for_selector("#verdict li")
    assert "#c1121f" in opened.inner_text("#verdict")
    assert opened.complaints == []


def test_nothing_is_asked_of_any_other_place(opened, served, spy):
    ask(opened, spy)
    wait_for_answer(opened)
    elsewhere = [url for url in opened.requested if not url.startswith((served.url, "data:", "blob:"))]
    assert elsewhere == []


def test_markup_and_templates_in_a_title_stay_text(opened, spy):
    ask(opened, spy, WICKED)
    wait_for_answer(opened)
    assert opened.get_attribute("#cover img", "alt") == f"A plain cover for {WICKED}"
    assert opened.complaints == []


def test_another_genre_can_be_explained(opened, spy):
    ask(opened, spy)
    wait_for_answer(opened)
    assert "Espionage" in opened.inner_text("#said")
    opened.click("#genre input")
    opened.get_by_role("option", name="Fantasy").click()
    opened.wait_for_function("document.querySelector('#said').innerText.includes('Fantasy')")
    assert "wizard" in opened.inner_text("#said")


def test_the_telling_genres_come_first_where_that_is_asked(opened, spy, tiny_classifier):
    ask(opened, spy)
    wait_for_answer(opened)
    assert shown_genres(opened)[1] == "Fiction"
    opened.get_by_label("Most specific first").check()
    wanted = [score.name for score in tiny_classifier.predict(spy, rank="specific").genres]
    opened.wait_for_function(
        "name => document.querySelector('#genres [data-testid=label-output-value]').innerText == name", arg=wanted[0]
    )
    assert [name for name in shown_genres(opened)[2:] if name in wanted] == wanted


def test_layout_mode_and_author_draw_the_cover_again(opened, spy):
    ask(opened, spy)
    wait_for_answer(opened)
    seen = {opened.get_attribute("#cover img", "src")}
    changes = (
        lambda: opened.get_by_label("Frame").check(),
        lambda: opened.get_by_label("Stand out").check(),
        lambda: (
            opened.fill("#author textarea, #author input", "A. Nobody"),
            opened.press("#author textarea, #author input", "Enter"),
        ),
    )
    for change in changes:
        change()
        opened.wait_for_function("seen => !seen.includes(document.querySelector('#cover img').src)", arg=sorted(seen))
        seen.add(opened.get_attribute("#cover img", "src"))
    assert len(seen) == 4


@pytest.mark.parametrize(
    ("description", "words"),
    [("", "is empty; paste"), ("short", "give at least 20"), ("12345 67890 12345 67890", "no letters")],
)
def test_bad_input_shows_a_message_in_the_page_and_one_line_in_the_log(opened, served, description, words):
    before = served.log
    ask(opened, description)
    opened.wait_for_selector(".toast-body")
    assert words in opened.inner_text(".toast-wrap")
    added = served.log.removeprefix(before)
    assert added.count("\n") == 1
    assert "show_genres refused: InputError" in added
    assert opened.complaints == []


def test_an_example_fills_in_the_fields(opened):
    opened.get_by_text("The Sunday Pot").click()
    opened.wait_for_function("document.querySelector('#description textarea').value.includes('Eighty soups')")
    assert opened.input_value("#title textarea, #title input") == "The Sunday Pot"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_by_day_and_by_night(browser, served, scheme):
    from bookgenre.covers.colours import contrast

    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(served.url)
    page.wait_for_selector("#go")
    style = "element => { const s = getComputedStyle(element); return [s.color, s.backgroundColor]; }"
    ink, paper = page.eval_on_selector("#description textarea", style)
    assert contrast(ink, paper) >= 7
    assert contrast(*page.eval_on_selector("#go", style)) >= 4.5
    context.close()


def test_a_narrow_screen_needs_no_sideways_scrolling(browser, served, spy):
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(served.url)
    page.wait_for_selector("#go")
    ask(page, spy)
    wait_for_answer(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()
