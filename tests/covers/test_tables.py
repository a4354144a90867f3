"""The packaged tables, and what the issue that asked for them promises of them (docs/covers.md)."""

import json
import math
import re
from importlib.resources import files
from itertools import combinations

import numpy as np
import pytest

from bookgenre.covers import recommend_colours
from bookgenre.covers.colours import LIGHTNESS_CLASSES, basic, difference, lightness_class, oklab
from bookgenre.covers.palette import working_of
from bookgenre.covers.recommend import group_weights, groups_of
from bookgenre.covers.tables import LiftTable, load_tables
from bookgenre.genres import load_taxonomy

# Genres that say nothing of any cover that was measured, with all that is below them.
WITHOUT = {"animals", "holidays", "african-american", "africa", "asia", "australia", "canada", "europe"} | {
    "middle-east",
    "united-states",
    "20th-century",
}
TABLES = load_tables()
FIRST = {name: working_of(group.combinations[0].hexes) for name, group in TABLES.groups.items() if name}


def test_every_genre_is_reviewed_and_has_measured_groups_or_is_known_to_have_none():
    taxonomy = load_taxonomy()
    table = json.loads(files("bookgenre.covers").joinpath("genre_groups.json").read_text(encoding="utf-8"))
    assert set(table) == set(taxonomy.ids)
    for genre, groups in table.items():
        assert set(groups) <= set(TABLES.groups)
        assert bool(groups) != bool(WITHOUT.intersection((genre, *taxonomy.ancestors(genre)))), genre


def test_every_group_is_some_genre_s():
    assert {group for genre in load_taxonomy().ids for group in groups_of(genre)} == set(TABLES.groups) - {""}


@pytest.mark.parametrize(
    ("genre", "groups"),
    [
        ("espionage", ("Thriller",)),
        ("cozy-mystery", ("Cozy Mystery",)),
        ("board-books", ("Board & Picture Books",)),
        ("middle-grade", ("Middle Grade",)),
        ("cooking", ("Food & Cooking",)),
        ("france", ()),
    ],
)
def test_groups_of_genres(genre, groups):
    assert groups_of(genre) == groups


def test_weights_sum_to_one_and_keep_their_proportions():
    assert group_weights({"horror": 0.6, "romance": 0.2}) == pytest.approx({"Horror": 0.75, "Romance": 0.25})
    assert group_weights({"gay-romance": 1.0}) == pytest.approx({"Romance": 0.5, "LGBTQ+": 0.5})


def test_a_parent_does_not_count_beside_its_child():
    assert group_weights({"fiction": 0.9, "mystery-thriller-suspense": 0.8, "espionage": 0.7}) == {"Thriller": 1.0}


def test_fiction_counts_only_where_there_is_nothing_narrower():
    assert group_weights({"fiction": 0.9}) == {"Fiction": 1.0}
    assert group_weights({"fiction": 0.9, "poetry": 0.3}) == {"Poetry": 1.0}


def test_genres_without_groups_weigh_nothing():
    assert group_weights({"france": 1.0}) == {}
    assert group_weights({"france": 1.0, "horror": 0.1}) == {"Horror": 1.0}
    assert group_weights({"horror": 0.0}) == {}


def test_the_tables_hold_what_was_counted():
    assert len(TABLES.colours.terms) == 29
    assert TABLES.colours.covers("Romance") == 770
    assert TABLES.lightness.covers("Children's") > 1900
    black = TABLES.colours.evidence("Mystery & Thriller", TABLES.colours.terms.index("black"))
    assert black.lift == pytest.approx(1.71, abs=0.02)


def test_the_tables_hold_no_cover_but_its_colours():
    text = files("bookgenre.covers").joinpath("tables.json").read_text(encoding="utf-8")
    data = json.loads(text)
    assert len(text) < 200_000
    assert "seoirsem/book_covers" in data["attribution"]
    assert set(data["groups"]["Romance"]["combinations"][0]) == {"hexes", "weights", "family", "group", "firm", "moods"}


@pytest.mark.parametrize("name", TABLES.groups)
def test_each_group_has_combinations_to_fit_in_and_of_every_mood(name):
    group = TABLES.groups[name]
    assert sum(not c.moods for c in group.combinations) == 3
    assert {mood for c in group.combinations for mood in c.moods} == {"dark", "light", "muted", "vivid"}
    for combination in group.combinations:
        assert len(combination.hexes) == len(combination.weights) == 5
        assert sum(combination.weights) == pytest.approx(1, abs=0.01)
        found = combination.evidence
        assert found.low <= found.lift <= found.high
        assert found.covers >= 60
        assert not combination.firm or found.low > 1
    moods = {mood: oklab([c.hexes[0]])[0, 0] for c in group.combinations for mood in c.moods}
    assert moods["dark"] < 0.35 < 0.85 < moods["light"]


def test_board_books_are_seldom_dark_and_thrillers_often():
    dark = {name: TABLES.lightness.shares({name: 1.0})[0] for name in ("Board & Picture Books", "Thriller", "Horror")}
    assert dark["Board & Picture Books"] < 0.15
    assert min(dark["Thriller"], dark["Horror"]) > 0.35


def test_the_first_ground_is_of_the_commonest_class_or_the_answer_says_why_not():
    for name, working in FIRST.items():
        if TABLES.lightness.covers(name) < 100:
            continue
        shares = TABLES.lightness.shares({name: 1.0})
        own = LIGHTNESS_CLASSES.index(lightness_class(working.ground.hex))
        assert shares[own] >= 0.9 * shares.max(), name
    reason = recommend_colours(genres=["thriller"]).basis.ground
    assert reason.startswith("a dark ground is nearly as common as any")


def test_no_more_than_half_of_the_first_grounds_are_black_or_white():
    terms = [TABLES.term(working.ground.hex) for working in FIRST.values()]
    assert sum(term in ("black", "white") for term in terms) <= len(terms) / 2
    grounds = [recommend_colours(genres=[genre]).working.ground.hex for genre in load_taxonomy().ids]
    assert sum(TABLES.term(ground) in ("black", "white") for ground in grounds) <= len(grounds) / 2


def test_grounds_and_accents_of_groups_differ():
    pairs = list(combinations(FIRST.values(), 2))
    for role, most in (("ground", 0.15), ("accent", 0.05)):
        near = sum(difference(getattr(a, role).hex, getattr(b, role).hex) < 5 for a, b in pairs)
        assert near <= most * len(pairs), role


def test_no_ground_or_accent_is_first_for_more_than_a_quarter_of_the_genres():
    palettes = [recommend_colours(genres=[genre]).working for genre in load_taxonomy().ids]
    for role in ("ground", "accent"):
        colours = [getattr(working, role).hex for working in palettes]
        different = list(dict.fromkeys(colours))
        counts = np.array([colours.count(colour) for colour in different])
        near = np.array([[difference(a, b) < 12 for b in different] for a in different])
        assert (near @ counts).max() <= len(colours) / 4, role


def test_standing_out_is_never_fitting_in():
    for genre in load_taxonomy().ids:
        same, other = (recommend_colours(genres=[genre], mode=mode).working for mode in ("fit-in", "stand-out"))
        assert same.ground.hex != other.ground.hex, genre
        assert (same.ground, same.accent) != (other.ground, other.accent)


def significant_cells(path):
    """Group, basic colour and direction of the cells that the table marks as significant, groups of 100 covers up."""
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 6 and cells[1].isdigit() and int(cells[1]) + int(cells[2]) >= 100:
            for column, direction in ((4, 1), (5, -1)):
                for colour, star, _ in re.findall(r"(\w+)(\*?) ([\d.]+)", cells[column]):
                    if star:
                        yield cells[0], colour, direction


def test_every_significant_cell_of_the_measured_table_has_its_direction(shared):
    packaged = load_tables().colours
    cells = list(significant_cells(shared / "covers" / "GENRE_TABLE.md"))
    assert len(cells) == 93
    for group, colour, direction in cells:
        places = [place for place, term in enumerate(packaged.terms) if basic(term) == colour]
        share, base = packaged.shares({group: 1.0})[places].sum(), packaged.base[places].sum()
        assert (share > base) == (direction > 0), (group, colour, share, base)


TERMS = ("black", "white", "dark blue", "mid blue")


def table(**groups):
    """Two sources of 1,000 covers; a group's counts are given for one source, or for each."""
    counts = {"here": {"": np.array([400, 400, 100, 100])}, "there": {"": np.array([200, 600, 100, 100])}}
    for name, of_sources in groups.items():
        for source, values in of_sources.items():
            counts[source][name] = np.array(values)
    return LiftTable(TERMS, counts)


def test_the_base_is_the_share_of_all_covers():
    assert table().base == pytest.approx([0.3, 0.5, 0.1, 0.1], abs=0.001)
    assert table().base.sum() == pytest.approx(1)


def test_a_lift_is_smoothed_by_fifty_covers_of_no_genre():
    found = table(noir={"here": [100, 0, 0, 0]}).evidence("noir", 0)
    assert found.lift == pytest.approx((100 + 50 * 0.4) / 150 / 0.4, rel=0.01)
    assert found.covers == 100
    assert found.sources_agree is None


def test_two_sources_are_joined_by_their_geometric_mean_weighted_by_covers():
    both = table(noir={"here": [100, 0, 0, 0], "there": [150, 150, 0, 0]})
    one = table(noir={"here": [100, 0, 0, 0]}).evidence("noir", 0).lift
    other = table(noir={"there": [150, 150, 0, 0]}).evidence("noir", 0).lift
    assert both.evidence("noir", 0).lift == pytest.approx(math.exp((100 * math.log(one) + 300 * math.log(other)) / 400))
    assert both.covers("noir") == 400


def test_sources_agree_when_they_lean_the_same_way():
    same = table(noir={"here": [90, 10, 0, 0], "there": [80, 20, 0, 0]})
    apart = table(noir={"here": [90, 10, 0, 0], "there": [5, 95, 0, 0]})
    assert same.evidence("noir", 0).sources_agree is True
    assert apart.evidence("noir", 0).sources_agree is False


def test_more_covers_make_a_narrower_interval_around_the_lift():
    few = table(noir={"here": [9, 1, 0, 0]}).evidence("noir", 0)
    many = table(noir={"here": [900, 100, 0, 0]}).evidence("noir", 0)
    assert few.low < few.lift < few.high
    assert many.high / many.low < few.high / few.low
    assert many.low > 1
    few = table(noir={"here": [4, 4, 1, 1]}).evidence("noir", 0)
    assert few.low < 1 < few.high


def test_the_interval_holds_the_true_lift_about_nineteen_times_in_twenty():
    draw = np.random.default_rng(5)
    truth = np.array([0.6, 0.2, 0.1, 0.1])
    covered = 0
    for _ in range(400):
        found = table(noir={"here": draw.multinomial(2000, truth)}).evidence("noir", 0)
        covered += found.low <= 0.6 / 0.4 <= found.high
    assert 0.85 < covered / 400 <= 1


def test_a_group_that_was_not_measured_lifts_nothing():
    empty = table()
    assert not empty.log_lifts("noir").any()
    assert empty.evidence("noir", 0).covers == 0
    assert empty.shares({"noir": 1.0}) == pytest.approx(empty.base)


def test_a_score_is_base_times_the_weighted_geometric_mean_of_lifts():
    made = table(noir={"here": [90, 10, 0, 0]}, sea={"there": [10, 10, 40, 40]})
    logs = np.log(made.base) + 0.25 * made.log_lifts("noir") + 0.75 * made.log_lifts("sea")
    assert made.shares({"noir": 1.0, "sea": 3.0}) == pytest.approx(np.exp(logs) / np.exp(logs).sum())


def test_a_nudge_moves_the_score():
    made = table()
    nudged = made.shares({}, np.array([0, 0, np.log(2), 0]))
    assert nudged[2] / nudged[3] == pytest.approx(2 * made.base[2] / made.base[3])
    assert nudged.sum() == pytest.approx(1)
