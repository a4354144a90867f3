import numpy as np
import pytest
from coloraide import Color

from bookgenre.covers.colours import (
    basic,
    colour_of_name,
    contrast,
    difference,
    lightness_class,
    nearest_name,
    oklab,
    oklab_to_hex,
    read_colour_words,
    seen_with,
    swatch,
    tone,
)
from bookgenre.covers.tables import load_tables


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


TERMS = load_tables().colours.terms


def nudge(text, term):
    return read_colour_words(text).term_nudge(TERMS)[TERMS.index(term)]


def test_a_plain_text_moves_nothing():
    words = read_colour_words("A clerk counts the votes of a parish.")
    assert not words.term_nudge(TERMS).any()
    assert not words.lightness_nudge().any()
    assert words.words == words.literal == {}


def test_words_of_the_night_lean_to_dark_colours_and_words_of_the_day_to_light_ones():
    for text, leaning in (("A murder at midnight", "dark"), ("A sweet summer wedding", "light")):
        words = read_colour_words(text)
        moved = zip(words.term_nudge(TERMS), TERMS, strict=True)
        assert all((value > 0) == (tone(term) == leaning) for value, term in moved)
        assert (words.lightness_nudge() > 0).tolist() == [leaning == "dark", False, leaning == "light"]


def test_one_word_counts_once_however_often_it_is_said():
    assert nudge("dark dark dark", "black") == nudge("dark", "black") == pytest.approx(np.log(1.25))


def test_tone_and_hue_are_capped():
    grim = "dark death dead murder kill blood shadow mafia night haunted"
    assert nudge(grim, "mid grey") == 0
    assert nudge(grim, "dark green") == pytest.approx(np.log(1.5))
    assert nudge("blue sea ocean sky sapphire navy cobalt indigo", "mid blue") == pytest.approx(np.log(2))


def test_things_of_one_colour_move_its_hue_in_every_tone():
    words = read_colour_words("the ocean")
    moved = words.term_nudge(TERMS)
    assert {basic(term) for term, value in zip(TERMS, moved, strict=True) if value > 0} == {"blue"}
    assert words.words == {"blue": ("ocean",)}
    assert words.literal == {}


def test_a_colour_that_the_text_names_is_kept():
    words = read_colour_words("In crimson Naples, under a violet sky")
    assert words.literal == {"red": colour_of_name("crimson"), "purple": colour_of_name("violet")}


@pytest.mark.parametrize(
    "text",
    [
        "She sips Earl Grey with the widow.",
        "Earl Grey is on the table.",
        "Mr Black and Detective Green share a flat.",
        "Then Scarlet White comes home, and Rose with her.",
        "A red herring leads to a black market and a white lie.",
        "They live out of the blue, in a grey area.",
        "A history of black women in Ohio.",
        "The temperature rose, and prices rose.",
        "He leaves her for good.",
        "A hundred tired, reddish darkrooms",
    ],
)
def test_names_figures_of_speech_and_people_name_no_colour(text):
    assert not {name for name in read_colour_words(text).words if name not in ("dark", "light")}


@pytest.mark.parametrize(
    ("text", "title", "names"),
    [
        ("", "The Black Rose", {"black", "red"}),
        ("Grey fog lies on the moor.", "", {"grey"}),
        ("“Red,” she said. Gold was all they wanted.", "", {"red", "yellow"}),
        ("RED DAWN OVER BLUE WATER", "", {"red", "blue"}),
    ],
)
def test_a_capital_at_the_beginning_or_in_a_title_makes_no_name(text, title, names):
    assert names <= set(read_colour_words(text, title).words)
