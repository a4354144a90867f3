"""The model that ships, asked about blurbs that no book has: they were written for these tests."""

import subprocess
import sys

import pytest

from bookgenre import GenreClassifier, load_taxonomy
from bookgenre.classifier.model_folder import packaged_model_folder

SPY = "A retired spy is pulled back to Cold War Berlin when his old handler is found dead."

# Description, title, genres that an answer must hold among its top ten, and genres that it must not choose.
BLURBS = {
    "fantasy": (
        "Exiled from the mountain keep where dragons are bound by song, the apprentice Maren carries the last egg of "
        "its kind across a kingdom at war. A usurper's sorcerers hunt her by day, and by night the egg whispers an "
        "older magic that was never meant for human throats. To save the realm she must choose what to hatch.",
        "The Last Clutch",
        {"fantasy", "dragons", "magic", "fiction", "epic-fantasy"},
        {"nonfiction", "business", "romance"},
    ),
    "cookery": (
        "From slow-roast lamb to a ten-minute weeknight dal, this cookbook gathers a hundred simple recipes "
        "for busy home cooks. Each comes with a shopping list, step-by-step photographs and notes on what can be made "
        "ahead, along with chapters on baking bread, quick preserves and vegetarian suppers.",
        "Supper by Seven",
        {"cooking", "food-drink", "nonfiction"},
        {"fiction", "romance", "fantasy"},
    ),
    "business": (
        "Most companies do not fail for want of ideas but for want of focus. Drawing on interviews with two hundred "
        "founders and chief executives, this book shows managers how to set strategy, build teams that disagree well, "
        "and measure what matters, with worksheets for leaders at every stage of growth.",
        "The Narrow Company",
        {"business", "nonfiction", "leadership", "management"},
        {"fiction", "fantasy", "romance"},
    ),
    "picture book": (
        "Little Bear cannot sleep. The moon is too bright, the owl is too loud, and his blanket is too small! With "
        "warm illustrations and a gentle rhyme on every page, this bedtime story is perfect for reading aloud to "
        "children aged two to five.",
        "Little Bear and the Very Loud Owl",
        {"childrens", "picture-books", "childrens-and-ya", "animals"},
        {"thriller", "romance", "business"},
    ),
    "memoir": (
        "I was nine when my mother drove us out of the commune and told me never to speak of it again. In this candid "
        "memoir I return to the valley where I grew up, to the father who stayed behind, and to the years of addiction "
        "and silence that followed, to tell the true story of how my family came apart and how I learned to forgive.",
        "What the Valley Kept",
        {"memoir", "biography-memoir", "nonfiction", "autobiography"},
        {"fantasy", "science-fiction", "cooking"},
    ),
}

# What authors bring: genres that a bookseller would name, which must stand among the ten, and what would embarrass us.
BOOKSELLER = {
    "programming guide": (
        "Go from an empty folder to a deployed web service in eleven evenings. You will write handlers in Go, talk "
        "to Postgres, add tests that catch real bugs, and put the whole thing behind a load balancer. For "
        "developers who know one language already and want a second that pays.",
        "Eleven Evenings of Go",
        {"computing", "nonfiction", "programming"},
        {"childrens", "fiction", "games"},
    ),
    "calculus book": (
        "Limits, derivatives and integrals without tears. Each short chapter opens with a problem from the kitchen "
        "or the motorway, works it slowly, and closes with twenty exercises and full solutions. By the last page "
        "you will differentiate in your sleep and know why the chain rule is true.",
        "Calculus from the Ground Up",
        {"mathematics", "nonfiction"},
        {"childrens", "fiction", "picture-books"},
    ),
    "dog training": (
        "Your puppy has eaten one slipper, two phone chargers and most of a sofa. Good: that means he is bored, "
        "and boredom can be trained. Ten minutes a day, a pocket of chicken and this plan will give you a dog that "
        "walks on a loose lead, comes when called and sleeps through the night.",
        "Chewed",
        {"dogs", "nonfiction", "pets"},
        {"childrens", "fiction", "mystery"},
    ),
    "knitting book": (
        "Twenty-two sweaters to knit from the top down, in sizes from XS to 5XL. Charts and written instructions "
        "for every yoke, a chapter on choosing wool, and short-row shoulders explained with photographs at each "
        "step.",
        "Yokes",
        {"home-crafts-garden", "needlework-crafts"},
        {"fiction", "romance"},
    ),
    "company accounts": (
        "You formed the LLC. Now the state wants a report, the bank wants a balance sheet and the tax office wants "
        "money. A bookkeeper of thirty years explains receipts, payroll, quarterly estimates and the deductions "
        "that small owners miss, with a calendar of every deadline.",
        "Books in Order",
        {"accounting-tax", "business", "nonfiction"},
        {"fiction", "humor"},
    ),
    "LitRPG": (
        "Level one. No class. One hit point. When the System swallowed the city, Priya picked the worst perk on "
        "the list, and the dungeon under the metro is already full of people with better stats. But nobody else "
        "has noticed that failed skill checks still give experience.",
        "Critical Failure: Book One",
        {"fiction", "litrpg"},
        {"childrens", "nonfiction", "sports"},
    ),
    "why-choose romance": (
        "Three brothers-in-arms, one burnt-down bakery, and a lease that says they all have to live above it until "
        "spring. Maren swore off men after the divorce. She did not say how many. A steamy why-choose romance with "
        "a guaranteed happy ending for all four.",
        "Rise",
        {"fiction", "romance", "why-choose-romance"},
        {"baking", "nonfiction", "young-adult"},
    ),
    "adult colouring book": (
        "Fifty intricate mandalas and forest scenes for grown-ups to colour. One-sided pages, thick paper and "
        "designs from easy to fiendish: put the phone away and breathe out.",
        "Slow Lines",
        {"coloring-activity"},
        {"childrens", "childrens-and-ya", "fiction", "picture-books"},
    ),
    "true crime": (
        "In March 1987 a school caretaker in Ohio locked the gym, drove home and was never seen again. Using court "
        "files and two hundred hours of interviews, a reporter follows the case that split a town, the conviction "
        "that did not hold, and the evidence in a freezer that nobody tested for thirty years.",
        "The Caretaker",
        {"nonfiction", "true-crime"},
        {"childrens", "fiction"},
    ),
}


@pytest.fixture(scope="module")
def classifier():
    return GenreClassifier.from_pretrained()


@pytest.mark.parametrize("title", [True, False], ids=["with title", "without title"])
@pytest.mark.parametrize("name", BLURBS)
def test_blurbs_are_answered_sensibly(classifier, name, title):
    description, with_title, expected, absurd = BLURBS[name]
    prediction = classifier.predict(description, title=with_title if title else None)
    assert expected <= {score.id for score in prediction.genres}
    assert not absurd & {score.id for score in prediction.chosen}
    assert prediction.warnings == ()


@pytest.mark.parametrize("name", BOOKSELLER)
def test_what_authors_bring_is_answered_as_a_bookseller_would(classifier, name):
    description, title, expected, absurd = BOOKSELLER[name]
    prediction = classifier.predict(description, title=title)
    assert expected <= {score.id for score in prediction.genres}
    assert not absurd & {score.id for score in prediction.chosen}


@pytest.mark.parametrize("name", [*BLURBS, *BOOKSELLER])
def test_a_book_stands_on_one_side(classifier, name):
    description, title, *_ = (BLURBS | BOOKSELLER)[name]
    chosen = {score.id for score in classifier.predict(description, title=title).chosen}
    assert not {"fiction", "nonfiction"} <= chosen


def test_the_retired_spy(classifier):
    top = [score.id for score in classifier.predict(SPY).genres]
    assert {"espionage", "thriller"} <= set(top[:8])
    assert classifier.predict(SPY, rank="specific").genres[0].id == "espionage"


def test_the_retired_spy_on_the_command_line():
    command = [sys.executable, "-m", "bookgenre", "predict", SPY, "--rank", "specific"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, env={"PYTHONIOENCODING": "utf-8"})
    lines = done.stdout.splitlines()
    assert "Espionage" in lines[1]
    ranking = lines[lines.index("All genres, the most specific first") + 1 :]
    assert len(ranking) == 10
    assert "Espionage" in ranking[0]


def test_all_256_genres_are_ranked_and_are_those_of_the_taxonomy(classifier):
    scores = classifier.predict(SPY, top_k=None).genres
    assert {score.id for score in scores} == set(load_taxonomy().ids)
    assert [score.probability for score in scores] == sorted((s.probability for s in scores), reverse=True)
    for score in scores:
        assert score.path == load_taxonomy().ancestors(score.id)


def test_no_genre_is_more_probable_than_its_parent(classifier):
    for description, title, _, _ in BLURBS.values():
        probability = {s.id: s.probability for s in classifier.predict(description, title=title, top_k=None).genres}
        assert len(probability) == len(load_taxonomy().ids)
        pairs = [(genre, above) for genre in probability for above in load_taxonomy().ancestors(genre)]
        assert len(pairs) > len(probability)
        assert [pair for pair in pairs if probability[pair[0]] > probability[pair[1]]] == []


def test_decided_sets_hold_the_parents_of_all_that_is_in_them(classifier):
    for description, title, _, _ in BLURBS.values():
        chosen = {score.id for score in classifier.predict(description, title=title).chosen}
        assert chosen == load_taxonomy().close(chosen)


def test_the_folder_is_small_and_holds_no_code():
    folder = packaged_model_folder()
    assert sum(path.stat().st_size for path in folder.iterdir()) <= 25_000_000
    assert {path.suffix for path in folder.iterdir()} == {".onnx", ".npz", ".json", ".md", ".png"}
