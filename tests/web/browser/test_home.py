import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

SPY = "A retired spy is pulled back to Cold War Berlin when his old handler is found dead."


def test_a_pasted_description_is_answered(page, visit):
    pasted = visit(permissions=["clipboard-read", "clipboard-write"]).page
    pasted.goto("/")
    pasted.evaluate("text => navigator.clipboard.writeText(text)", SPY)
    pasted.get_by_label("Description").focus()
    pasted.keyboard.press("Control+V")
    expect(pasted.get_by_label("Description")).to_have_value(SPY)
    expect(pasted.locator("#count")).to_have_text("17 words.")
    pasted.keyboard.press("Control+Enter")
    expect(pasted.locator("#ranking .genre-list > li")).to_have_count(10)
    found = pasted.locator("#ranking .genre-list > li", has_text="Espionage & Spy Thriller")
    expect(found).to_contain_text("passes its threshold")
    expect(found).to_contain_text("Mystery, Thriller & Suspense")


def test_the_whole_home_page_is_below_100_kb(page, visit):
    seen = visit()
    bodies = {}
    seen.page.on("response", lambda response: bodies.setdefault(response.url, response))
    seen.page.goto("/")
    seen.page.wait_for_load_state("networkidle")
    # A late response may come in while the bodies are fetched.
    sizes = {urlsplit(url).path: len(response.body()) for url, response in list(bodies.items())}
    # A headless browser does not fetch the icon.
    icon = seen.page.locator("link[rel=icon]").get_attribute("href")
    sizes[icon] = len(seen.page.request.get(icon).body())
    assert {"/", "/static/base.css", "/static/form.css", "/static/site.js", "/static/combobox.js"} <= set(sizes)
    assert sum(sizes.values()) < 100_000, sizes


def test_a_sample_fills_the_form_and_what_was_typed_comes_back(page):
    page.goto("/")
    page.get_by_label("Description").fill("Something of my own that took me an hour.")
    page.get_by_role("link", name="A fantasy").click()
    expect(page.get_by_label("Description")).to_have_value(re.compile("^Seventeen-year-old Neris"))
    expect(page.get_by_label("Title")).to_have_value("The Salt Crown")
    page.get_by_role("link", name="A memoir").click()
    page.get_by_role("button", name="Restore what I typed").click()
    expect(page.get_by_label("Description")).to_have_value("Something of my own that took me an hour.")
    expect(page.get_by_label("Title")).to_have_value("")


def test_genres_are_chosen_by_keyboard_alone(page):
    page.goto("/")
    page.get_by_label("Author").focus()
    page.keyboard.press("Tab")
    combo = page.get_by_role("combobox", name="Genres you know already")
    expect(combo).to_be_focused()
    page.keyboard.type("cozy")
    expect(combo).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    active = combo.get_attribute("aria-activedescendant")
    option = page.locator(f"#{active}")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(option).to_contain_text("Cozy Mystery")
    page.keyboard.press("Enter")
    expect(combo).to_have_attribute("aria-expanded", "false")
    expect(page.locator("[name=genres]")).to_have_value("Cozy Mystery")
    # Another name of the genre finds it, too.
    page.keyboard.type("whodun")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(combo).to_have_value("")
    page.keyboard.type("noir")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("[name=genres]")).to_have_value("Cozy Mystery; Noir & Hard-Boiled")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[name=genres]")).to_have_value("Cozy Mystery")
    expect(combo).to_be_focused()
    page.keyboard.press("Backspace")
    expect(page.locator("[name=genres]")).to_have_value("")


def test_chosen_genres_steer_the_colours_and_are_kept(page):
    page.goto("/")
    page.get_by_label("Description").fill("Fifty soups for cold evenings, from leek to lentil, and the bread beside.")
    combo = page.get_by_role("combobox")
    combo.fill("Horror")
    combo.press("Enter")
    page.get_by_role("button", name="Find genres").click()
    page.get_by_text("Edit and try again").click()
    expect(page.locator("[name=genres]")).to_have_value("Horror")
    expect(page.get_by_role("button", name="Remove Horror")).to_be_visible()
    page.locator(".ten summary").first.click()
    expect(page.locator(".ten").first).to_contain_text("Horror")


def test_a_problem_is_named_at_its_field_and_nothing_is_lost(page):
    page.goto("/")
    page.get_by_label("Description").fill("Too short.")
    page.get_by_label("Title").fill("A Title")
    page.get_by_role("combobox").fill("Mistery")
    page.get_by_role("button", name="Find genres").click()
    description = page.get_by_label("Description")
    expect(page.get_by_role("alert")).to_contain_text("2 things need your attention")
    expect(description).to_have_attribute("aria-invalid", "true")
    expect(description).to_have_accessible_description(re.compile("only 10 characters"))
    expect(description).to_be_focused()
    expect(description).to_have_value("Too short.")
    expect(page.get_by_label("Title")).to_have_value("A Title")
    combo = page.get_by_role("combobox")
    expect(combo).to_have_value("Mistery")
    expect(combo).to_have_accessible_description(re.compile("Did you mean Mystery"))
    page.get_by_role("alert").get_by_role("link", name="There is no genre").click()
    expect(combo).to_be_focused()


def test_the_skip_link_comes_first_and_leads_to_the_content(page):
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_theme_follows_the_system_until_one_is_chosen(visit):
    page = visit(color_scheme="dark").page
    page.goto("/")
    background = "() => getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(background)
    page.emulate_media(color_scheme="light")
    light = page.evaluate(background)
    assert dark != light
    page.emulate_media(color_scheme="dark")
    button = page.get_by_role("button", name="Colours")
    button.click()
    expect(button).to_have_text("Colours: Light")
    assert page.evaluate(background) == light
    page.reload()
    assert page.evaluate(background) == light
    button.click()
    assert page.evaluate(background) == dark
    button.click()
    page.emulate_media(color_scheme="light")
    assert page.evaluate(background) == light


def test_reduced_motion_is_respected(visit):
    page = visit(reduced_motion="reduce").page
    page.goto("/")
    moving = """() => [...document.querySelectorAll("*")].filter((element) => {
      const style = getComputedStyle(element);
      return style.scrollBehavior === "smooth" || parseFloat(style.transitionDuration) > 0;
    }).length"""
    assert page.evaluate(moving) == 0
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(moving) > 0
