import io

import pytest

from bookgenre.covers import check_image, check_palette, recommend_colours
from bookgenre.errors import GenreError, InputError


def test_a_thriller_s_colours_fit_a_thriller_and_not_a_board_book():
    colours = ["#14060c", "#c1121f", "#f0e8d8"]
    fits = check_palette(colours, ["thriller"])
    strange = check_palette(colours, ["board-books"])
    assert fits.lightness == "dark"
    assert fits.rank[0] < strange.rank[0]
    assert any("fits Thriller" in sentence for sentence in fits.says)
    assert any("is unusual for Board & Picture Books" in sentence for sentence in strange.says)
    assert {"Thriller", "Mystery & Thriller", "Horror"} & set(fits.looks_like)


def test_evidence_is_of_the_genres_groups_only():
    found = check_palette(["#112233", "#ddeeff"], ["horror"])
    assert {evidence.group for colour in found.colours for evidence in colour.evidence} == {"Horror"}
    assert not any(colour.evidence for colour in check_palette(["#112233", "#ddeeff"]).colours)


def test_without_genres_it_says_what_the_palette_looks_like():
    found = check_palette(["#112233", "#ddeeff"])
    assert found.rank is None
    assert len(found.looks_like) == 5
    assert list(found.looks_like.values()) == sorted(found.looks_like.values(), reverse=True)


@pytest.mark.parametrize(
    ("colours", "words"),
    [
        (["#000000", "#ffffff"], "read well in white (21.0:1"),
        (["#ffffff", "#888888"], "A large title reads"),
        (["#ffffff", "#eeeeee"], "No colour reads on the ground"),
        (["#ffffff", "#000000", "#010101"], "Hard to tell apart: #000000 and #010101"),
    ],
)
def test_it_says_how_readable_a_title_is(colours, words):
    assert any(words in sentence for sentence in check_palette(colours).says)


def test_what_was_recommended_fits():
    for genre in ("romance", "childrens", "business", "fantasy", "poetry"):
        working = recommend_colours(genres=[genre]).working
        found = check_palette([working.ground.hex, working.accent.hex, working.text.hex], [genre])
        assert found.rank[0] <= 2 * found.rank[1] / 3, genre


def test_any_notation_of_css_is_read():
    named = check_palette([" navy ", "rgb(255 0 0)", "#FFF"])
    assert [entry.colour.hex for entry in named.colours] == ["#000080", "#ff0000", "#ffffff"]


@pytest.mark.parametrize(
    ("colours", "message"),
    [
        ([], "0 different colours were given; give 2 to 20"),
        (["#112233"], "1 different colours"),
        (["#112233", "#112233"], "1 different colours"),
        ([f"#0000{n:02x}" for n in range(21)], "21 different colours"),
        (["#112233", "bluish"], "'bluish' is no colour; write it as '#112233'"),
        (["#112233", ""], "'' is no colour"),
        (["#112233", "#12345"], "is no colour"),
        ("#112233", "must be a list"),
        (["#112233", 7], "a colour must be text, not int"),
    ],
)
def test_what_is_no_palette_is_refused(colours, message):
    with pytest.raises(InputError, match=message):
        check_palette(colours)


def test_an_unknown_genre_is_refused():
    with pytest.raises(GenreError, match="horror"):
        check_palette(["#112233", "#ddeeff"], ["horor"])


def test_a_picture_is_measured_and_checked():
    image = pytest.importorskip("PIL.Image")
    picture = image.new("RGB", (60, 90), "#14060c")
    picture.paste("#c1121f", (0, 60, 60, 75))
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    stream.seek(0)
    found = check_image(stream, ["thriller"])
    assert [entry.colour.hex for entry in found.colours] == ["#14060c", "#c1121f"]
    assert found.to_dict()["lightness"] == "dark"
