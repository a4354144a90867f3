import json

import pytest

pytest.importorskip("gradio", reason="the page needs the extra space")

from bookgenre import load_taxonomy
from bookgenre.errors import DataError, ModelError
from bookgenre.space.page import EXAMPLES, build_page


@pytest.fixture(scope="module")
def built(tiny_model_folder):
    return build_page(tiny_model_folder, cores=2)


def test_programs_see_three_endpoints_and_the_rest_is_the_pages_own(built):
    info = built.get_api_info()
    assert set(info["named_endpoints"]) == {"/predict", "/explain", "/cover"}
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
    with pytest.raises(DataError, match="holds no examples"):
        build_page(tiny_model_folder, path)


def test_missing_examples_and_models_are_told(tiny_model_folder, tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        build_page(tiny_model_folder, tmp_path / "none.json")
    with pytest.raises(ModelError, match="no model folder"):
        build_page(tmp_path / "none")
