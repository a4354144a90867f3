import pytest

from bookgenre.classifier import Explanation, Part
from bookgenre.classifier.standing import Standing
from bookgenre.web.explanation_view import comparison_view, explanation_view

TEXT = "A spy waits.  Bread bakes. The end."


def part(text, contribution, without=0.5, start=None):
    start = TEXT.index(text) if start is None else start
    return Part(start, start + len(text), text, contribution, without)


LISTED = Standing(True, 0.4, "number 1 of 3 on the shortlist")


def explanation(sentences, words=(), title=None, standing=LISTED, probability=0.9):
    return Explanation(
        "espionage", "Espionage", probability, standing, TEXT, None, title, tuple(sentences), tuple(words), 9, ()
    )


def test_the_runs_are_the_whole_text_and_nothing_is_shown_twice():
    words = [part("spy", 2.0), part("waits", 0.4), part("bakes", -0.7), part("end", 0.01)]
    sentences = [part("A spy waits.", 5.0, 0.2), part("Bread bakes.", -1.5, 0.97), part("The end.", 0.1, 0.9)]
    view = explanation_view(explanation(sentences, words))
    assert "".join(run.text for run in view.body) == TEXT
    assert "".join(word.text for run in view.body for word in run.runs) == TEXT
    assert [(run.side, run.step) for run in view.sentences] == [("for", 4), ("against", 2), ("", 0)]
    assert [run.verdict for run in view.sentences] == [
        "decisively for",
        "somewhat against",
        "neither for nor against",
    ]
    assert [run.without for run in view.sentences] == ["20%", "97%", "90%"]
    assert [(run.text, run.side, run.step) for run in view.words] == [
        ("spy", "for", 3),
        ("bakes", "against", 2),
        ("waits", "for", 1),
    ]


@pytest.mark.parametrize(
    ("contribution", "step"), [(0.24, 0), (0.25, 1), (0.99, 1), (1, 2), (2, 3), (3.99, 3), (4, 4), (-4, 4)]
)
def test_the_steps_of_a_sentence(contribution, step):
    assert explanation_view(explanation([part("A spy waits.", contribution)])).sentences[0].step == step


def test_a_word_is_listed_once_and_marked_wherever_it_stands():
    words = [part("b", 1.0, start=TEXT.index("Bread") + 6), part("B", 1.0, start=TEXT.index("Bread"))]
    view = explanation_view(explanation([part("Bread bakes.", 1.0)], sorted(words, key=lambda word: word.start)))
    assert len(view.words) == 1
    assert sum(run.step > 0 for run in view.sentences[0].runs) == 2


def test_the_title_is_shown_where_it_says_something():
    title = Part(0, 5, "A Spy", 1.2, 0.8)
    assert explanation_view(explanation([part("The end.", 0)], title=title)).title.verdict == "somewhat for"
    assert explanation_view(explanation([part("The end.", 0)])).title is None


def test_the_view_of_a_real_explanation_covers_its_text(tiny_classifier):
    text = "A secret agent and spy is in Berlin. She bakes bread in a kitchen with love."
    view = explanation_view(tiny_classifier.explain(text, "espionage"))
    assert "".join(word.text for run in view.body for word in run.runs) == text
    assert view.sentences[0].side == "for"
    assert view.words[0].side == "for"


def test_a_genre_below_its_threshold_is_asked_why_not():
    missed = Standing(False, 0.4, "not on the shortlist: it is 3% likely, and is chosen from 40%")
    sentences = [part("A spy waits.", -0.5), part("Bread bakes.", -3.0), part("The end.", 0.1)]
    view = explanation_view(explanation(sentences, standing=missed, probability=0.03))
    assert (view.missed, view.against) == (True, "Bread bakes.")
    supported = explanation_view(explanation([part("A spy waits.", 0.5)], standing=missed, probability=0.03))
    assert (supported.missed, supported.against) == (True, "")


def test_a_genre_that_is_listed_or_chosen_is_asked_why():
    sentences = [part("Bread bakes.", -3.0)]
    for standing in (LISTED, Standing(False, 0.4, "not on the shortlist: a narrower one says it better")):
        view = explanation_view(explanation(sentences, standing=standing))
        assert (view.missed, view.against) == (False, "")


ROMANCE = "A lonely baker falls in love with the widow next door, and a kiss in the rain changes everything."


def test_the_largest_change_comes_first(tiny_classifier, spy):
    comparison = tiny_classifier.compare(spy, f"{spy} {ROMANCE}")
    sizes = [abs(change.difference) for change in comparison_view(comparison).changes]
    assert len(sizes) == len(comparison.rose) + len(comparison.fell)
    assert sizes == sorted(sizes, reverse=True)


def test_the_added_sentence_is_named_with_what_it_counts_for(tiny_classifier, spy):
    view = comparison_view(tiny_classifier.compare(spy, f"{spy} {ROMANCE}"))
    ((part, effects),) = view.added
    assert part.text == ROMANCE
    assert view.removed == ()
    assert effects
    assert all(effect.split()[1] in ("for", "against") for effect in effects)


def test_the_same_text_twice_changes_nothing(tiny_classifier, spy):
    view = comparison_view(tiny_classifier.compare(spy, spy))
    assert (view.changes, view.added, view.removed) == ((), (), ())
