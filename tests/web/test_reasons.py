import pytest

from bookgenre.classifier.explain import Explanation, Part
from bookgenre.web.reasons import reasons_of

TEXT = "A spy waits.  Bread bakes. The end."


def part(text, contribution, without=0.5, start=None):
    start = TEXT.index(text) if start is None else start
    return Part(start, start + len(text), text, contribution, without)


def explanation(sentences, words=(), title=None):
    return Explanation("espionage", "Espionage", 0.9, TEXT, None, title, tuple(sentences), tuple(words), 9, ())


def test_the_runs_are_the_whole_text_and_nothing_is_shown_twice():
    words = [part("spy", 2.0), part("waits", 0.4), part("bakes", -0.7), part("end", 0.01)]
    sentences = [part("A spy waits.", 5.0, 0.2), part("Bread bakes.", -1.5, 0.97), part("The end.", 0.1, 0.9)]
    reasons = reasons_of(explanation(sentences, words))
    assert "".join(run.text for run in reasons.body) == TEXT
    assert "".join(word.text for run in reasons.body for word in run.runs) == TEXT
    assert [(run.side, run.step) for run in reasons.sentences] == [("for", 4), ("against", 2), ("", 0)]
    assert [run.verdict for run in reasons.sentences] == [
        "decisively for",
        "somewhat against",
        "neither for nor against",
    ]
    assert [run.without for run in reasons.sentences] == ["20%", "97%", "90%"]
    assert [(run.text, run.side, run.step) for run in reasons.words] == [
        ("spy", "for", 3),
        ("bakes", "against", 2),
        ("waits", "for", 1),
    ]


@pytest.mark.parametrize(
    ("contribution", "step"), [(0.24, 0), (0.25, 1), (0.99, 1), (1, 2), (2, 3), (3.99, 3), (4, 4), (-4, 4)]
)
def test_the_steps_of_a_sentence(contribution, step):
    assert reasons_of(explanation([part("A spy waits.", contribution)])).sentences[0].step == step


def test_a_word_is_listed_once_and_marked_wherever_it_stands():
    words = [part("b", 1.0, start=TEXT.index("Bread") + 6), part("B", 1.0, start=TEXT.index("Bread"))]
    reasons = reasons_of(explanation([part("Bread bakes.", 1.0)], sorted(words, key=lambda word: word.start)))
    assert len(reasons.words) == 1
    assert sum(run.step > 0 for run in reasons.sentences[0].runs) == 2


def test_the_title_is_shown_where_it_says_something():
    title = Part(0, 5, "A Spy", 1.2, 0.8)
    assert reasons_of(explanation([part("The end.", 0)], title=title)).title.verdict == "somewhat for"
    assert reasons_of(explanation([part("The end.", 0)])).title is None


def test_reasons_of_a_real_explanation_cover_its_text(tiny_classifier):
    text = "A secret agent and spy is in Berlin. She bakes bread in a kitchen with love."
    reasons = reasons_of(tiny_classifier.explain(text, "espionage"))
    assert "".join(word.text for run in reasons.body for word in run.runs) == text
    assert reasons.sentences[0].side == "for"
    assert reasons.words[0].side == "for"
