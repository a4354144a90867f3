import pytest

from bookgenre.book import Book
from bookgenre.genres import load_taxonomy
from bookgenre.web.answer_view import compute_view
from bookgenre.web.form import BookForm, read_form


@pytest.fixture
def service(app):
    return app.extensions["bookgenre"]


def test_genres_are_those_of_the_classifier(service, tiny_classifier, spy):
    view = compute_view(service, BookForm(spy, "A Title"))
    assert view.answer.prediction == tiny_classifier.predict(spy, title="A Title")


def test_the_most_telling_first_is_the_classifiers_order_too(service, tiny_classifier, spy):
    view = compute_view(service, BookForm(spy, rank="specific"))
    expected = tiny_classifier.predict(spy, rank="specific")
    assert [score.id for score in view.answer.prediction.genres] == [score.id for score in expected.genres]
    assert view.answer.prediction.rank == "specific"


def test_the_shortlist_is_that_of_the_classifier_in_whatever_order_the_genres_are(service, tiny_classifier, spy):
    expected = tiny_classifier.predict(spy).shortlist
    for rank in ("probability", "specific"):
        view = compute_view(service, BookForm(spy, rank=rank))
        assert view.answer.prediction.shortlist == expected


def test_store_categories_are_those_of_the_recommender(service, spy):
    view = compute_view(service, BookForm(spy, "A Title"))
    expected = service.recommender.stores(Book(spy, "A Title"))
    assert view.answer.stores == expected


def test_an_earlier_version_is_compared(service, spy):
    assert compute_view(service, BookForm(spy)).comparison is None
    view = compute_view(service, BookForm(spy, earlier="A recipe for old bread: the oven and the kitchen."))
    assert [part.text for part, _ in view.comparison.added] == [spy]
    assert [part.text for part, _ in view.comparison.removed] == ["A recipe for old bread: the oven and the kitchen."]


def test_a_genre_whose_name_is_not_known_is_refused_in_words(service, spy):
    view = compute_view(service, read_form({"description": spy, "why": "Espionaje"}))
    assert view.explanation is None
    assert "Did you mean Espionage" in view.refusal


def test_each_genre_stands_at_its_facet(service, spy):
    view = compute_view(service, BookForm(spy))
    taxonomy = load_taxonomy()
    found = dict(view.facets)
    assert "Espionage" in {score.name for score in found["Fiction"]}
    for facet, scores in view.facets:
        assert all(taxonomy[score.id].facet == facet.lower() for score in scores if facet in ("Fiction", "Nonfiction"))


def test_an_explanation_comes_only_where_a_genre_is_named(service, spy):
    assert compute_view(service, BookForm(spy)).explanation is None
    view = compute_view(service, BookForm(spy, explained="espionage"))
    assert view.explanation.explanation.name == "Espionage"
    assert view.refusal == ""


def test_a_genre_that_the_model_does_not_know_is_refused_in_words(service, spy):
    view = compute_view(service, BookForm(spy, explained="noir"))
    assert view.explanation is None
    assert "noir" in view.refusal


def test_given_genres_reach_the_palette(service, spy):
    given = read_form({"description": spy, "genres": "Cookbooks; Horror"})
    assert given.problems == {}
    groups = compute_view(service, given).answer.palette.groups
    assert groups != compute_view(service, BookForm(spy)).answer.palette.groups


@pytest.mark.parametrize("title", ["", "   ", "\u200b", "x" * 1000, "word " * 200, "<b>&", "\u0301"])
def test_a_mock_up_is_drawn_whatever_the_title(service, spy, title):
    cover = compute_view(service, BookForm(spy, title)).cover
    assert cover.startswith("<svg")
    assert "<b>" not in cover
