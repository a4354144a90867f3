import pytest

from bookgenre.genres import load_taxonomy
from bookgenre.web.answer import answer_question, draw_cover
from bookgenre.web.question import Question, read_question


@pytest.fixture
def service(app):
    return app.extensions["bookgenre"]


def test_rows_are_those_of_the_classifier(service, tiny_classifier, spy):
    answer = answer_question(service, Question(spy, "A Title"))
    expected = tiny_classifier.predict(spy, title="A Title")
    assert [(row.id, row.chosen) for row in answer.rows] == [(score.id, score.chosen) for score in expected.genres]
    assert [row.width for row in answer.rows] == [round(100 * score.probability, 1) for score in expected.genres]
    espionage = next(row for row in answer.rows if row.id == "espionage")
    assert [name for _, name in espionage.path] == ["Fiction", "Mystery Thriller Suspense", "Thriller"]
    assert espionage.threshold == 40


def test_the_most_telling_first_is_the_classifiers_order_too(service, tiny_classifier, spy):
    answer = answer_question(service, Question(spy, rank="specific"))
    expected = tiny_classifier.predict(spy, rank="specific")
    assert [row.id for row in answer.rows] == [score.id for score in expected.genres]
    assert answer.prediction.rank == "specific"
    assert answer.headline[0] == next(score.name for score in expected.genres if score.chosen)


def test_each_genre_stands_at_its_facet(service, spy):
    answer = answer_question(service, Question(spy))
    taxonomy = load_taxonomy()
    found = dict(answer.facets)
    assert "Espionage" in {row.name for row in found["Fiction"]}
    for facet, rows in answer.facets:
        assert all(taxonomy[row.id].facet == facet.lower() for row in rows if facet in ("Fiction", "Nonfiction"))


def test_reasons_come_only_when_a_genre_is_chosen(service, spy):
    assert answer_question(service, Question(spy)).reasons is None
    answer = answer_question(service, Question(spy, why="espionage"))
    assert answer.reasons.name == "Espionage"
    assert answer.refusal == ""


def test_a_genre_that_the_model_does_not_know_is_refused_in_words(service, spy):
    answer = answer_question(service, Question(spy, why="noir"))
    assert answer.reasons is None
    assert "noir" in answer.refusal


def test_given_genres_reach_the_palette(service, spy):
    given = read_question({"description": spy, "genres": "Cookbooks; Horror"})
    assert given.problems == {}
    palette = answer_question(service, given).palette
    assert palette.groups != answer_question(service, Question(spy)).palette.groups


@pytest.mark.parametrize("title", ["", "   ", "\u200b", "x" * 1000, "word " * 200, "<b>&", "\u0301"])
def test_a_mock_up_is_drawn_whatever_the_title(service, spy, title):
    answer = answer_question(service, Question(spy, title))
    assert draw_cover(answer.question, answer.palette).startswith("<svg")
    assert "<b>" not in answer.cover
