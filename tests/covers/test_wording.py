import numpy as np
import pytest

from bookgenre.covers.tables import basic, load_table, tone
from bookgenre.covers.wording import read_wording

TERMS = load_table().terms


def nudge(text, term):
    return read_wording(text, TERMS).nudge[TERMS.index(term)]


def test_a_plain_text_moves_nothing():
    wording = read_wording("A clerk counts the votes of a parish.", TERMS)
    assert not wording.nudge.any()
    assert wording.words == wording.literal == {}


def test_words_of_the_night_lean_to_dark_colours_and_words_of_the_day_to_light_ones():
    for text, leaning in (("A murder at midnight", "dark"), ("A sweet summer wedding", "light")):
        moved = read_wording(text, TERMS).nudge
        assert all((value > 0) == (tone(term) == leaning) for value, term in zip(moved, TERMS, strict=True))


def test_one_word_counts_once_however_often_it_is_said():
    assert nudge("dark dark dark", "black") == nudge("dark", "black") == pytest.approx(np.log(1.25))


def test_tone_and_hue_are_capped():
    grim = "dark death dead murder kill blood shadow mafia night haunted"
    assert nudge(grim, "mid grey") == 0
    assert nudge(grim, "dark green") == pytest.approx(np.log(1.5))
    assert nudge("blue sea ocean sky sapphire navy cobalt indigo", "mid blue") == pytest.approx(np.log(2))


def test_imagery_moves_its_hue_in_every_tone():
    moved = read_wording("the ocean", TERMS)
    assert {basic(term) for term, value in zip(TERMS, moved.nudge, strict=True) if value > 0} == {"blue"}
    assert moved.words == {"blue": ("ocean",)}
    assert moved.literal == {}


def test_a_colour_that_the_text_names_is_kept():
    assert read_wording("In crimson Naples, under a violet sky", TERMS).literal == {
        "red": "crimson",
        "purple": "violet",
    }


def test_a_word_within_a_word_is_none():
    assert not read_wording("A hundred tired, reddish darkrooms", TERMS).nudge.any()
