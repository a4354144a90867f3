import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest

from bookgenre.covers import recommend_colours
from bookgenre.formats.palette_svg import barcode_svg

SVG = "{http://www.w3.org/2000/svg}"


def parse(svg):
    return ET.fromstring(svg)  # noqa: S314


def stripes(svg):
    return parse(svg).findall(f"{SVG}rect")


@pytest.mark.parametrize("n", [1, 3, 10, 20])
def test_the_stripes_fill_the_width_without_a_gap(n):
    end = Decimal(0)
    for stripe in stripes(barcode_svg(recommend_colours(genres=["romance"], n=n))):
        assert Decimal(stripe.get("x")) == end
        end += Decimal(stripe.get("width"))
    assert end == 1000


def test_each_stripe_is_one_colour_as_wide_as_its_share():
    palette = recommend_colours(genres=["horror"])
    drawn = stripes(barcode_svg(palette, height=90))
    assert [stripe.get("fill") for stripe in drawn] == [entry.colour.hex for entry in palette.colours]
    assert [float(stripe.get("width")) for stripe in drawn] == [entry.share * 10 for entry in palette.colours]
    assert {stripe.get("height") for stripe in drawn} == {"90"}


def test_a_reader_who_cannot_see_it_is_told_the_colours():
    palette = recommend_colours(genres=["business"])
    root = parse(barcode_svg(palette))
    title = root.find(f"{SVG}title").text
    assert root.get("role") == "img"
    assert all(f"{entry.colour.name} {entry.share}%" in title for entry in palette.colours)
