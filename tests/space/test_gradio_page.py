import asyncio
import json

import pytest

pytest.importorskip("gradio", reason="the page needs the extra space")

from bookgenre import Recommender, load_taxonomy
from bookgenre.errors import DataError, ModelError
from bookgenre.space.gradio_page import EXAMPLES, _Page, build_page


@pytest.fixture(scope="module")
def built(tiny_model_folder):
    async def build():
        return build_page(tiny_model_folder, cores=2)

    # Within a loop, because outside of one Gradio makes another for each of its locks and never closes it.
    return asyncio.run(build())


def test_programs_see_six_endpoints_and_the_rest_is_the_pages_own(built):
    info = built.get_api_info()
    assert set(info["named_endpoints"]) == {
        "/predict", "/explain", "/stores", "/compare", "/cover", "/check",
    }  # fmt: skip
    assert info["unnamed_endpoints"] == {}


def test_all_questions_share_the_cores(built):
    asking = [function for function in built.fns.values() if function.concurrency_id == "model"]
    assert len(asking) > 8
    assert {function.concurrency_limit for function in asking} == {2}


def test_the_queue_has_an_end(built):
    assert built._queue.max_size == 32


def test_no_statistics_are_sent(built):
    assert built.analytics_enabled is False


def test_every_genre_can_be_named(built):
    given = next(block for block in built.blocks.values() if block.elem_id == "given")
    assert {value for _, value in given.choices} == {genre.id for genre in load_taxonomy()}


def test_the_examples_are_books_that_can_be_asked_about(tiny_classifier):
    rows = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    assert len(rows) >= 4
    for row in rows:
        assert len(row["description"].split()) >= 50
        assert tiny_classifier.predict(row["description"], title=row["title"]).genres
        for genre in row["genres"]:
            assert load_taxonomy().find(genre).id == genre


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"title": "x"}]', '"x"'])
def test_examples_that_are_none_are_refused(tiny_model_folder, tmp_path, text):
    path = tmp_path / "examples.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="contains no examples"):
        build_page(tiny_model_folder, path)


def test_missing_examples_and_models_are_told(tiny_model_folder, tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        build_page(tiny_model_folder, tmp_path / "none.json")
    with pytest.raises(ModelError, match="no model folder"):
        build_page(tmp_path / "none")


@pytest.fixture
def events(tiny_classifier):
    """What the page does when it is clicked, without the page."""
    return _Page(Recommender(tiny_classifier), [], 1)


def test_genres_without_a_description_give_only_colours(events):
    answer, shortlist, scores, remarks, _ = events.show_genres("", "", ["poetry"], "probability")
    assert shortlist == ""
    assert scores is None
    assert "only colours" in remarks
    assert events.show_explanation(answer, "poetry") == ("", None, None)
    assert events.show_order(answer, "specific") is None
    palette, barcode, cover = events.show_colours(answer, "fit-in", "band", "")
    assert "Poetry" in palette
    assert barcode.startswith("<img")
    assert cover.startswith("<img")


def test_before_the_first_answer_and_after_it_is_forgotten_nothing_is_shown(events):
    assert events.show_explanation(None, "poetry") == ("", None, None)
    assert events.show_order(None, "specific") is None
    assert events.show_colours(None, "fit-in", "band", "") == ("", "", "")


def test_the_shortlist_is_the_headline(events, spy):
    _, shortlist, *_ = events.show_genres(spy, "", None, "probability")
    assert "Shortlist: fiction for adults" in shortlist
    assert "<li><b>Espionage</b>" in shortlist
    _, nothing, *_ = events.show_genres("The story of an old house and the two of them in it.", "", [], "probability")
    assert "No genre is probable enough to be listed" in nothing


def test_the_most_specific_genre_of_the_shortlist_is_explained_first(events, spy):
    _, _, scores, remarks, genre = events.show_genres(spy, "", None, "probability")
    assert genre.value == "espionage"
    assert {value for _, value in genre.choices} >= {score.id for score in scores}
    assert "above their threshold: " in remarks


def test_warnings_of_the_answer_are_shown(events):
    german = "Der Zauberer und das magische Schwert: ein Drache bewacht die Küche des alten Königreichs."
    _, _, _, remarks, _ = events.show_genres(german, "", [], "probability")
    assert "does not look like English" in remarks


def test_a_genre_that_is_not_listed_is_asked_why_not(events, spy):
    answer, *_ = events.show_genres(spy, "", None, "probability")
    said, *_ = events.show_explanation(answer, "cooking")
    assert "not on the shortlist: it is nonfiction" in said


def test_another_order_is_that_of_the_classifier(events, spy, tiny_classifier):
    answer, *_ = events.show_genres(spy, "", None, "probability")
    assert events.show_order(answer, "specific") == tiny_classifier.predict(spy, rank="specific").genres
