import base64
import re
from html import unescape
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest

pytest.importorskip("gradio", reason="the page needs the extra space")

from bookgenre.classifier import Explanation, GenreScore, Part
from bookgenre.classifier.standing import Standing
from bookgenre.covers import recommend_colours
from bookgenre.covers.mockup import cover_svg
from bookgenre.space.rendering import genre_label, highlighted, notes_html, palette_html, picture_html

WICKED = "</li><script>alert(1)</script> {{7*7}} ${7*7} \" ' & é"


class Seen(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append(dict(attrs))

    def handle_data(self, data):
        self.text += data


def test_a_palette_shows_ten_colours_with_share_and_reason_and_the_three():
    palette = recommend_colours(genres=["horror"])
    seen = Seen(palette_html(palette))
    for entry in palette.colours:
        assert f"{entry.share}%" in seen.text
        assert entry.colour.hex in seen.text
        assert entry.why in seen.text
    for colour in (palette.working.ground, palette.working.accent, palette.working.text):
        assert colour.hex in seen.text
    assert seen.tags.count("li") >= 13


def test_texts_of_a_palette_are_escaped():
    entry = SimpleNamespace(colour=SimpleNamespace(hex="#123456", name=WICKED), share=100, why=WICKED)
    working = recommend_colours(genres=["horror"]).working
    html = palette_html(SimpleNamespace(colours=[entry], working=working, notes=[WICKED]))
    seen = Seen(html)
    assert "script" not in seen.tags
    assert seen.text.count(WICKED) == 3


@pytest.mark.parametrize("safe", [True, False])
def test_it_says_whether_colour_blind_readers_can_tell_the_three_apart(safe):
    palette = recommend_colours(genres=["horror"])
    working = SimpleNamespace(
        ground=palette.working.ground,
        accent=palette.working.accent,
        text=palette.working.text,
        contrast=7.0,
        safe_for_all=safe,
    )
    text = Seen(palette_html(SimpleNamespace(colours=palette.colours, working=working, notes=()))).text
    assert ("cannot all be told apart" in text) is not safe


def test_notes_are_escaped_and_none_take_no_room():
    assert notes_html([]) == ""
    assert Seen(notes_html([WICKED])).text == WICKED


def test_a_picture_is_a_document_of_its_own_and_comes_out_as_it_went_in():
    svg = cover_svg(recommend_colours(genres=["horror"]), WICKED)
    html = picture_html(svg, WICKED, "cover")
    seen = Seen(html)
    assert seen.tags == ["img"]
    assert seen.attributes[0]["alt"] == WICKED
    kind, _, data = seen.attributes[0]["src"].partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert base64.b64decode(data).decode() == svg


def test_nothing_that_a_javascript_template_would_fill_in_is_left():
    html = picture_html("<svg/>", WICKED, "cover")
    assert not re.search(r"\$\{|\{\{", html)
    assert "${7*7}" in unescape(html)


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
