"""The benchmark of speed: what it counts, and the pages that it writes."""

import json
import sys
from pathlib import Path

import pytest

pytest.importorskip("onnx", reason="the roofline is measured with the extra train")
ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

from speed import report as report_module  # noqa: E402 - it lies beside the package
from speed.report import report, spread  # noqa: E402
from speed.roofline import multiply_adds  # noqa: E402

PAGES = ("README.md", "docs/speed.md")


def results():
    """Results of two rounds, as if every pipeline took the same."""
    keys = ("bookgenre", "reference", "minilm", "svm")
    rates = {"setting": "one thread per text", "tried": {}, "rates": [50.0, 60.0], "cpu": [0.02, 0.021]}
    times = {"1": {"64": [0.010, 0.012], "180": [0.02, 0.02]}, "2": {"64": [0.01, 0.01], "180": [0.015, 0.017]}}
    start = {"answer": [0.5, 0.6], "cpu": [0.4, 0.4], "megabytes": [110.0, 112.0], "import": [0.2, 0.2]}
    parts = {
        "sizes": {key: {"model": 24.9, "installed": 220.0} for key in keys},
        "start": dict.fromkeys(keys, start),
        "latency": dict.fromkeys(keys, times),
        "throughput": dict.fromkeys(keys, rates) | {"reference": rates | {"rates": [5.0, 6.0]}},
        "roofline": {"peak": [1e12, 1e12], "network": [1e11, 2e11], "tokens": 180.0, "multiply_adds": 2e9},
    }
    machine = {"processor": "a processor", "cores": 2, "system": "Linux x86_64", "load": 0.0}
    return {
        "command": "benchmarks/speed/run",
        "date": "2026-11-29",
        "books": 40,
        "rounds": 2,
        "machine": machine,
        "versions": {"bookgenre": "1"},
        "parts": parts,
    }


def test_multiply_adds_are_those_of_six_layers_of_384():
    # One token: six layers of twelve squares of the width, attention to itself, and the head.
    assert multiply_adds(1) == 6 * (12 * 384**2 + 2 * 384) + 384 * 256
    # Attention grows with the square of the length.
    assert multiply_adds(200) - 2 * multiply_adds(100) == 6 * 2 * 384 * (200**2 - 2 * 100**2) - 384 * 256


def test_a_value_is_the_median_with_its_range():
    assert spread([3.0, 1.0, 2.0]) == "2 (1 to 3)"
    assert spread([0.0101, 0.0102], 1000) == "10"


@pytest.fixture
def pages(tmp_path, monkeypatch):
    """Copies of both pages, which the report writes instead of them."""
    pytest.importorskip("matplotlib", reason="the plot needs the extra train")
    copies = {name: tmp_path / Path(name).name for name in PAGES}
    for name, page in copies.items():
        page.write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(report_module, "_README", copies["README.md"])
    monkeypatch.setattr(report_module, "_PAGE", copies["docs/speed.md"])
    monkeypatch.setattr(report_module, "_PLOT", tmp_path / "speed.png")
    return copies


def test_both_pages_are_written_between_their_marks(pages, tmp_path):
    report(results())
    assert "| bookgenre is better by a factor of | 10.0 |" in pages["README.md"].read_text(encoding="utf-8")
    page = pages["docs/speed.md"].read_text(encoding="utf-8")
    assert "| bookgenre | 55.0 (50.0 to 60.0) | one thread per text |" in page
    assert "it takes 6.7 times as long as it would at the peak" in page
    assert page.rstrip().endswith((ROOT / "docs/speed.md").read_text(encoding="utf-8").rstrip().splitlines()[-1])
    assert (tmp_path / "speed.png").stat().st_size > 5_000


def test_the_pages_show_the_results_that_are_kept(pages):
    report(json.loads((ROOT / "benchmarks" / "speed" / "results.json").read_text(encoding="utf-8")))
    for name, page in pages.items():
        assert page.read_text(encoding="utf-8") == (ROOT / name).read_text(encoding="utf-8")
