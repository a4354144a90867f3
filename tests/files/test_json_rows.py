import gzip
import json
import re

import pytest

from bookgenre.errors import DataError
from bookgenre.files import Rejects, read_rows
from bookgenre.files.rows import columns_of


@pytest.fixture
def found(tmp_path):
    """Write a file and read its rows: their values by line, the counts of what was malformed, and the columns."""

    def read(content, name="b.json", **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with Rejects(tmp_path / "rejects.jsonl") as rejects:
            rows = {row.line: dict(row.values) for row in read_rows(path, rejects, **options)}
        return rows, rejects.counts, columns_of(path)

    return read


@pytest.mark.parametrize("name", ["b.jsonl", "b.ndjson", "b.jsonl.gz"])
def test_json_lines_are_read_and_what_is_no_object_is_counted(found, name):
    text = '{"a": 1}\n\n[1]\n{"a": \n{"b": 2}\n' + "[" * 100_000 + f'\n{{"a": {"9" * 5000}}}'
    data = (text + '\n{"a": null, "c": [2]}\n').encode()
    rows, counts, _ = found(gzip.compress(data) if name.endswith("gz") else data, name, needed=["a"])
    assert rows == {1: {"a": 1}, 8: {"a": None, "c": [2]}}
    assert counts == {
        "not a JSON object": 1,
        "not JSON": 1,
        "it is nested too deeply": 1,
        "a number has more than 4,300 digits": 1,
        "a field is missing": 1,
    }


@pytest.mark.parametrize(
    "text",
    [
        '{"title": "A"}\n{"title": "B"}\n',
        '{"title": "A"},\n{"title": "B"}\n',
        '[\n {"title": "A"},\n {"title": "B"}\n]\n',
        '[{"title": "A"}, {"title": "B"}]',
        # As jq prints objects, and what two calls of it leave in one file.
        '{\n  "title": "A"\n}\n{\n  "title": "B"\n}\n',
        '[\n  {\n    "title": "A"\n  }\n]\n[\n  {\n    "title": "B"\n  }\n]\n',
    ],
)
@pytest.mark.parametrize("name", ["books.json", "books.jsonl"])
def test_objects_may_be_lines_values_or_an_array_whatever_the_file_is_called(found, text, name):
    rows, counts, columns = found(text, name)
    assert rows == {1: {"title": "A"}, 2: {"title": "B"}}
    assert (counts, columns) == ({}, ["title"])


def test_an_array_is_known_without_an_ending(found):
    assert found('[\n {"title": "A"}\n]\n', "books")[0] == {1: {"title": "A"}}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            '[\n {"title": "A"},\n',
            "b.json cannot be read as JSON: Expecting value: line 3 column 1 (char 19); "
            "write it again, as one list of objects, or one object per line",
        ),
        ('[\n {"title": "A"},\n]\n', "b.json cannot be read as JSON: Expecting value: line 3 column 1 (char 19)"),
        ('{\n "title": "A"\n}\nend\n', "b.json cannot be read as JSON: Expecting value: line 4 column 1 (char 18)"),
        (
            '{"fiction": [{"title": "A"}, {"title": "B"}], "poems": [{"title": "C"}, {"title": "D"}]}',
            "b.json is one object of lists (fiction, poems) and none of books; write it again, as one list of objects",
        ),
        (
            '{"title": ["A", "B"], "blurb": ["x", "y", "z"]}',
            "b.json is one object of lists (title, blurb) and none of books",
        ),
        ('{"columns": ["title", "title"], "data": [["A", "B"]]}', "has several columns called 'title'"),
        ('{"columns": ["title", "blurb"], "data": [["A"]]}', "has rows with more or fewer cells than columns"),
    ],
)
def test_a_value_that_is_broken_or_holds_several_tables_is_refused_with_the_way_out(found, content, words):
    with pytest.raises(DataError, match=re.escape(words)):
        found(content)


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ('{"books": [{"a": 1}, {"a": 2}]}', [{"a": 1}, {"a": 2}]),
        ('{"books": [{"a": 1}]}\n', [{"a": 1}]),
        ('{"count": 2, "next": null, "results": [{"a": 1}, {"a": 2}]}', [{"a": 1}, {"a": 2}]),
        ('{\n  "books": [\n    {"a": 1},\n    {"a": 2}\n  ]\n}\n', [{"a": 1}, {"a": 2}]),
        ('{"books": [\n{"a": 1},\n{"a": 2}]}\n', [{"a": 1}, {"a": 2}]),
        ('{\n  "a": 1\n}', [{"a": 1}]),
        ('{"a": 1,\n "b": 2}', [{"a": 1, "b": 2}]),
        ('{"title": "A", "people": [{"a": 1}]}', [{"title": "A", "people": [{"a": 1}]}]),
        ('{"x": [{"a": 1}], "y": [{"b": 1}]}', [{"x": [{"a": 1}], "y": [{"b": 1}]}]),
        (
            '{"title": "A", "blurb": "x", "reviews": [{"text": "r"}, {"text": "s"}]}',
            [{"title": "A", "blurb": "x", "reviews": [{"text": "r"}, {"text": "s"}]}],
        ),
        (
            '{"isbn": "1", "title": "A", "texts": [{"type": "03", "text": "x"}]}',
            [{"isbn": "1", "title": "A", "texts": [{"type": "03", "text": "x"}]}],
        ),
        ('{"title": {"text": "A"}, "blurb": {"text": "x"}}', [{"title": {"text": "A"}, "blurb": {"text": "x"}}]),
    ],
)
def test_books_within_one_json_object_are_read(found, content, rows):
    read, _, columns = found(content)
    assert list(read.values()) == rows
    assert columns == list(rows[0])


ROWS = [{"title": "A", "blurb": "x"}, {"title": "B", "blurb": None}]


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize(
    "table",
    [
        {"0": ROWS[0], "1": ROWS[1]},
        {"title": ["A", "B"], "blurb": ["x", None]},
        {"title": {"0": "A", "1": "B"}, "blurb": {"1": None, "0": "x"}},
        {"title": {"0": "A", "1": "B"}, "blurb": {"0": "x"}},
        {"columns": ["title", "blurb"], "index": [0, 1], "data": [["A", "x"], ["B", None]]},
        {"columns": ["title", "blurb"], "data": [["A", "x"], ["B", None]]},
        {"name": "Spring", "meta": {"count": 2}, "books": ROWS},
    ],
)
def test_tables_that_are_one_object_are_read(found, table, indent):
    rows, counts, columns = found(json.dumps(table, indent=indent))
    assert list(rows.values()) == ROWS
    assert (counts, columns) == ({}, ["title", "blurb"])


@pytest.mark.parametrize(
    "table",
    [
        {"9780000000002": ROWS[0], "9780000000019": ROWS[1]},
        {"title": {"9780000000002": "A", "9780000000019": "B"}, "blurb": {"9780000000002": "x"}},
        {"columns": ["title", "blurb"], "index": [9780000000002, 9780000000019], "data": [["A", "x"], ["B", None]]},
    ],
)
def test_the_numbers_of_books_become_a_column(found, table):
    rows, counts, columns = found(json.dumps(table))
    assert list(rows.values()) == [{"index": "9780000000002"} | ROWS[0], {"index": "9780000000019"} | ROWS[1]]
    assert (counts, columns) == ({}, ["index", "title", "blurb"])


@pytest.mark.parametrize(
    "book",
    [
        {"title": "A", "Klappe": "x", "reviews": [{"title": "B", "description": "r"}]},
        {"work": {"title": "A", "description": "x"}, "author": {"name": "B", "about": "y"}},
        {"9780000000002": {"title": "A", "description": "x"}},
    ],
)
def test_of_json_lines_each_is_one_row(found, book):
    rows, counts, _ = found(f"{json.dumps(book)}\n{json.dumps(book)}\n", "b.jsonl")
    assert (rows, counts) == ({1: book, 2: book}, {})


def test_columns_without_a_known_name_are_columns_by_the_numbers_of_their_rows(found):
    table = {"Titel": {"0": "A", "030640615X": "B"}, "Klappe": {"0": "x", "030640615X": "y"}}
    rows = list(found(json.dumps(table))[0].values())
    assert rows == [{"index": "0", "Titel": "A", "Klappe": "x"}, {"index": "030640615X", "Titel": "B", "Klappe": "y"}]


def test_a_key_has_a_column_beside_one_called_index(found):
    rows = list(found(json.dumps({"978": {"index": 5, "title": "A", "blurb": "x"}}))[0].values())
    assert rows == [{"key": "978", "index": 5, "title": "A", "blurb": "x"}]


def test_no_row_is_lost_where_an_index_repeats(found):
    table = {"columns": ["title", "blurb"], "index": [0, 0, 1], "data": [["A", "x"], ["B", "y"], ["C", "z"]]}
    rows = list(found(json.dumps(table))[0].values())
    assert [(row["index"], row["title"]) for row in rows] == [("0", "A"), ("0", "B"), ("1", "C")]


@pytest.mark.parametrize("orient", ["records", "index", "columns", "split"])
def test_each_form_in_which_pandas_writes_names_is_read(found, orient):
    pandas = pytest.importorskip("pandas")
    assert list(found(pandas.DataFrame(ROWS).to_json(orient=orient))[0].values()) == ROWS


def test_pandas_table_with_its_schema_is_read(found):
    pandas = pytest.importorskip("pandas")
    rows = found(pandas.DataFrame(ROWS).to_json(orient="table"))[0]
    assert list(rows.values()) == [{"index": 0} | ROWS[0], {"index": 1} | ROWS[1]]


def test_blank_lines_may_stand_before_an_array(found):
    assert list(found("\n  \n" + json.dumps(ROWS, indent=1))[0].values()) == ROWS


@pytest.mark.parametrize(("first", "last"), ["\n\r", "\r\n"])
def test_objects_of_joined_files_may_end_in_different_ways(found, first, last):
    text = "".join(f'{{"a": {number}}}{first if number < 3_000 else last}' for number in range(3_003))
    rows, counts, _ = found(text, "b.jsonl")
    assert rows == {number + 1: {"a": number} for number in range(3_003)}
    assert not counts


def test_a_carriage_return_may_stand_within_an_object_and_a_reject_has_its_line(found, tmp_path):
    rows, _, _ = found('{"a":\r1}\n{"a": 2}\r{"a": \r{"a": 3}\r\n{"a": 4}\n', "b.jsonl")
    assert {line: row["a"] for line, row in rows.items()} == {1: 1, 2: 2, 4: 3, 5: 4}
    assert json.loads((tmp_path / "rejects.jsonl").read_text())["line"] == 3
