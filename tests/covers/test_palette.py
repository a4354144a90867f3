from itertools import combinations

import pytest
from coloraide import Color

from bookgenre.covers.colours import contrast, difference, seen_with
from bookgenre.covers.palette import build_working, working_of

GROUNDS = ["#000000", "#ffffff", "#777777", "#767676", "#b5302d", "#4780ab", "#efd24a", "#3c2219", "#7f7f00", "#00ff00"]


def hexes(working):
    return working.ground.hex, working.accent.hex, working.text.hex


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("accent", ["#c23634", "#4780ab", "#9c7958", "#ffffff", "#000000", "#777777"])
def test_text_can_be_read_and_the_three_stand_apart(ground, accent):
    working = build_working(ground, [accent])
    assert contrast(working.text.hex, working.ground.hex) == pytest.approx(working.contrast)
    assert working.contrast >= 4.5
    least = min(difference(a, b) for a, b in combinations(hexes(working), 2))
    assert least == pytest.approx(working.difference)
    assert least >= 15
    assert working.ground.hex == ground


def test_an_accent_is_moved_in_lightness_alone():
    own = Color("#c23634").convert("oklch")
    moved = build_working("#b5302d", ["#c23634"]).accent
    assert moved.hex != "#c23634"
    assert moved.oklch[2] == pytest.approx(own["hue"], abs=6)
    assert moved.oklch[1] <= own["chroma"] + 0.01


def test_an_accent_that_stands_apart_is_left_as_it_is():
    assert build_working("#f5f5f3", ["#c23634"]).accent.hex == "#c23634"


def test_the_first_accent_that_everybody_can_tell_apart_is_taken():
    working = build_working("#f5f5f3", ["#c23634", "#4780ab"])
    assert working.safe_for_all
    for kind, value in working.vision.items():
        seen = [seen_with(colour, kind) for colour in hexes(working)]
        assert value == pytest.approx(min(difference(a, b) for a, b in combinations(seen, 2)))


def test_without_a_candidate_there_is_still_an_accent():
    assert build_working("#777777", []).difference >= 15


def test_of_a_combination_the_text_is_the_colour_that_reads_best():
    working = working_of(("#402060", "#d0a020", "#503070", "#f0e8d8", "#201030"))
    assert (working.ground.hex, working.accent.hex, working.text.hex) == ("#402060", "#d0a020", "#f0e8d8")


def test_a_combination_in_which_nothing_reads_is_given_a_text():
    working = working_of(("#777777", "#808080", "#707070", "#7a7a7a", "#747474"))
    assert working.contrast >= 4.5
    assert working.difference >= 15
