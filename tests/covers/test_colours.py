import numpy as np
import pytest
from coloraide import Color

from bookgenre.covers.colours import (
    basic,
    contrast,
    difference,
    lightness_class,
    nearest_name,
    oklab,
    oklab_to_hex,
    seen_with,
    swatch,
    tone,
)


def test_a_term_is_a_tone_of_a_basic_colour():
    assert [(basic(term), tone(term)) for term in ("black", "white", "dark blue", "mid blue")] == [
        ("black", "dark"),
        ("white", "light"),
        ("blue", "dark"),
        ("blue", "mid"),
    ]


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_difference_is_ciede2000():
    # Pair 1 of Sharma, Wu and Dalal's test data.
    assert difference("color(--lab-d65 50 2.6772 -79.7751)", "color(--lab-d65 50 0 -82.7485)") == pytest.approx(
        2.0425, abs=0.001
    )
    assert difference("#123456", "#123456") == 0


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        ("#8c000f", "crimson"),
        ("#8d0110", "crimson"),
        ("#000001", "black"),
        ("#ffffff", "white"),
        ("#c0737a", "dusty rose"),
    ],
)
def test_the_nearest_name_of_the_survey(colour, name):
    assert nearest_name(colour) == name


def test_a_name_that_is_taken_is_not_given_again():
    first = swatch("#8c000f")
    assert swatch("#8c000f", {first.name}).name != first.name


def test_no_name_is_one_that_nobody_would_print():
    rude = ("poo", "shit", "puke", "vomit", "snot", "barf", "ugly", "diarrhea")
    names = {
        nearest_name(f"#{red:02x}{green:02x}{blue:02x}")
        for red in range(0, 256, 51)
        for green in range(0, 256, 51)
        for blue in range(0, 256, 51)
    }
    assert len(names) > 80
    assert not any(word in name for name in names for word in rude)


def test_oklab_is_that_of_coloraide_and_comes_back():
    colours = ["#000000", "#ffffff", "#1a2b3c", "#c0737a", "#00ff00"]
    expected = [Color(colour).convert("oklab").coords() for colour in colours]
    assert oklab(colours) == pytest.approx(np.array(expected), abs=1e-6)
    assert [oklab_to_hex(lab) for lab in oklab(colours)] == colours


@pytest.mark.parametrize(
    ("colour", "expected"),
    [("#101010", "dark"), ("#3a3a3a", "dark"), ("#3c3c3c", "middle"), ("#ffd700", "middle"), ("#f0f0f0", "light")],
)
def test_the_class_of_lightness_of_a_ground(colour, expected):
    assert lightness_class(colour) == expected


def test_a_swatch_is_within_srgb_and_keeps_lightness_and_hue():
    made = swatch("oklch(0.7 0.4 145)")
    lightness, chroma, hue = made.oklch
    assert lightness == pytest.approx(0.7, abs=0.01)
    # CSS Color 4 clips what is within a just noticeable difference, which may turn the hue a little.
    assert hue == pytest.approx(145, abs=4)
    assert chroma < 0.4
    assert len(made.hex) == 7


def test_red_and_green_draw_together_without_the_long_cones():
    assert difference(seen_with("#b22222", "protan"), seen_with("#6b6b00", "protan")) < difference("#b22222", "#6b6b00")
