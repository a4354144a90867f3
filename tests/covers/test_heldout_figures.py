"""What the documents say of held-out covers is what the benchmark prints."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_the_documents_quote_the_benchmark(shared):
    pytest.importorskip("pyarrow", reason="the covers are in Parquet: pip install 'bookgenre[corpus]'")
    done = subprocess.run(
        [sys.executable, ROOT / "benchmarks" / "covers" / "heldout.py", shared / "covers"],
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    lines = re.findall(r"top-1 ([\d.]+)%  top-3 ([\d.]+)%  ([\d.]+) bits", done.stdout)
    page = (ROOT / "docs" / "covers.md").read_text(encoding="utf-8")
    table = re.findall(r"\| ([\d.]+) % \| ([\d.]+) % \| ([\d.]+) \|", page)
    assert len(table) == 3
    assert table == lines[:3]
    for one, _, bits in lines[3:]:
        assert f"{one} %" in page
        assert bits in page
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for one, _, _ in table:
        assert re.search(rf"\b{re.escape(one)}\b", readme)
