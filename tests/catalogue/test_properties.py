"""For any table: each row comes back, in its order, and has either genres or a reason in the list of rejects."""

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bookgenre.catalogue import classify_catalogue

hypothesis = pytest.importorskip("hypothesis", reason="hypothesis is not installed: pip install 'bookgenre[dev]'")
st = hypothesis.strategies

words = st.lists(st.sampled_from("agent spy recipe oven dragon magic the of <p> &amp; \u202e \U0001f409".split()))
cells = st.one_of(
    words.map(" ".join),
    st.text(max_size=60),
    st.none(),
    st.floats(),
    st.integers(),
    st.lists(st.text(max_size=5), max_size=3),
    st.just("dragon " * 8000),
)
tables = st.lists(st.fixed_dictionaries({"id": st.integers(0, 10**15), "description": cells}), min_size=1, max_size=30)


@pytest.mark.slow
@hypothesis.settings(max_examples=25, deadline=None)
@hypothesis.given(tables)
def test_no_row_is_lost(settings_of_module, table):
    with TemporaryDirectory() as name:
        source, out = Path(name) / "in.jsonl", Path(name) / "out.jsonl"
        source.write_text("".join(json.dumps(row) + "\n" for row in table), encoding="utf-8")
        report = classify_catalogue(source, out, settings=settings_of_module)
        rows = objects(out)
        listed = objects(report.rejects) if report.rejects else []
    assert [row["id"] for row in rows] == [row["id"] for row in table]
    assert report.records == len(table) == report.answered + report.rejected
    failed = [(place, row) for place, row in enumerate(rows, start=1) if "problem" in row["bookgenre"]]
    assert [(line["record"], line["reason"]) for line in listed] == [
        (place, row["bookgenre"]["problem"]) for place, row in failed
    ]
    assert all(line["identifier"] == str(table[line["record"] - 1]["id"]) for line in listed)
    for row in rows:
        assert ("genres" in row["bookgenre"]) != ("problem" in row["bookgenre"])


def objects(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


@pytest.fixture(scope="module")
def settings_of_module(tiny_model_folder):
    from bookgenre.catalogue import AnswerSettings

    return replace(AnswerSettings(), model=tiny_model_folder, workers=1)
