import json

import pytest

from bookgenre.corpus.assemble import reading
from bookgenre.corpus.assemble.reading import read_sources
from bookgenre.corpus.assemble.shards import BuildFolder
from bookgenre.corpus.plan import BuildPlan, SourcePlan
from bookgenre.files import Rejects


@pytest.fixture
def read(tmp_path):
    """Read sources into a build_folder; the number of records of each, the build_folder and the rejects."""

    def read(*sources, **options):
        plan = BuildPlan(tuple(s if isinstance(s, SourcePlan) else SourcePlan(s) for s in sources), **options)
        build_folder, rejects = BuildFolder(tmp_path / ".build", plan.key()), Rejects()
        return read_sources(plan, build_folder, rejects, None), build_folder, rejects

    return read


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(reading, "SHARD", 40)
    monkeypatch.setattr(reading, "_CHUNK", 20)


def rows_of(build_folder):
    return [row for path in build_folder.read_shards() for row in build_folder.rows(path)]


def test_records_come_into_shards_in_their_order(read, write, texts, small):
    first = write("a.jsonl", [{"description": text} for text in texts(101)])
    second = write("b.jsonl", [{"description": text} for text in texts(40)])
    counts, build_folder, _ = read(first, second)
    assert counts == [101, 40]
    assert [(note.source, note.through, note.last) for note in build_folder.notes()] == [
        (0, 40, False),
        (0, 80, False),
        (0, 101, True),
        (1, 40, False),
        (1, 40, True),
    ]
    lines = first.read_text().splitlines() + second.read_text().splitlines()
    assert [row["description"] for row in rows_of(build_folder)] == [json.loads(line)["description"] for line in lines]
    assert [row["line"] for row in rows_of(build_folder)] == [*range(1, 102), *range(1, 41)]


@pytest.mark.parametrize("through", [0, 40, 80])
def test_reading_goes_on_after_the_last_shard_that_is_whole(read, write, texts, small, through, monkeypatch):
    path = write("a.jsonl", [{"description": text} for text in [*texts(50), "N/A", *texts(50)]])
    _, build_folder, rejects = read(path)
    whole = rows_of(build_folder)
    for note in build_folder.folder.glob("read-*.json"):
        if json.loads(note.read_text())["through"] > through:
            note.unlink()
    prepared = []
    real = reading.clean_records
    monkeypatch.setattr(
        reading,
        "clean_records",
        lambda records, languages: prepared.append(len(records)) or real(records, languages),
    )
    counts, build_folder, again = read(path)
    assert sum(prepared) == 101 - through
    assert counts == [101]
    assert rows_of(build_folder) == whole
    assert again.counts == rejects.counts == {"a placeholder instead of a description": 1}


def test_a_source_that_was_read_to_its_end_is_not_worked_on_again_and_its_rejects_are_told_again(
    read, write, texts, monkeypatch
):
    path = write("a.jsonl", [{"description": text} for text in [*texts(5), "N/A"]])
    with path.open("a") as file:
        file.write("not JSON\n")
    first = read(path)
    monkeypatch.setattr(reading, "clean_records", None)
    again = read(path)
    assert again[0] == first[0] == [6]
    assert again[2].counts == first[2].counts == {"not JSON": 1, "a placeholder instead of a description": 1}


def test_a_plan_speaks_for_a_source(read, write, texts):
    path = write("a.jsonl", [{"blurb": text, "tags": tags} for text, tags in zip(texts(2), [["War"], []], strict=True)])
    _, build_folder, _ = read(SourcePlan(path, name="A shop", complete=True))
    assert [(row["source"], row["complete"]) for row in rows_of(build_folder)] == [("A shop", True), ("A shop", False)]
    _, build_folder, _ = read(path)
    assert [(row["source"], row["complete"]) for row in rows_of(build_folder)] == [("generic", False)] * 2


def test_a_plan_says_that_full_lists_are_not(read, write, texts):
    rows = [{"description": text, "labels": ["war"], "complete": True, "source": "x"} for text in texts(2)]
    path = write("a.jsonl", rows)
    _, build_folder, _ = read(SourcePlan(path, complete=False, name="A shop"))
    # What a record says of its own source stays.
    assert [(row["source"], row["complete"]) for row in rows_of(build_folder)] == [("x", False)] * 2


def test_progress_is_logged(write, texts, monkeypatch, tmp_path, caplog):
    monkeypatch.setattr(reading, "_REPORT_SECONDS", 0)
    monkeypatch.setattr(reading, "_CHUNK", 2)
    path = write("a.jsonl", [{"description": text} for text in texts(5)])
    plan = BuildPlan((SourcePlan(path),))
    with caplog.at_level("INFO", "bookgenre"):
        read_sources(plan, BuildFolder(tmp_path / ".build", "x"), Rejects(), None)
    assert [line.split(", ")[0] for line in caplog.messages[:3]] == [
        f"a.jsonl: {done} records read" for done in (2, 4, 5)
    ]


def test_how_each_file_was_read_is_logged(write, texts, tmp_path, caplog):
    generic = write("a.jsonl", [{"blurb": text} for text in texts(2)])
    labelled = write("b.jsonl", [{"description": text, "labels": ["war"]} for text in texts(2)])
    plan = BuildPlan((SourcePlan(generic), SourcePlan(labelled)))
    with caplog.at_level("INFO", "bookgenre"):
        read_sources(plan, BuildFolder(tmp_path / ".build", "x"), Rejects(), None)
    assert caplog.messages == [
        "a.jsonl: columns: description from 'blurb'",
        "a.jsonl: no column holds genres, so no record is labelled; name it: --column genres=NAME",
        "b.jsonl: read as labelled: Labelled records; --format names another",
    ]


def test_a_format_that_does_not_exist_is_told_before_anything_is_read(read, write, texts):
    path = write("a.jsonl", [{"description": text} for text in texts(2)])
    with pytest.raises(ValueError, match="no format"):
        read(path, SourcePlan(path, format="nonsense"))
