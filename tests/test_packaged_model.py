"""The model that ships, asked about blurbs that no book has: they were written for these tests."""

import subprocess
import sys

import pytest

from bookgenre import GenreClassifier, load_taxonomy
from bookgenre.classifier.hub import packaged_model_folder

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


def test_the_retired_spy(classifier):
    top = [score.id for score in classifier.predict(SPY).genres]
    assert {"espionage", "thriller"} <= set(top[:8])
    assert classifier.predict(SPY, rank="specific").genres[0].id == "espionage"


def test_the_retired_spy_on_the_command_line():
    command = [sys.executable, "-m", "bookgenre", "predict", SPY, "--rank", "specific"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, env={"PYTHONIOENCODING": "utf-8"})
    lines = done.stdout.splitlines()
    assert len(lines) == 10
    assert "Espionage" in lines[0]


def test_all_256_genres_are_ranked_and_are_those_of_the_taxonomy(classifier):
    scores = classifier.predict(SPY, top_k=None).genres
    assert {score.id for score in scores} == set(load_taxonomy().ids)
    assert [score.probability for score in scores] == sorted((s.probability for s in scores), reverse=True)
    for score in scores:
        assert score.path == load_taxonomy().ancestors(score.id)


def test_no_genre_is_more_probable_than_its_parent(classifier):
    for description, title, _, _ in BLURBS.values():
        probability = {s.id: s.probability for s in classifier.predict(description, title=title, top_k=None).genres}
        for genre_id, value in probability.items():
            assert all(probability[above] >= value for above in load_taxonomy().ancestors(genre_id))


def test_decided_sets_hold_the_parents_of_all_that_is_in_them(classifier):
    for description, title, _, _ in BLURBS.values():
        chosen = {score.id for score in classifier.predict(description, title=title).chosen}
        assert chosen == load_taxonomy().close(chosen)


def test_the_folder_is_small_and_holds_no_code():
    folder = packaged_model_folder()
    assert sum(path.stat().st_size for path in folder.iterdir()) <= 25_000_000
    assert {path.suffix for path in folder.iterdir()} == {".onnx", ".npz", ".json", ".md", ".png"}
