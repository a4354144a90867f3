"""Where the header of a table stands, and how its names fit the rows below."""

import pytest

from bookgenre.errors import DataError
from bookgenre.files import Rejects, read_rows
from bookgenre.files.rows import columns_of, seen_columns


@pytest.fixture
def read(tmp_path):
    """Write a table and read it: its rows, the counts of rejects, the notes, and the columns that were seen."""

    def read(text):
        path = tmp_path / "b.csv"
        path.write_text(text, encoding="utf-8")
        rejects = Rejects()
        rows = [dict(row.values) for row in read_rows(path, rejects)]
        return rows, dict(rejects.counts), rejects.notes.get(str(path), []), seen_columns(path)

    return read


def test_one_malformed_row_above_short_lines_costs_no_column(read):
    rows, rejects, notes, _ = read(
        'Title,Description\n"He said "go, go" and left.\n' + "a line\n" * 60 + "Tea,Brass\n" * 100
    )
    assert rows == [{"Title": "Tea", "Description": "Brass"}] * 100
    assert rejects == {"malformed row": 1, "wrong number of fields": 60}
    assert notes == []


def test_a_column_of_descriptions_is_never_left_out(read):
    rows, rejects, notes, columns = read("Title, Description\n" + "Tea\n" * 60 + "Salt,Sea\n")
    assert rows == [{"Title": "Salt", "Description": "Sea"}]
    assert rejects == {"wrong number of fields": 60}
    assert (notes, columns) == ([], ["Title", "Description"])


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("Title,Author (Last, First),Description", ["Title", "Author (Last, First)", "Description"]),
        ("Title,Author [Last,First],Description", ["Title", "Author [Last,First]", "Description"]),
        ("Author (L, F),Editor (L, F),Description", ["Author (L, F)", "Editor (L, F)", "Description"]),
    ],
)
@pytest.mark.parametrize("lines", ["A,B,C\n", 'A,B,C\n"x"y,B,C\n'])
def test_a_comma_within_the_brackets_of_a_name_belongs_to_it(read, header, names, lines):
    rows, _, notes, columns = read(f"{header}\n{lines}")
    assert rows[0] == dict(zip(names, "ABC", strict=True))
    assert (notes, columns) == ([], names)


def test_brackets_that_part_columns_stay_two_names_where_the_rows_say_so(read):
    assert read("a,b (x,c),d\n1,2,3,4\n")[0] == [{"a": "1", "b (x": "2", "c)": "3", "d": "4"}]
    assert list(read("a),b (x,c)\n1,2\n")[0][0]) == ["a)", "b (x,c)"]


def test_quotes_are_read_by_the_number_of_the_columns_that_the_rows_have(read):
    text = "Title,Author (Last, First),Description\nA,B,C\n" + 'A,B,"C "plain" C"\n' + "A,B,C\n" * 60
    rows, rejects, _, _ = read(text)
    assert rows[1]["Description"] == 'C "plain" C'
    assert len(rows) == 62
    assert rejects == {}


def test_cells_that_the_first_rows_leave_out_at_their_end_are_empty(read):
    rows, rejects, notes, _ = read("Title,Description,Notes\n" + "Tea,Brass\n" * 60 + "Salt,Sea,new\nshort\n")
    assert rows[0] == {"Title": "Tea", "Description": "Brass", "Notes": ""}
    assert rows[60] == {"Title": "Salt", "Description": "Sea", "Notes": "new"}
    assert rejects == {"wrong number of fields": 1}
    assert notes == ["the header has 3 names and the first rows 2 fields; taken as empty: Notes"]


@pytest.mark.parametrize(
    "above",
    [
        "Book info,,,Sales,\n",
        "Publisher: X,Season: Spring\n",
        "Publisher: X;Season: Spring\n\n",
        "List of X\nTitles,by,season,and,sales\n",
        "Title data,,,Sales,\n,,,,\n",
    ],
)
def test_the_header_is_the_first_of_the_rows_that_names_a_description(read, above):
    rows, rejects, notes, columns = read(f"{above}ISBN,Title,Description,Q1,Q2\n1,Tea,Brass,5,6\n")
    names = ["ISBN", "Title", "Description", "Q1", "Q2"]
    assert rows == [dict(zip(names, ["1", "Tea", "Brass", "5", "6"], strict=True))]
    assert (columns, rejects) == (names, {})
    assert notes == [f"lines above the names of the columns were left out: {above.count(chr(10))}"]


def test_groups_may_stand_above_one_name_that_is_known(read):
    assert read("Books,\nProduct,Description\nTea,Brass\n")[0] == [{"Product": "Tea", "Description": "Brass"}]


@pytest.mark.parametrize("row", ["a.txt,text,x", "About,Text,x"])
def test_a_row_with_the_word_text_in_a_cell_is_no_header(read, row):
    assert read(f"file,kind,content\n{row}\n")[3] == ["file", "kind", "content"]
    assert read(f"file,Description,content\n{row}\ntitle,text,x\n")[3] == ["file", "Description", "content"]


def test_columns_are_those_of_the_header_where_there_is_no_row(tmp_path):
    path = tmp_path / "b.csv"
    path.write_text("Book info,\nTitle,Description\n", encoding="utf-8")
    assert columns_of(path) == seen_columns(path) == ["Title", "Description"]


def test_two_columns_of_one_name_are_refused_after_brackets_are_joined(read):
    with pytest.raises(DataError, match="several columns called 'a'"):
        read("a,b (x, y),a\n1,2,3\n")
