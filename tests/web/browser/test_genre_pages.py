from playwright.sync_api import expect

from bookgenre.classifier.hub import find_model_folder
from bookgenre.genres import load_taxonomy


def test_the_tree_holds_every_genre_and_is_searched_while_typing(page):
    page.goto("/genres")
    assert set(page.locator(".entry").evaluate_all("all => all.map(one => one.id)")) == set(load_taxonomy().ids)
    page.get_by_label("Search names").press_sequentially("hard boiled")
    expect(page.locator("#found")).to_have_text("1 genre.")
    expect(page.locator("#noir")).to_be_visible()
    # What is above it shows where it is; what is beside it is gone.
    expect(page.locator("#crime-fiction")).to_be_visible()
    expect(page.locator("#romance")).to_be_hidden()
    page.locator("#noir > a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Noir & Hard-Boiled")


def test_an_anchor_leads_to_a_genre(page):
    page.goto("/genres#steampunk")
    expect(page.locator("#steampunk")).to_be_in_viewport()


def test_a_genre_has_its_path_names_figures_and_colours(page):
    page.goto("/genres/noir")
    path = page.get_by_role("navigation", name="Path").get_by_role("listitem")
    expect(path).to_have_text(["Fiction", "Mystery, Thriller & Suspense", "Crime Fiction"])
    expect(page.locator("main")).to_contain_text("Hard Boiled")
    expect(page.locator("main")).to_contain_text("FFL")
    expect(page.locator(".ten > li")).to_have_count(6)
    row = next(line for line in _card().splitlines() if line.startswith("| noir |"))
    support, precision, recall, f1 = (cell.strip() for cell in row.split("|")[2:6])
    expect(page.locator("main")).to_contain_text(f"{precision}, {recall}, {f1}")
    expect(page.locator("main")).to_contain_text(support)
    page.get_by_role("link", name="Ask about a book of this genre").click()
    expect(page.locator("[name=genres]")).to_have_value("Noir & Hard-Boiled")


def test_the_figures_of_the_model_are_those_of_its_card(page):
    page.goto("/about")
    for line in _card().splitlines():
        if line.startswith("| micro-F1 |"):
            value = line.split("|")[2].strip()
            expect(page.get_by_role("table", name="Figures of the model")).to_contain_text(value)
    page.get_by_text("Each genre", exact=True).click()
    assert page.get_by_role("table", name="Figures of each genre").get_by_role("row").count() == 257


def test_a_page_that_is_not_there_shows_a_way_on(page):
    page.goto("/genres/steampank")
    expect(page.get_by_role("link", name="Steampunk")).to_be_visible()
    response = page.goto("/nothing/here")
    assert response.status == 404
    page.get_by_role("link", name="To the form").click()
    expect(page.get_by_role("button", name="Find genres")).to_be_visible()


def _card():
    return (find_model_folder(None, None) / "MODEL_CARD.md").read_text(encoding="utf-8")
