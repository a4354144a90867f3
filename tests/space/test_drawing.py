import base64
import re
from html import unescape
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest

from bookgenre.covers import recommend_colours
from bookgenre.covers.mockup import cover_svg
from bookgenre.space.drawing import notes_html, palette_html, picture_html

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
    assert ("do not all stay apart" in text) is not safe


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
