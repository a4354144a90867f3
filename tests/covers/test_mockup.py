import io
import random
import re
import unicodedata
import xml.etree.ElementTree as ET
from dataclasses import replace
from html import escape
from itertools import product
from pathlib import Path
from typing import get_args

import pytest

from bookgenre.covers.colours import contrast, swatch
from bookgenre.covers.mockup import ELLIPSIS, HEIGHT, SAFE, WIDTH, Box, Layout, clean_line, cover_svg, fit, text_width
from bookgenre.covers.palette import build_working
from bookgenre.covers.recommend import recommend_colours
from bookgenre.errors import InputError
from bookgenre.formats.cover_files import to_png
from processes import printed_elsewhere

SVG = "{http://www.w3.org/2000/svg}"
LAYOUTS = get_args(Layout)
# From every edge; no lettering comes nearer.
SAFE_AREA = 40
ROMANCE, BUSINESS = (recommend_colours(genres=[genre]) for genre in ("romance", "business"))
# The title can be read on the accent of one, and not of the other.
ROMANCE = replace(ROMANCE, working=build_working("#2a1020", ["#e8a0b0"]))
BUSINESS = replace(BUSINESS, working=build_working("#f5f5f3", ["#808890"]))

SCRIPTS = {
    "latin": "The WINTER Wolf & Mw orchard, “Queen’s” über Šárka łódź WWW night-time",
    "cyrillic": "Война и мир ЩУКА Южный письма їжак ѓон",
    "greek": "Μεγάλη Νύχτα ΧΕΙΜΩΝΑΣ Ήλιος ώρα",
    "arabic": "ألف ليلة وليلة في المدينة شمس صيف گل",
    "hebrew": "לילה ארוך בירושלים שָׁלוֹם",
    "devanagari": "नमस्ते दुनिया क्षत्रिय की कहानी",
    "thai": "เด็กหญิงแห่งท้องทะเล น้ำ คืนอันยาวนาน",
    "cjk": "世界上最長的夜晚、与最后一盏灯。さくらの「夜」カーテン",
    "hangul": "한국의 밤과 바람 이야기",
    "emoji": "👩‍👩‍👧‍👦 👍🏽 🇩🇪🇫🇷 ❤️ 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🎉 1️⃣",
    "combining": "Z\u0302\u0323a\u0301\u0300lgo\u0336 e\u0323\u0308 x\u0301",
}


def titles(count, seed=5):
    """Texts of one or two scripts, and words without a space in them."""
    random_ = random.Random(seed)
    made = ["x" * 200, "W" * 200, "Щ" * 200, "世" * 200]
    while len(made) < count:
        names = random_.sample(sorted(SCRIPTS), random_.choice([1, 1, 1, 2, 3]))
        clusters = [character for name in names for character in SCRIPTS[name]]
        words = [word for name in names for word in SCRIPTS[name].split()]
        pick, glue = random_.choice([(words, " "), (words, " "), (words, " "), (clusters, "")])
        text = glue.join(random_.choice(pick) for _ in range(random_.choice([1, 2, 3, 5, 8, 13, 40])))
        # A title needs a letter; marks and joiners without one are none.
        made.append(clean_line("x" + text[: random_.choice([20, 60, 199])]))
    return made


def parse(svg):
    return ET.fromstring(svg)  # noqa: S314


def boxes(svg):
    """The boxes of lettering by what they hold: (x, y, width, height), and the lines in them."""
    found = {}
    for box in parse(svg).findall(f"{SVG}svg"):
        place = tuple(float(box.get(key)) for key in ("x", "y", "width", "height"))
        assert box.get("viewBox") == "{:g} {:g} {:g} {:g}".format(*place)
        found[box.get("class")] = (place, box, box.findall(f"{SVG}text"))
    return found


def close_up(text):
    return re.sub(r"\s", "", clean_line(text))


def check_boxes(found):
    """Every box in the safe area, every line in its box, and no box over another."""
    for (x, y, width, height), box, lines in found.values():
        assert x >= SAFE_AREA
        assert y >= SAFE_AREA
        assert x + width <= WIDTH - SAFE_AREA
        assert y + height <= HEIGHT - SAFE_AREA
        size, spacing = float(box.get("font-size")), float(box.get("letter-spacing", 0))
        for line in lines:
            assert text_width(line.text) * SAFE * size + spacing * len(line.text) <= width + 0.5, line.text
            assert y + 0.7 * size <= float(line.get("y")) <= y + height - 0.2 * size
    if len(found) == 2:
        (_, top, _, height), (_, other, _, other_height) = (found["title"][0], found["author"][0])
        assert top + height <= other or other + other_height <= top


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_title_goes_in_whole_and_inside_the_safe_area(layout):
    for place, title in enumerate(titles(300)):
        author = ["", "Ann Other", title][place % 3]
        svg = cover_svg([ROMANCE, BUSINESS][place % 2], title, author, layout=layout)
        found = boxes(svg)
        check_boxes(found)
        assert close_up("".join(line.text for line in found["title"][2])) == close_up(title)
        assert ("author" in found) is bool(author)
        if author:
            written = close_up("".join(line.text for line in found["author"][2]))
            # Only a long author's name ends in an ellipsis.
            assert close_up(author).startswith(written.removesuffix("…"))
            assert written == close_up(author) or len(author) > 100


@pytest.mark.parametrize(
    "title",
    [
        "</text><script>alert(1)</script>",
        "Fish &amp; &lt;Chips&gt; & more",
        "]]> <![CDATA[ x ]]>",
        "\"double\" and 'single'",
        "<!-- no --> <?php ?> &#0; &nbsp;",
    ],
)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_markup_in_a_title_is_text(title, layout):
    svg = cover_svg(ROMANCE, title, title, layout=layout)
    root = parse(svg)
    assert {element.tag for element in root.iter()} <= {f"{SVG}{name}" for name in ("svg", "title", "rect", "text")}
    for _, _, lines in boxes(svg).values():
        assert close_up("".join(line.text for line in lines)) == close_up(title)
    assert root.find(f"{SVG}title").text == f"{title}, {title}"


def test_what_xml_forbids_is_left_out():
    svg = cover_svg(ROMANCE, "A\x00s\ud800h\ufffe\x1b", "\udfffJ.\x08 Doe")
    assert [line.text for line in boxes(svg)["title"][2]] == ["Ash"]
    assert [line.text for line in boxes(svg)["author"][2]] == ["J. Doe"]
    svg.encode("utf-8")


@pytest.mark.parametrize("title", ["", "  \n", "\x00\ud800", "\u200b\ufeff", "\u200d\u0301"])
def test_an_empty_title_is_refused(title):
    with pytest.raises(InputError, match="the title is empty; give one of 1 to 200 characters"):
        cover_svg(ROMANCE, title)


def test_a_text_that_is_too_long_is_refused_with_its_length():
    with pytest.raises(InputError, match="the title has 201 characters; shorten it to 200 at most"):
        cover_svg(ROMANCE, "x" * 201)
    with pytest.raises(InputError, match="the author has 5,000 characters; shorten it to 200 at most"):
        cover_svg(ROMANCE, "Ash", "x" * 5000)
    assert cover_svg(ROMANCE, "x" * 200 + "\x00", "y" * 200)


def test_what_is_no_text_or_no_layout_is_refused():
    with pytest.raises(InputError, match=r"the title must be text \(str\), not int"):
        cover_svg(ROMANCE, 1984)
    with pytest.raises(InputError, match=r"the author must be text \(str\), not NoneType"):
        cover_svg(ROMANCE, "Ash", None)
    with pytest.raises(InputError, match="there is no layout 'spiral'; use one of band, frame, split"):
        cover_svg(ROMANCE, "Ash", layout="spiral")


def bars(svg):
    return [
        (*(float(rect.get(key)) for key in ("x", "y", "width", "height")), rect.get("fill"))
        for rect in parse(svg).findall(f"{SVG}rect")
        if rect.get("fill") != "none"
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("genre", ["romance", "horror", "business", "poetry", "cooking"])
def test_lettering_can_be_read_on_what_is_under_it(layout, genre):
    for variant in range(10):
        svg = cover_svg(
            recommend_colours(genres=[genre], variant=variant), "The Winter Orchard", "J. Doe", layout=layout
        )
        for (x, y, width, height), box, lines in boxes(svg).values():
            size = float(box.get("font-size"))
            top, bottom = float(lines[0].get("y")) - size, float(lines[-1].get("y")) + 0.3 * size
            under = [
                bar
                for bar in bars(svg)
                if bar[1] < bottom and top < bar[1] + bar[3] and bar[0] < x + width and x < bar[0] + bar[2]
            ]
            assert y <= top
            assert bottom <= y + height + 0.1
            # The last that was drawn is what shows, and it is under all of the lettering.
            assert under[-1][1] <= top
            assert under[-1][1] + under[-1][3] >= bottom
            assert contrast(box.get("fill"), under[-1][4]) >= 4.5


def test_the_more_legible_colour_is_taken_on_the_accent():
    working = replace(ROMANCE.working, ground=swatch("#000000"), text=swatch("#ffffff"), accent=swatch("#f0e0a0"))
    for layout, role in (("band", "title"), ("split", "author")):
        svg = cover_svg(replace(ROMANCE, working=working), "Ash", "J. Doe", layout=layout)
        assert boxes(svg)[role][1].get("fill") == "#000000"


def test_nothing_is_written_on_an_accent_that_leaves_nothing_legible():
    working = replace(ROMANCE.working, ground=swatch("#202020"), text=swatch("#c0c0c0"), accent=swatch("#707070"))
    for layout in LAYOUTS:
        found = boxes(cover_svg(replace(ROMANCE, working=working), "Ash", "J. Doe", layout=layout))
        assert {box.get("fill") for _, box, _ in found.values()} == {working.text.hex}


def test_right_to_left_titles_say_so_and_stand_in_the_middle():
    for layout in LAYOUTS:
        for title in ("לילה ארוך", "ألف ليلة"):
            (x, _, width, _), box, lines = boxes(cover_svg(BUSINESS, title, layout=layout))["title"]
            assert (box.get("direction"), box.get("text-anchor")) == ("rtl", "middle")
            assert all(float(line.get("x")) == x + width / 2 for line in lines)
        assert boxes(cover_svg(BUSINESS, "Ash", layout=layout))["title"][1].get("direction") is None


def test_a_cover_has_ground_accent_and_text_and_a_grey_edge():
    for layout, palette in product(LAYOUTS, (ROMANCE, BUSINESS)):
        three = {palette.working.ground.hex, palette.working.accent.hex, palette.working.text.hex, "#8a8a8a"}
        assert set(re.findall("#[0-9a-f]{6}", cover_svg(palette, "Ash", "J. Doe", layout=layout))) == three


def test_the_same_question_draws_the_same_cover():
    program = (
        "from bookgenre.covers.mockup import cover_svg; from bookgenre.covers.recommend import recommend_colours\n"
        "print(cover_svg(recommend_colours(genres=['romance']), 'Ash', 'J. Doe'))"
    )
    palette = recommend_colours(genres=["romance"])
    assert printed_elsewhere(program) == cover_svg(palette, "Ash", "J. Doe") + "\n"
    assert cover_svg(ROMANCE, "cafe\u0301") == cover_svg(ROMANCE, "caf\u00e9")
    root = parse(cover_svg(ROMANCE, "Ash"))
    assert (root.get("role"), root.get("viewBox"), root.find(f"{SVG}title").text) == ("img", "0 0 600 900", "Ash")


def pixels(svg):
    pytest.importorskip("resvg_py")
    pytest.importorskip("matplotlib")
    from matplotlib.image import imread

    return imread(io.BytesIO(to_png(svg)))[..., :3]


INKED = [
    "Ash",
    "WWW MMM WWW @@@",
    "W" * 200,
    "x" * 200,
    "The Quite Extraordinary and Mostly True History of a Lighthouse Keeper and the Boat Without Its Crew",
    "Ổn Ậm Ẳng Ễ Ộ",
    "Щука Жук Южный ЩУКА",
    "שׁלום ירושלים הגדולה",
    "شمس ضياء صيف في المدينة",
    "नमस्ते दुनिया की लंबी कहानी",
    "世界上最長的夜晚與最後一盞燈",
    "👩‍👩‍👧‍👦 👍🏽 🇩🇪 🎉😴🎉",
]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("title", INKED)
def test_no_ink_of_the_lettering_lies_outside_of_its_box(title, layout):
    for palette in (ROMANCE, BUSINESS):
        svg = cover_svg(palette, title, title, layout=layout)
        # Without the cut at the edge of a box, for the estimates alone must keep the ink inside.
        uncut = svg.replace("<svg x=", '<svg overflow="visible" x=')
        bare = re.sub("<text .*</text>", "", svg)
        assert uncut.count("overflow") == 2
        outside = (pixels(uncut) != pixels(bare)).any(axis=2)
        if not outside.any():
            pytest.skip("none of the fonts that a cover names is installed")
        for (x, y, width, height), _, _ in boxes(svg).values():
            outside[int(y) : int(y + height) + 1, int(x) - 2 : int(x + width) + 3] = False
        assert not outside.any()


def test_accents_without_end_are_cut_off_at_the_edge_of_the_box():
    tall = "A" + "\u0301" * 150 + " " + "g" + "\u0316" * 40
    assert unicodedata.normalize("NFC", tall).startswith("\u00c1")
    for layout in LAYOUTS:
        svg = cover_svg(ROMANCE, tall, tall, layout=layout)
        changed = (pixels(svg) != pixels(re.sub("<text .*</text>", "", svg))).any(axis=2)
        changed[SAFE_AREA : HEIGHT - SAFE_AREA, SAFE_AREA : WIDTH - SAFE_AREA] = False
        assert not changed.any()


FACES = {"DejaVu Sans": "DejaVuSans-Bold.ttf", "DejaVu Serif": "DejaVuSerif-Bold.ttf"}
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"

PROSE = [
    "The Quite Extraordinary History of a Lighthouse Keeper",
    "WWW MMM & Ashes: 1984, or “What's Left?” — Volume III",
    "Žluťoučký kůň úpěl ďábelské ódy",
    "Đặng và những Ẩn số Ổn định",
    "Война и мир: ещё Щука, Жук, Южный Ы",
    "Η Μεγάλη Νύχτα του Χειμώνα: Ήλιος, Ώρα",
    "Łódź, Ærø, Œuvre, Straße, Þingvellir",
    "№ ™ ½",
]


def fitted(text, width=480, height=400, role="title"):
    return fit(Box(role, 0, 0, width, height, "#000000", largest=90), text)


def widths(lettering):
    return [text_width(line, lettering.spacing) * SAFE * lettering.size for line in lettering.lines]


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (" two\r\nlines\tand\u00a0more\x85", "two lines and more"),
        ("cafe\u0301", "caf\u00e9"),
        ("a\x00b\x07c\x1bd\x7fe\x9ff", "abcdef"),
        ("\ud83d half \udc00", "half"),
        ("\ufffe\uffff\ufdd0x", "x"),
        ("\u202eevil\u202c \u2066x\u2069 \ufeff\u200bz\u00ad", "evil x z"),
        (FAMILY, FAMILY),
        ("क्\u200dष नि\u200cम", "क्\u200dष नि\u200cम"),
        ("<b> & ]]>", "<b> & ]]>"),
        ("", ""),
    ],
)
def test_only_what_cannot_be_shown_is_taken_out(text, cleaned):
    assert clean_line(text) == cleaned


def test_what_is_left_is_what_xml_allows():
    for code in range(0x110000):
        left = clean_line(chr(code))
        # A letter of any script stays, or becomes what NFC makes of it.
        assert left == unicodedata.normalize("NFC", chr(code)) or not chr(code).isalnum()
        assert all(c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff" for c in left)


def test_lines_break_between_words():
    lettering = fitted("The Winter Orchard and Other Stories")
    assert " ".join(lettering.lines) == "The Winter Orchard and Other Stories"
    assert 1 < len(lettering.lines) <= 5


def test_a_short_title_is_as_large_as_it_may_be():
    assert (fitted("Ash").size, fitted("Ash").lines) == (90, ("Ash",))


def test_lines_are_of_about_one_length():
    found = widths(fitted("One or two or ten or six or all or few or any or no"))
    assert min(found) > 0.6 * max(found)


def test_a_line_less_is_worth_a_slightly_smaller_size():
    assert fitted("What the Cellar Keeps").lines == ("What the", "Cellar", "Keeps")


def test_a_long_word_is_broken_only_where_it_does_not_go_in_whole():
    assert fitted("Antidisestablishmentarianism").lines == ("Antidisestablishmentarianism",)
    lettering = fitted("x" * 200)
    assert "".join(lettering.lines) == "x" * 200
    assert len(lettering.lines) > 3


@pytest.mark.parametrize(
    "title",
    [
        "世界上最長的夜晚與最後一盞燈沒有人回家" * 3,
        FAMILY * 20,
        "เด็กหญิงแห่งท้องทะเลและคืนอันยาวนาน",
        "नमस्ते दुनिया की लंबी कहानी",
        "ألف ليلة وليلة",
    ],
)
def test_other_scripts_go_in_whole_and_break_before_no_mark(title):
    lines = fitted(title).lines
    assert "".join(lines).replace(" ", "") == title.replace(" ", "")
    assert not any(unicodedata.category(line[0])[0] == "M" or "\u200d" in (line[0], line[-1]) for line in lines)


def test_an_ellipsis_is_the_last_resort():
    title = "word " * 60
    lettering = fitted(title, height=60)
    assert lettering.size == 16
    assert lettering.lines[-1].endswith(ELLIPSIS)
    assert title.startswith(" ".join(lettering.lines)[:-1])
    assert not fitted(title).lines[-1].endswith(ELLIPSIS)


def squeezed(title):
    return [
        float(length) for length in re.findall(r'textLength="([\d.]+)"', cover_svg(ROMANCE, title, "Orchards " * 9))
    ]


def test_only_a_line_near_the_edge_is_squeezed_and_only_where_its_width_is_known():
    found = [length for title in PROSE for length in squeezed(title)]
    assert found
    assert all(0.8 * 488 < length < 488 for length in found)
    for other in ("世界" * 20, FAMILY * 9, "नमस्ते " * 9, "مرحبا " * 9):
        assert not squeezed(other)


def test_every_size_of_box_is_kept_to():
    random_ = random.Random(7)
    for _ in range(300):
        text = " ".join(random_.choice(PROSE) for _ in range(random_.randint(1, 3)))
        width, height = random_.randint(80, 600), random_.randint(40, 600)
        lettering = fitted(text, width, height, random_.choice(["title", "author"]))
        assert max(widths(lettering)) <= width + 1e-6
        assert lettering.height <= height


def ink(face, text, size=40, extra=""):
    """Left and right end of the ink of a text that starts at 50, in the face that comes with matplotlib."""
    resvg_py = pytest.importorskip("resvg_py")
    pytest.importorskip("matplotlib")
    from matplotlib import get_data_path
    from matplotlib.image import imread

    files = [str(Path(get_data_path(), "fonts", "ttf", name)) for name in FACES.values()]
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="3000" height="90"><rect width="3000" height="90" fill="#fff"/>'
        f'<text x="50" y="60" font-family="{face}" font-weight="700" font-size="{size}"{extra}>{escape(text)}</text>'
        "</svg>"
    )
    drawn = resvg_py.svg_to_bytes(svg_string=svg, font_files=files, skip_system_fonts=True)
    columns = (imread(io.BytesIO(drawn))[..., :3].min(axis=2) < 0.7).any(axis=0).nonzero()[0]
    return int(columns[0]), int(columns[-1]) + 1


@pytest.mark.parametrize("face", FACES)
def test_no_estimate_is_below_what_dejavu_bold_needs(face):
    random_ = random.Random(3)
    letters = [c for text in PROSE for c in text if c != " " and unicodedata.bidirectional(c) not in ("R", "AL")]
    made = ["".join(random_.choice(letters) for _ in range(20)) for _ in range(20)]
    ascii_twenty = [chr(code) * 20 for code in range(33, 127)]
    for text in [*PROSE, *made, *ascii_twenty]:
        left, right = ink(face, unicodedata.normalize("NFC", text))
        assert right - left <= text_width(unicodedata.normalize("NFC", text)) * 40 + 2, text


def test_an_estimate_of_plain_prose_is_near():
    for text in PROSE[:6]:
        left, right = ink("DejaVu Serif", text)
        assert text_width(text) * SAFE * 40 < (right - left) * 1.25, text


def test_a_length_is_honoured_by_resvg():
    left, right = ink("DejaVu Serif", "HHHHHHHH", extra=' textLength="150" lengthAdjust="spacingAndGlyphs"')
    assert left >= 50
    assert 140 <= right - left <= 151
    free_left, free_right = ink("DejaVu Serif", "HHHHHHHH")
    assert free_right - free_left > 250
