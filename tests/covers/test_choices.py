from typing import get_args

import pytest

from bookgenre.covers import Mode, palette_choices, recommend_colours
from bookgenre.covers.choices import convention_of
from bookgenre.covers.colours import LIGHTNESS_CLASSES, lightness_class, oklab
from bookgenre.covers.tables import load_tables
from bookgenre.genres import load_taxonomy

GENRES = ["thriller", "childrens", "cooking", "romance", "business", "fantasy", "poetry", "law", "france"]


def three(palette):
    return palette.working.ground.hex, palette.working.accent.hex, palette.working.text.hex


@pytest.mark.parametrize("genre", GENRES)
def test_fit_in_offers_real_combinations_and_says_how_often_they_are_seen(genre):
    palettes = [recommend_colours(genres=[genre], variant=variant) for variant in range(3)]
    assert len({three(palette)[:2] for palette in palettes}) == 3
    for palette in palettes:
        found = palette.basis.evidence
        assert palette.basis.kind in ("measured", "wider", "all")
        assert f"{found.covers:,}" in palette.basis.says
        assert "predict" not in palette.basis.says


def test_a_group_with_too_few_covers_takes_a_wider_one_and_says_so():
    basis = recommend_colours(genres=["law"]).basis
    assert basis.kind == "wider"
    assert basis.says.startswith("too few Law covers were measured")
    assert basis.evidence.group == "Politics & Society"


def test_a_convention_leads_where_the_genre_itself_was_not_measured():
    palette = recommend_colours(genres=["cozy-mystery"])
    assert palette.basis.kind == "convention"
    assert palette.basis.says.startswith("designers' convention, not a measurement")
    assert palette.basis.source.startswith("http")
    assert recommend_colours(genres=["cozy-mystery"], variant=1).basis.kind == "wider"


def test_a_convention_stands_beside_a_measurement_that_differs():
    measured = recommend_colours(genres=["self-help"])
    said = recommend_colours(genres=["self-help"], mode="convention")
    assert measured.basis.kind == "measured"
    assert said.basis.kind == "convention"
    assert "the measurement differs" in said.basis.says
    assert three(measured) != three(said)


def test_without_a_convention_or_a_colour_in_the_text_the_answer_fits_in_and_says_so():
    for mode, words in (
        ("convention", "no designers' convention is known"),
        ("from-text", "your text names no colours"),
    ):
        palette = recommend_colours("A clerk counts the votes.", ["poetry"], mode=mode)
        assert palette.mode == "fit-in"
        assert palette.notes[0].startswith(words)
        assert three(palette) == three(recommend_colours("A clerk counts the votes.", ["poetry"]))


@pytest.mark.parametrize("genre", GENRES)
def test_moods_are_what_they_are_called(genre):
    found = {mode: recommend_colours(genres=[genre], mode=mode) for mode in ("dark", "light", "muted", "vivid")}
    assert found["dark"].working.ground.oklch[0] < 0.35
    assert found["light"].working.ground.oklch[0] > 0.85
    assert found["muted"].working.ground.oklch[1] < 0.12 < found["vivid"].working.ground.oklch[1]


def test_a_seed_gives_the_same_again_and_seeds_differ():
    for mode in ("fit-in", "vivid", "stand-out"):
        palettes = [recommend_colours(genres=["thriller"], mode=mode, variant=seed) for seed in range(40, 60)]
        again = [recommend_colours(genres=["thriller"], mode=mode, variant=seed) for seed in range(40, 60)]
        assert palettes == again
        assert len({three(palette) for palette in palettes}) > 2


def test_what_stands_out_is_of_a_neighbour_and_looks_different():
    same = recommend_colours(genres=["thriller"])
    other = recommend_colours(genres=["thriller"], mode="stand-out")
    group = load_tables().groups[other.basis.evidence.group]
    assert group.area == "fiction"
    assert group.name != "Thriller"
    apart = (oklab([same.working.ground.hex]) - oklab([other.working.ground.hex]))[0] * [1, 2, 2]
    assert (apart**2).sum() ** 0.5 >= 0.12


def test_the_colours_that_a_text_names_are_used():
    palette = recommend_colours("A crimson gown, a gold ring.", ["romance"], mode="from-text")
    assert palette.basis.kind == "text"
    assert "crimson, gold" in palette.basis.says
    assert palette.working.ground.name == "crimson"
    assert palette.working.accent.oklch[2] == pytest.approx(recommend_named("gold"), abs=15)


def recommend_named(name):
    from bookgenre.covers.colours import colour_of_name, swatch

    return swatch(colour_of_name(name)).oklch[2]


def test_dark_words_can_turn_a_middle_ground_dark_and_light_ones_light():
    grim = "Murder, death, blood, shadows and a killer in the dark night."
    classes = [
        lightness_class(recommend_colours(text, ["fantasy"]).working.ground.hex) for text in ("A quiet day.", grim)
    ]
    assert classes == ["middle", "dark"]


def test_all_choices_are_listed_once():
    palettes = palette_choices("A crimson dagger.", ["self-help"])
    assert palettes[0] == recommend_colours("A crimson dagger.", ["self-help"])
    assert {palette.mode for palette in palettes} == set(get_args(Mode))
    assert len({three(palette)[:2] for palette in palettes}) == len(palettes)


def test_every_convention_is_of_known_genres_and_has_five_colours():
    found = [convention for genre in load_taxonomy().ids if (convention := convention_of([genre]))]
    assert len(found) > 20
    for convention in found:
        assert len(convention.hexes) == 5
        assert convention.says
        assert convention.source.startswith("http")


def test_classes_are_named_as_the_tables_count_them():
    assert load_tables().lightness.terms == LIGHTNESS_CLASSES
