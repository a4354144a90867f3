import numpy as np
import pytest

from bookgenre.covers.colour_words import read_colour_words
from bookgenre.covers.colours import basic, colour_of_name, tone
from bookgenre.covers.tables import load_tables

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
