import pytest

pytest.importorskip("gradio", reason="the page needs the extra space")

from bookgenre.classifier import Explanation, GenreScore, Part
from bookgenre.classifier.standing import Standing
from bookgenre.space.components import genre_label, highlighted

TEXT = "One spy. Two dragons."


def explanation(sentences=(), words=(), text=TEXT):
    return Explanation(
        "g",
        "G",
        0.5,
        Standing(True, 0.4, "first of the shortlist"),
        text,
        None,
        None,
        tuple(sentences),
        tuple(words),
        1,
    )


def part(start, end, contribution):
    return Part(start, end, TEXT[start:end], contribution, 0.5)


def test_a_label_keeps_the_order_of_the_answer():
    scores = [
        GenreScore("a", "Narrow", (), (), "fiction", 0.2, 0.1, 1.0, True),
        GenreScore("b", "Broad", (), (), "fiction", 0.9, 0.1, 0.1, True),
    ]
    shown = genre_label(num_top_classes=10).postprocess(scores)
    assert shown.label == "Narrow"
    assert [(one.label, one.confidence) for one in shown.confidences] == [("Narrow", 0.2), ("Broad", 0.9)]


@pytest.mark.parametrize("nothing", [None, []])
def test_a_label_without_scores_is_empty(nothing):
    assert genre_label().postprocess(nothing) == {}


def test_the_pieces_are_the_whole_text_in_its_order():
    parts = [part(4, 7, 4.0), part(13, 20, -2.0)]
    pieces = highlighted(explanation(words=parts), parts)
    assert "".join(text for text, _ in pieces) == TEXT
    assert pieces == [("One ", None), ("spy", 0.7), (". Two ", None), ("dragons", -0.35), (".", None)]


def test_a_text_without_weight_does_not_look_as_if_it_had_any():
    parts = [part(0, 8, 0.1)]
    assert highlighted(explanation(sentences=parts), parts)[0][1] == pytest.approx(0.07)


def test_without_parts_the_text_is_one_piece():
    assert highlighted(explanation(), ()) == [(TEXT, None)]
    assert highlighted(explanation(text=""), ()) == []
