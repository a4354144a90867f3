import struct
import sys
import zlib

import pytest

from bookgenre.covers.barcode import barcode_svg
from bookgenre.covers.mockup import cover_svg
from bookgenre.covers.png import to_png
from bookgenre.covers.recommend import recommend_colours
from bookgenre.errors import InputError, MissingExtraError
from processes import printed_elsewhere


def size(png):
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


def test_a_picture_has_the_size_that_the_svg_gives_or_the_width_asked_for():
    pytest.importorskip("resvg_py")
    palette = recommend_colours(genres=["romance"])
    assert size(to_png(cover_svg(palette, "Ash"))) == (600, 900)
    assert size(to_png(cover_svg(palette, "Ash"), width=400)) == (400, 600)
    assert size(to_png(barcode_svg(palette, width=100, height=24), width=50)) == (50, 12)


def test_the_same_svg_gives_the_same_bytes():
    pytest.importorskip("resvg_py")
    svg = cover_svg(recommend_colours(genres=["romance"]), "Ash", "J. Doe")
    program = "import sys, zlib; from bookgenre.covers.png import to_png; print(zlib.crc32(to_png(sys.argv[1])))"
    assert printed_elsewhere(program, svg) == f"{zlib.crc32(to_png(svg))}\n"
    assert to_png(svg) != to_png(svg.replace("Ash", "Elm"))


@pytest.mark.parametrize("width", [0, -1, 6001])
def test_a_width_that_no_picture_has_is_refused(width):
    with pytest.raises(InputError, match=r"the width must be from 1 to 6,000 pixels"):
        to_png("<svg/>", width)


@pytest.mark.parametrize("svg", ["", "no picture", "<svg"])
def test_what_is_no_svg_is_refused(svg):
    pytest.importorskip("resvg_py")
    with pytest.raises(InputError, match="the SVG cannot be rendered"):
        to_png(svg)


def test_without_the_renderer_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'bookgenre\[covers\]'"):
        to_png("<svg/>")
