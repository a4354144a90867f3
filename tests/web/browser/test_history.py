"""Back and forward bring answers back, with and without JavaScript, and no address names what was typed."""

import pytest
from playwright.sync_api import expect

from bookgenre.web.samples import SAMPLES

MYSTERY, FANTASY = SAMPLES[0], SAMPLES[1]
EDITED = MYSTERY.description.replace("drowned in a locked room", "asleep in the arms of the widow whom he loves")


def title_is(page, title):
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def key(page):
    """What the server called this answer."""
    return page.locator("#answer").get_attribute("data-key")


def sent(seen):
    """How many questions were sent as pages."""
    return sum(request.method == "POST" and request.is_navigation_request() for request in seen.requests)


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_back_and_forward_bring_each_answer_and_the_form_back(visit, ask, script):
    seen = visit(java_script_enabled=script, viewport={"width": 390, "height": 800})
    page = seen.page
    ask(page, MYSTERY.description, title=MYSTERY.title)
    first = key(page)
    page.locator("#shortlist .name a").first.click()
    page.locator(".crumbs, .leaf").first.wait_for()
    page.go_back()
    title_is(page, MYSTERY.title)
    expect(page.locator("#ranking .genre-list > li")).to_have_count(10)
    page.get_by_text("Edit and try again").click()
    page.get_by_label("Description").fill(EDITED)
    page.get_by_role("button", name="Update").click()
    expect(page.get_by_role("heading", name="What your edit changed")).to_be_visible()
    second = key(page)
    page.get_by_role("link", name="About", exact=True).click()
    title_is(page, "About")
    page.go_back()
    expect(page.get_by_role("heading", name="What your edit changed")).to_be_visible()
    assert key(page) == second != first
    page.go_back()
    title_is(page, MYSTERY.title)
    expect(page.locator("#changes")).to_have_count(0)
    # The same page, and not another answer to the same question.
    assert key(page) == first
    page.go_back()
    expect(page.get_by_label("Description")).to_have_value(MYSTERY.description)
    expect(page.get_by_label("Title")).to_have_value(MYSTERY.title)
    page.go_forward()
    expect(page.locator("#ranking .genre-list > li")).to_have_count(10)
    page.go_forward()
    expect(page.get_by_role("heading", name="What your edit changed")).to_be_visible()
    # No address holds the text.
    assert all("keeper" not in request.url for request in seen.requests)
    assert page.url == f"{seen.site}/answer"


def test_an_answer_comes_back_as_it_was_left(page, ask):
    ask(page, MYSTERY.description, title=MYSTERY.title)
    page.get_by_role("button", name="Most specific").click()
    expect(page.get_by_role("button", name="Most specific")).to_have_attribute("aria-pressed", "true")
    page.locator("#shortlist button.explain").first.click()
    page.locator("#explanation .blurb mark").first.wait_for()
    marks = page.locator("#explanation .blurb:not(.blurb-title)").inner_html()
    page.get_by_role("link", name="Genres", exact=True).click()
    page.locator(".tree").wait_for()
    page.go_back()
    expect(page.get_by_role("button", name="Most specific")).to_have_attribute("aria-pressed", "true")
    assert page.locator("#explanation .blurb:not(.blurb-title)").inner_html() == marks
    # It goes on from there.
    page.get_by_role("button", name="Frame").click()
    expect(page.get_by_role("button", name="Frame")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Most specific")).to_have_attribute("aria-pressed", "true")


def test_chosen_genres_come_back_with_the_form(page):
    page.goto("/")
    page.get_by_label("Description").fill(FANTASY.description)
    combo = page.get_by_role("combobox", name="Genres you know already")
    combo.fill("Horror")
    combo.press("Enter")
    page.get_by_role("button", name="Find genres").click()
    page.locator("#answer").wait_for()
    page.go_back()
    expect(page.get_by_label("Description")).to_have_value(FANTASY.description)
    expect(page.get_by_role("button", name="Remove Horror")).to_be_visible()
    expect(page.locator("[name=genres]")).to_have_value("Horror")


def test_a_form_with_a_problem_comes_back(page):
    page.goto("/")
    page.get_by_label("Description").fill("Too short.")
    page.get_by_role("button", name="Find genres").click()
    page.get_by_role("alert").wait_for()
    page.get_by_role("link", name="About", exact=True).click()
    title_is(page, "About")
    page.go_back()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Description")).to_have_value("Too short.")


def test_a_checked_palette_comes_back(page):
    page.goto("/check")
    page.get_by_label("Colours", exact=True).fill("#14060c, #c1121f, #f0e8d8")
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_role("heading", name="The verdict").wait_for()
    page.get_by_role("link", name="About", exact=True).click()
    title_is(page, "About")
    page.go_back()
    expect(page.get_by_role("heading", name="The verdict")).to_be_visible()


def test_the_last_answers_are_listed_in_this_browser_only_and_can_be_cleared(visit, ask):
    seen = visit()
    page = seen.page
    page.goto("/")
    expect(page.get_by_role("heading", name="Your last answers")).to_be_hidden()
    for sample in (MYSTERY, FANTASY):
        ask(page, sample.description, title=sample.title, author=sample.author)
    shortlist = page.locator("#shortlist .name a").all_inner_texts()
    asked = sent(seen)
    page.goto("/")
    kept = page.locator("#kept-list button")
    expect(kept).to_have_count(2)
    expect(kept.first).to_contain_text(FANTASY.title)
    expect(kept.first).to_contain_text(", ".join(shortlist))
    assert sent(seen) == asked
    kept.last.click()
    title_is(page, MYSTERY.title)
    expect(page.locator(".by")).to_have_text(MYSTERY.author)
    # The page keeps its answer when its scripts have run.
    page.wait_for_function("title => JSON.parse(localStorage.getItem('answers'))[0].title == title", arg=MYSTERY.title)
    page.goto("/")
    # The same question stands on the list once, and first.
    expect(kept).to_have_count(2)
    expect(kept.first).to_contain_text(MYSTERY.title)
    page.get_by_role("button", name="Clear the list").click()
    expect(page.get_by_role("heading", name="Your last answers")).to_be_hidden()
    assert page.evaluate("localStorage.getItem('answers')") is None
    assert visit().context.storage_state()["origins"] == []


def test_no_answers_are_kept_where_none_are_wanted(page, ask):
    ask(page, MYSTERY.description, title=MYSTERY.title)
    page.goto("/")
    page.get_by_role("button", name="Turn this list off").click()
    ask(page, FANTASY.description)
    page.goto("/")
    expect(page.locator("#kept-list button")).to_have_count(0)
    assert "Neris" not in page.evaluate("JSON.stringify(localStorage)")
    page.get_by_role("button", name="Turn this list on").click()
    ask(page, FANTASY.description)
    page.goto("/")
    # Without a title, the description's first words name it.
    expect(page.locator("#kept-list button")).to_contain_text("Seventeen-year-old Neris")


@pytest.mark.parametrize("damage", ["{", "7", "[null, {}, 3]", '{"length": 2}'])
def test_a_damaged_list_does_no_harm(page, damage):
    page.goto("/about")
    page.evaluate("damage => localStorage.setItem('answers', damage)", damage)
    page.goto("/")
    expect(page.get_by_role("heading", name="Your last answers")).to_be_hidden()
