import math

import numpy as np
import pytest

from bookgenre.covers.lifts import LiftTable

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
