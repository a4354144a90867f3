import io
import random
import unicodedata
from html import escape
from pathlib import Path

import pytest

from bookgenre.covers.lettering import ELLIPSIS, SAFE, clean_line, fit, text_width

FACES = {"DejaVu Sans": "DejaVuSans-Bold.ttf", "DejaVu Serif": "DejaVuSerif-Bold.ttf"}
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"

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


def box(text, **changed):
    return fit(text, **{"width": 480, "height": 400, "most_lines": 12, "largest": 90, "smallest": 16} | changed)


def texts(lettering):
    return [line.text for line in lettering.lines]


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (" two\r\nlines\tand\u00a0more\x85", "two lines and more"),
        ("cafe\u0301", "caf\u00e9"),
        ("a\x00b\x07c\x1bd\x7fe\x9ff", "abcdef"),
        ("\ud83d half \udc00", "half"),
        ("\ufffe\uffff\U0001ffff\U0010fffe\ufdd0x", "x"),
        ("\u202eevil\u202c \u2066x\u2069 \ufeff\u200bz\u00ad", "evil x z"),
        (FAMILY + SCOTLAND, FAMILY + SCOTLAND),
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
    lettering = box("The Winter Orchard and Other Stories")
    assert " ".join(texts(lettering)) == "The Winter Orchard and Other Stories"
    assert 1 < len(lettering.lines) <= 5


def test_a_short_title_is_as_large_as_it_may_be():
    assert box("Ash").size == 90
    assert texts(box("Ash")) == ["Ash"]


def test_lines_are_of_about_one_length():
    widths = [line.width for line in box("One or two or ten or six or all or few or any or no").lines]
    assert min(widths) > 0.6 * max(widths)


def test_a_line_less_is_worth_a_slightly_smaller_size():
    assert texts(box("What the Cellar Keeps")) == ["What the", "Cellar", "Keeps"]


def test_a_long_word_is_broken_only_where_it_does_not_go_in_whole():
    assert texts(box("Antidisestablishmentarianism")) == ["Antidisestablishmentarianism"]
    lettering = box("x" * 200)
    assert "".join(texts(lettering)) == "x" * 200
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
    lettering = box(title)
    assert "".join(texts(lettering)).replace(" ", "") == title.replace(" ", "")
    assert not lettering.shortened
    assert not any(
        unicodedata.category(line[0])[0] == "M" or "\u200d" in (line[0], line[-1]) for line in texts(lettering)
    )


def test_an_ellipsis_is_the_last_resort():
    title = "word " * 60
    lettering = box(title, height=60)
    assert lettering.shortened
    assert lettering.size == 16
    assert texts(lettering)[-1].endswith(ELLIPSIS)
    assert title.startswith(" ".join(texts(lettering))[:-1])
    assert not box(title).shortened


def test_no_text_has_no_lines():
    assert box("").lines == box("\x00 \ud800").lines == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("שלום", True), ("مرحبا", True), ("«1984» عربي", True), ("Shalom שלום", False), ("世界", False), ("12", False)],
)
def test_the_first_letter_with_a_direction_gives_it(text, expected):
    assert box(text).right_to_left is expected


def test_only_a_line_near_the_edge_is_squeezed_and_only_where_its_width_is_known():
    for title in PROSE:
        lettering = box(title, width=300)
        for line in lettering.lines:
            assert line.width <= 300 + 1e-6
            assert line.squeeze is None or 0.8 * 300 < line.squeeze < line.width > 0.92 * 300
    assert any(line.squeeze for line in box("Orchards", largest=400).lines)
    for other in ("世界" * 20, FAMILY * 9, "नमस्ते " * 9, "مرحبا " * 9):
        assert not any(line.squeeze for line in box(other).lines)
    assert not any(line.squeeze for line in box("Orchards", largest=400, spacing=0.1).lines)


def test_every_size_of_box_is_kept_to():
    random_ = random.Random(7)
    for _ in range(300):
        text = " ".join(random_.choice(PROSE) for _ in range(random_.randint(1, 3)))
        width, height = random_.randint(80, 600), random_.randint(40, 600)
        lettering = fit(text, width, height, most_lines=random_.randint(1, 9), largest=99, smallest=12)
        assert max(line.width for line in lettering.lines) <= width + 1e-6
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
