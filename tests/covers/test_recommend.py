import json
import random
from typing import get_args

import numpy as np
import pytest

from bookgenre.covers import Mode, recommend_colours
from bookgenre.covers.colours import basic, contrast, difference
from bookgenre.errors import GenreError, InputError
from bookgenre.genres import load_taxonomy
from processes import printed_elsewhere

SEVEN = ["romance", "horror", "business", "childrens", "historical-fiction", "science-fiction", "cooking"]


def terms(palette):
    return [entry.term for entry in palette.colours]


def test_ten_colours_whose_shares_are_whole_percents_of_a_hundred():
    palette = recommend_colours(genres=["romance"])
    assert len(palette.colours) == 10
    assert sum(entry.share for entry in palette.colours) == 100
    assert [entry.share for entry in palette.colours] == sorted((e.share for e in palette.colours), reverse=True)
    assert len({entry.colour.hex for entry in palette.colours}) == 10


def test_no_two_colours_of_a_palette_have_one_name():
    for genre in (*SEVEN, "law", "france"):
        palette = recommend_colours(genres=[genre], n=20)
        colours = [*(entry.colour for entry in palette.colours), palette.working.ground, palette.working.accent]
        colours.append(palette.working.text)
        assert len({colour.name for colour in colours}) == len({colour.hex for colour in colours})


def test_the_largest_of_the_ten_is_the_ground_of_the_combination():
    for genre in SEVEN:
        palette = recommend_colours(genres=[genre])
        assert palette.colours[0].colour.hex == palette.working.ground.hex


def test_the_same_question_has_the_same_answer():
    asked = {"description": "A dark sea", "genres": ["noir", "romance"], "variant": 3}
    program = f"from bookgenre.covers import recommend_colours; print(recommend_colours(**{asked}).to_json())"
    assert printed_elsewhere(program) == recommend_colours(**asked).to_json() + "\n"


def test_seven_genres_have_seven_palettes():
    palettes = [recommend_colours(genres=[genre]) for genre in SEVEN]
    assert len({tuple((e.term, e.share) for e in palette.colours) for palette in palettes}) == 7
    assert len({(p.working.ground.hex, p.working.accent.hex) for p in palettes}) == 7


def test_each_colour_says_what_it_rests_on_and_cites_the_genres_own_groups():
    for genre, groups in (
        ("thriller", {"Thriller"}),
        ("litrpg", {"Science Fiction & Fantasy", "Comics & Graphic Novels"}),
    ):
        palette = recommend_colours(genres=[genre])
        assert {found.group for entry in palette.colours for found in entry.evidence} <= groups
        assert "on about" in palette.colours[0].why
        assert "times as often as on all covers" in palette.colours[0].why


def test_the_text_moves_tone_and_hue_and_says_so():
    plain = recommend_colours("A clerk counts votes.", ["romance"])
    told = recommend_colours("A crimson murder.", ["romance"])
    assert not any("from your text" in note for note in plain.notes)
    assert any("from your text: dark (murder); red (crimson)" in note for note in told.notes)
    red = next(entry for entry in told.colours if basic(entry.term) == "red")
    assert "from your text: crimson" in red.why


def test_a_colour_that_the_text_names_is_shown_itself():
    def names(text):
        return {entry.colour.name for entry in recommend_colours(text, ["romance"]).colours}

    assert "crimson" in names("Everything was crimson: crimson gowns, scarlet sashes, red roses.")
    assert "crimson" not in names("Everything was as it had been: gowns, sashes and a garden.")


def test_a_description_alone_is_answered_from_covers_as_a_whole_and_its_words():
    palette = recommend_colours("Emerald and jade, and nothing else.")
    assert any("without a measured genre" in note for note in palette.notes)
    assert "green" in [basic(term) for term in terms(palette)]
    assert palette.basis.kind == "all"
    assert not palette.groups


def test_weak_genres_are_named():
    assert any(
        "few covers were measured for Cozy Mystery (19)" in n for n in recommend_colours(genres=["cozy-mystery"]).notes
    )
    assert any("no covers were measured for France" in n for n in recommend_colours(genres=["france", "noir"]).notes)


def test_names_and_other_names_of_genres_are_understood():
    assert recommend_colours(genres=["Horror"]).groups == recommend_colours(genres=["horror"]).groups == {"Horror": 1.0}


def test_weights_of_genres_count():
    much, little = (recommend_colours(genres={"horror": 1.0, "poetry": weight}) for weight in (1.0, 0.1))
    assert much.groups["Poetry"] == pytest.approx(0.5)
    assert little.groups["Poetry"] == pytest.approx(0.1 / 1.1)


def test_variants_have_other_grounds_and_then_other_accents():
    palettes = [recommend_colours(genres=["romance"], variant=variant) for variant in range(20)]
    assert len({(p.working.ground.hex, p.working.accent.hex) for p in palettes}) >= 15


def test_the_json_holds_what_is_promised():
    values = json.loads(recommend_colours(genres=["romance"]).to_json())
    assert {"hex", "share", "name", "oklch", "why"} <= values["colours"][0].keys()
    assert {"ground", "accent", "text"} <= values["working"].keys()
    assert {"kind", "says", "ground", "evidence", "source"} == values["basis"].keys()
    assert values["working"]["ground"]["hex"].startswith("#")


def test_many_questions_all_have_an_answer_that_works():
    draw = random.Random(3)
    genres = load_taxonomy().ids
    texts = [None, "A crimson sea at midnight", "Sweet summer lemon", "Grey fog, white snow", ""]
    for _ in range(120):
        palette = recommend_colours(
            draw.choice(texts),
            draw.sample(genres, draw.randint(1, 5)),
            draw.choice([None, "The Black Rose", "W" * 200]),
            draw.randint(1, 20),
            mode=draw.choice(get_args(Mode)),
            variant=draw.randrange(60),
        )
        working = palette.working
        assert contrast(working.text.hex, working.ground.hex) >= 4.5
        three = [working.ground.hex, working.accent.hex, working.text.hex]
        assert min(difference(three[a], three[b]) for a, b in ((0, 1), (0, 2), (1, 2))) >= 15
        assert sum(entry.share for entry in palette.colours) == 100


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({}, "give a genre, a description, or both"),
        ({"description": "  "}, "give a genre, a description, or both"),
        ({"genres": ["horror"], "n": 0}, "number of colours is 0; give a whole number from 1 to 20"),
        ({"genres": ["horror"], "n": 21}, "number of colours is 21"),
        ({"genres": ["horror"], "n": 2.5}, "number of colours is 2.5"),
        ({"genres": ["horror"], "n": "ten"}, "number of colours is 'ten'"),
        ({"genres": ["horror"], "variant": -1}, "variant is -1; give a whole number, 0 or more"),
        ({"genres": ["horror"], "variant": float("nan")}, "variant is nan"),
        ({"genres": ["horror"], "mode": "loud"}, "use 'fit-in' or 'stand-out' or 'convention'"),
        ({"genres": ["horror"], "mode": ["fit-in"]}, "use 'fit-in' or 'stand-out' or 'convention'"),
        ({"genres": "horror"}, "must be a list"),
        ({"genres": b"horror"}, "must be a list"),
        ({"genres": 5}, "must be a list of genres, not int"),
        ({"genres": [5]}, "a genre must be text"),
        ({"genres": [["horror"]]}, "a genre must be text"),
        ({"genres": {"horror": float("nan")}}, "the weight of 'horror' is nan; give a number from 0 up"),
        ({"genres": {"horror": float("inf")}}, "the weight of 'horror' is inf"),
        ({"genres": {"horror": 1.0, "poetry": -0.1}}, "the weight of 'poetry' is -0.1"),
        ({"genres": {"horror": "much"}}, "the weight of 'horror' is 'much'"),
        ({"genres": {"horror": None}}, "the weight of 'horror' is None"),
        ({"genres": {"horror": 0.0}}, "all genres have the weight 0"),
        ({"description": b"A text of bytes."}, "the description must be text"),
        ({"description": 5, "genres": ["horror"]}, "the description must be text"),
        ({"title": 5, "genres": ["horror"]}, "the title must be text"),
    ],
)
def test_what_cannot_be_answered_is_refused(asked, message):
    with pytest.raises(InputError, match=message):
        recommend_colours(**asked)


def test_numpys_numbers_are_numbers():
    given = recommend_colours(
        genres={"horror": np.float32(1), "poetry": np.int64(1)}, n=np.int64(3), variant=np.int8(2)
    )
    assert given == recommend_colours(genres={"horror": 1.0, "poetry": 1.0}, n=3, variant=2)
    assert json.loads(given.to_json())["variant"] == 2
    assert recommend_colours(genres=np.array(["horror"])) == recommend_colours(genres=["horror"])


def test_an_unknown_genre_is_named_with_its_nearest():
    with pytest.raises(GenreError, match="horror"):
        recommend_colours(genres=["horor"])


def test_contradictory_genres_are_averaged():
    palette = recommend_colours(genres=["picture-books", "erotica", "law"])
    assert set(palette.groups) == {"Board & Picture Books", "Romance", "Law"}
