"""What docs/covers.md says of held-out covers is what benchmarks/covers found, and its distances are right."""

import json
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from bookgenre.covers.colours import difference

ROOT = Path(__file__).parents[2]
RESULTS = json.loads((ROOT / "benchmarks" / "covers" / "heldout.json").read_text(encoding="utf-8"))


@pytest.fixture
def distance(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks" / "covers"))
    import distance

    yield distance
    sys.modules.pop("distance")


def test_the_benchmark_met_what_was_promised():
    light, distinct, means = RESULTS["lightness"], RESULTS["distinct"], RESULTS["transport"]["mean over groups"]
    assert light["groups of both large sources"] >= 26
    assert light["of both saving bits"] / light["groups of both large sources"] >= 20 / 26
    assert distinct["first ground black or white, of groups"] <= 0.5
    assert distinct["first ground black or white, of genres"] <= 0.5
    assert distinct["largest share of genres with one ground (within 12)"] <= 0.25
    assert distinct["largest share of genres with one accent (within 12)"] <= 0.25
    assert distinct["pairs of groups whose grounds are nearer than 5"] <= 0.15
    assert distinct["pairs of groups whose accents are nearer than 5"] <= 0.05
    assert distinct["genres whose Stand out equals Fit in"] == 0
    assert means["best of three"] <= means["previous best of three"]
    assert means["best of three"] <= means["random cover of another genre"] - 2
    assert RESULTS["firm"]["families"]["firm"] > 2 * RESULTS["firm"]["families, genres shuffled"]["firm"]


def test_the_documents_quote_the_benchmark():
    page = (ROOT / "docs" / "covers.md").read_text(encoding="utf-8")
    rows = re.findall(r"\| ([\d.]+) % \| ([\d.]+) % \| ([\d.]+) \|", page)
    found = [RESULTS["dominant"][name] for name in ("random", "the same for every book", "by genre")]
    assert rows == [(f"{100 * f['top-1']:.1f}", f"{100 * f['top-3']:.1f}", f"{f['bits']:.3f}") for f in found]
    table = dict(re.findall(r"\| ([a-z][a-z ]+) \| ([\d.]+) \|\n", page))
    assert table == {kind: f"{value:.1f}" for kind, value in RESULTS["transport"]["mean over groups"].items()}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for value in found:
        assert re.search(rf"\b{100 * value['top-1']:.1f}\b", readme)


def test_distances_of_arrays_are_ciede2000(distance):
    pytest.importorskip("scipy")
    generator = np.random.default_rng(0)
    colours = ["#" + bytes(row).hex() for row in generator.integers(0, 256, (60, 3), dtype=np.uint8)]
    lab = distance.cielab(colours)
    found = distance.ciede2000(lab[:30], lab[30:])
    expected = [difference(a, b) for a, b in zip(colours[:30], colours[30:], strict=True)]
    assert found == pytest.approx(np.array(expected), abs=0.01)


def test_the_transport_distance_is_that_of_the_linear_programme(distance):
    optimize = pytest.importorskip("scipy.optimize")
    generator = np.random.default_rng(1)
    one, other = (generator.uniform([0, -60, -60], [100, 60, 60], (20, n, 3)) for n in (3, 5))
    weights, other_weights = generator.dirichlet(np.ones(3), 20), generator.dirichlet(np.ones(5), 20)
    found = distance.transports(one, weights, other, other_weights)
    constraints = np.concatenate([np.kron(np.eye(3), np.ones(5)), np.kron(np.ones(3), np.eye(5))])
    for place in range(20):
        costs = distance.ciede2000(one[place][:, None], other[place][None])
        targets = np.concatenate([weights[place], other_weights[place]])
        best = optimize.linprog(costs.ravel(), A_eq=constraints[:-1], b_eq=targets[:-1]).fun
        assert found[place] == pytest.approx(best, abs=0.3)
