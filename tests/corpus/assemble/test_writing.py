from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bookgenre.corpus import read_records
from bookgenre.corpus.assemble.writing import CORPUS_SCHEMA, corpus_table
from bookgenre.corpus.dedupe.works import SPLITS, split_of
from bookgenre.corpus.plan import BuildPlan, SourcePlan

NAMES = (*SPLITS, "unlabelled")


def test_all_files_have_the_schema_even_without_a_row(build, write, texts, tmp_path):
    build(write("a.jsonl", [{"description": texts(1)[0], "genres": ["War"]}]), validation=0, test=0)
    for name in NAMES:
        assert pq.read_schema(tmp_path / "out" / f"{name}.parquet").equals(CORPUS_SCHEMA)
    assert [pq.read_metadata(tmp_path / "out" / f"{name}.parquet").num_rows for name in NAMES] == [1, 0, 0, 0]


def test_a_record_is_written_with_all_that_is_known_of_it(build, write, texts, written):
    text = texts(1)[0]
    build(
        write(
            "a.jsonl",
            [
                {
                    "title": "The Salt Road",
                    "author": "Ada Wren; Bo Brush",
                    "description": f"<p>{text}</p>",
                    "genres": ["Spy Thriller", "Blorp"],
                    "isbn": "0-306-40615-2",
                    "url": "https://example.org/1",
                    "language": "English",
                }
            ],
        )
    )
    (row,) = written()
    work = int(row.pop("work"), 16)
    assert row.pop("split") == split_of(work, BuildPlan((SourcePlan(Path("x")),)))
    assert int(row.pop("id"), 16) == work
    assert row == {
        "title": "The Salt Road",
        "description": text,
        "authors": ["Ada Wren", "Bo Brush"],
        "language": "en",
        "genres": ["Spy Thriller", "Blorp"],
        "labels": ["espionage", "fiction", "mystery-thriller-suspense", "thriller"],
        "complete": False,
        "masked": [],
        "source": "generic",
        "sources": ["generic"],
        "isbn13": "9780306406157",
        "url": "https://example.org/1",
    }


def test_a_record_without_a_known_genre_is_unlabelled_and_incomplete(build, write, texts, rows):
    path = write(
        "a.jsonl",
        [
            {"description": text, "genres": genres, "labels": labels, "complete": True}
            for text, genres, labels in zip(
                texts(4), [["Blorp"], [], ["War"], []], [[], ["blarp"], [], ["war"]], strict=True
            )
        ],
    )
    report = build(path, validation=0, test=0)
    found = rows()
    assert [row["labels"] for row in found["unlabelled"]] == [[], []]
    assert [row["labels"] for row in found["train"]] == [["war"], ["war"]]
    assert [row["complete"] for row in found["unlabelled"]] == [False, False]
    assert [row["complete"] for row in found["train"]] == [True, True]
    assert report.statistics.incomplete == {"unlabelled": 2, "train": 0}
    assert report.unmapped == {"Blorp": 1, "blarp": 1}


def test_duplicates_are_one_record_that_knows_what_both_knew(build, write, texts, written):
    text = texts(1)[0]
    first = write("a.jsonl", [{"description": text, "title": "Salt", "author": "", "genres": ["Fantasy"]}])
    second = write("b.jsonl", [{"description": text.upper(), "isbn": "9780306406157", "genres": ["War", "Magic"]}])
    report = build(SourcePlan(first, name="one"), SourcePlan(second, name="two"))
    (row,) = written()
    assert (report.exact, report.near) == (1, 0)
    # The fuller list is the better record; the other fills its gaps.
    assert (row["title"], row["isbn13"]) == ("Salt", "9780306406157")
    assert row["genres"] == ["War", "Magic", "Fantasy"]
    assert {"fantasy", "war"} <= set(row["labels"])
    assert (row["source"], row["sources"]) == ("two", ["two", "one"])
    assert row["description"] == text.upper()


def test_what_a_record_has_is_not_masked(build, write, texts, written):
    row = {"labels": ["fiction"], "masked": ["war", "poetry"], "complete": True}
    text = texts(1)[0]
    path = write("a.jsonl", [row | {"description": text}, {"description": text, "labels": ["war"]}])
    build(path)
    (found,) = written()
    assert (found["labels"], found["masked"]) == (["fiction", "war"], [])
    build(write("b.jsonl", [row | {"description": text}]))
    assert written()[0]["masked"] == ["poetry", "war"]


def test_the_reader_of_records_reads_what_was_written(build, write, invent, rows, tmp_path):
    build(write("a.jsonl", invent(200)), validation=0.2, test=0.2)
    for name, expected in rows().items():
        assert expected or name == "unlabelled"
        records = list(read_records(tmp_path / "out" / f"{name}.parquet"))
        assert [record.book.description for record in records] == [row["description"] for row in expected]
        assert [sorted(record.labels) for record in records] == [row["labels"] for row in expected]
        assert [record.work for record in records] == [row["work"] for row in expected]
        assert [record.complete for record in records] == [row["complete"] for row in expected]


def test_ids_are_unique(build, write, invent, written):
    build(write("a.jsonl", invent(300)))
    ids = [row["id"] for row in written()]
    assert len(set(ids)) == len(ids) > 150


def write_table(path, rows):
    with corpus_table(path) as add:
        for row in rows:
            add(row)


def test_a_table_takes_its_name_only_when_it_is_whole(tmp_path):
    path = tmp_path / "train.parquet"
    rows = [dict.fromkeys(CORPUS_SCHEMA.names) | {"id": str(number)} for number in range(4500)]
    write_table(path, rows)
    assert pq.read_table(path)["id"].to_pylist() == [str(number) for number in range(4500)]
    with pytest.raises(TypeError):
        write_table(path, [*rows, rows[0] | {"title": 5}])
    assert pq.read_metadata(path).num_rows == 4500
    assert [entry.name for entry in tmp_path.iterdir()] == ["train.parquet"]
