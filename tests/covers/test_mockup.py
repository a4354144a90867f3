import io
import random
import re
import unicodedata
import xml.etree.ElementTree as ET
from dataclasses import replace
from decimal import Decimal
from itertools import product
from typing import get_args

import pytest

from bookgenre.covers.colours import contrast, swatch
from bookgenre.covers.lettering import SAFE, clean_line, text_width
from bookgenre.covers.mockup import HEIGHT, SAFE_AREA, WIDTH, Layout, barcode_svg, cover_svg
from bookgenre.covers.palette import build_working
from bookgenre.covers.palette_files import to_png
from bookgenre.covers.recommend import recommend_colours
from bookgenre.errors import InputError
from processes import printed_elsewhere

SVG = "{http://www.w3.org/2000/svg}"
LAYOUTS = get_args(Layout)
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


def stripes(svg):
    return parse(svg).findall(f"{SVG}rect")


@pytest.mark.parametrize("n", [1, 3, 10, 20])
@pytest.mark.parametrize("width", [1, 7, 333, 1000])
def test_the_stripes_fill_the_width_without_a_gap(n, width):
    end = Decimal(0)
    for stripe in stripes(barcode_svg(recommend_colours(genres=["romance"], n=n), width=width)):
        assert Decimal(stripe.get("x")) == end
        end += Decimal(stripe.get("width"))
    assert end == width


def test_each_stripe_is_one_colour_as_wide_as_its_share():
    palette = recommend_colours(genres=["horror"])
    drawn = stripes(barcode_svg(palette, width=1000, height=90))
    assert [stripe.get("fill") for stripe in drawn] == [entry.colour.hex for entry in palette.colours]
    assert [float(stripe.get("width")) for stripe in drawn] == [entry.share * 10 for entry in palette.colours]
    assert {stripe.get("height") for stripe in drawn} == {"90"}


def test_a_reader_who_cannot_see_it_is_told_the_colours():
    palette = recommend_colours(genres=["business"])
    root = parse(barcode_svg(palette))
    title = root.find(f"{SVG}title").text
    assert root.get("role") == "img"
    assert all(f"{entry.colour.name} {entry.share}%" in title for entry in palette.colours)


def test_a_barcode_without_extent_is_refused():
    with pytest.raises(InputError, match="the width of the barcode must be 1 or more, not 0"):
        barcode_svg(recommend_colours(genres=["romance"]), width=0)
    with pytest.raises(InputError, match="the height of the barcode must be 1 or more"):
        barcode_svg(recommend_colours(genres=["romance"]), height=-3)
