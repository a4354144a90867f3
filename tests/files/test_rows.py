import gzip
import json
import subprocess
import sys
import tracemalloc
import zipfile

import pytest

from bookgenre.errors import DataError
from bookgenre.files import Rejects, Row, read_rows, require_columns, write_csv
from bookgenre.files.column_names import name_columns
from bookgenre.files.rows import columns_of, is_table, seen_columns


def write(path, text):
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(path, **options):
    rejects = Rejects()
    return [(row.line, dict(row.values)) for row in read_rows(path, rejects, **options)], rejects


def parquet(path, table, **options):
    pq = pytest.importorskip("pyarrow.parquet", reason="pip install 'bookgenre[corpus]'")
    pq.write_table(table, path, **options)
    return path


@pytest.mark.parametrize(("name", "by"), [*(("b.csv", by) for by in ",;|\t"), ("b.tsv", "\t")])
def test_the_separator_is_told_by_the_first_line(tmp_path, name, by):
    rows, rejects = read(write(tmp_path / name, f"title{by} text\nTea{by}Brass\n"))
    assert rows == [(2, {"title": "Tea", "text": "Brass"})]
    assert rejects.total == 0


def test_quoted_fields_hold_newlines_quotes_and_separators(tmp_path):
    rows, _ = read(write(tmp_path / "b.csv", 'title,text\r\nTea,"one\r\n""two"", three"\r\nSalt,x\r\n'))
    assert rows == [
        (2, {"title": "Tea", "text": 'one\r\n"two", three'}),
        (4, {"title": "Salt", "text": "x"}),
    ]


def test_a_row_with_too_few_or_too_many_fields_is_counted_and_kept(tmp_path):
    path = write(tmp_path / "b.csv", "a,b\n1\n1,2\n1,2,3\n\n,\n3,4")
    with Rejects(tmp_path / "rejects.jsonl") as rejects:
        assert [row.line for row in read_rows(path, rejects)] == [3, 7]
    kept = [json.loads(line) for line in (tmp_path / "rejects.jsonl").read_text().splitlines()]
    assert [(entry["line"], entry["why"]) for entry in kept] == [
        (2, "1 fields instead of 2"),
        (4, "3 fields instead of 2"),
    ]


def test_a_malformed_row_costs_one_line(tmp_path):
    rows, rejects = read(write(tmp_path / "b.csv", 'a,b\n"x"y,1\n"open,2\nwhole,3\n"never\nlast,4\n'))
    assert rows == [(4, {"a": "whole", "b": "3"}), (6, {"a": "last", "b": "4"})]
    assert rejects.counts == {"malformed row": 3}


def test_an_open_quote_does_not_swallow_a_long_file(tmp_path):
    lines = "".join(f"{n},x\n" for n in range(5000))
    rows, rejects = read(write(tmp_path / "b.csv", f'a,b\n"open,1\n{lines}'))
    assert [row["a"] for _, row in rows] == [str(n) for n in range(5000)]
    assert rows[0][0] == 3
    assert rejects.counts == {"malformed row": 1}


def test_a_nul_is_dropped(tmp_path):
    assert read(write(tmp_path / "b.csv", "a,b\n1\0,\0\x002\n"))[0] == [(2, {"a": "1", "b": "2"})]


def test_a_long_field_is_read(tmp_path):
    text = "x" * 1_000_000
    assert read(write(tmp_path / "b.csv", f"a,b\n1,{text}\n"))[0] == [(2, {"a": "1", "b": text})]


def test_names_for_a_file_without_a_header_make_its_first_line_a_row(tmp_path):
    rows, rejects = read(write(tmp_path / "b.txt", '1\t"Q" is\n2\tx\t3\n'), header=["id", "title"])
    assert rows == [(1, {"id": "1", "title": '"Q" is'})]
    assert rejects.counts == {"wrong number of fields": 1}


@pytest.fixture
def arrow():
    return pytest.importorskip("pyarrow", reason="pip install 'bookgenre[corpus]'")


def test_parquet_rows_are_numbered(tmp_path, arrow):
    table = arrow.Table.from_pylist([{"a": n, "b": [str(n)]} for n in range(2500)])
    path = parquet(tmp_path / "b.parquet", table, row_group_size=500)
    rows, _ = read(path, needed=["a"])
    assert rows == [(n + 1, {"a": n, "b": [str(n)]}) for n in range(2500)]
    assert columns_of(path) == ["a", "b"]
    with pytest.raises(DataError, match="no column 'c'; it has: a, b"):
        read(path, needed=["c"])


def test_damage_inside_a_parquet_file_is_noted(tmp_path, arrow):
    table = arrow.Table.from_pylist([{"a": f"{n**7:x} {n**11:x}"} for n in range(2500)])
    path = parquet(tmp_path / "b.parquet", table, row_group_size=500)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + len(data) // 4] = bytes(len(data) // 4)
    rows, rejects = read(write(path, bytes(data)))
    assert len(rows) < 2500
    assert list(rejects.damaged) == [str(path)]


def test_what_is_no_parquet_is_told(tmp_path, arrow):
    with pytest.raises(DataError, match=r"b\.parquet is not a Parquet file"):
        read(write(tmp_path / "b.parquet", "a,b\n1,2\n"))


@pytest.mark.parametrize(
    ("name", "text", "columns"),
    [
        ("b.csv", '\ufeff"a" , b c\n1,2\n', ["a", "b c"]),
        ("b.tsv", "a\tb\n", ["a", "b"]),
        ("b.jsonl", '{"a": 1, "b": 2}\n{"c": 3}\n', ["a", "b"]),
        ("b.jsonl", "[1]\n", []),
        ("b.xml", "<book>" + "x" * 5_000_000, ["<book>" + "x" * 94]),
    ],
)
def test_the_columns_are_those_of_the_first_line(tmp_path, name, text, columns):
    assert columns_of(write(tmp_path / name, text)) == columns


@pytest.mark.parametrize("name", ["b.csv", "b.jsonl"])
def test_columns_are_asked_of_files_that_are_there_and_whole(tmp_path, name):
    with pytest.raises(DataError, match="there is no file"):
        columns_of(tmp_path / name)
    with pytest.raises(DataError, match="is empty"):
        columns_of(write(tmp_path / name, ""))
    with pytest.raises(DataError, match="breaks off after line 0"):
        columns_of(write(tmp_path / name, gzip.compress(b"a,b\n" * 10)[:11]))


def test_needed_columns_are_required_before_any_row(tmp_path):
    with pytest.raises(DataError, match=r"b\.csv has no column 'c', 'd'; it has: a, b"):
        read(write(tmp_path / "b.csv", "a,b\n1,2\n"), needed=["a", "c", "d"])
    require_columns(tmp_path, ["a"], [])
    with pytest.raises(DataError, match="it has: none"):
        require_columns(tmp_path, [], ["a"])


def test_rows_come_one_by_one(tmp_path):
    rows = read_rows(write(tmp_path / "b.csv", "a\n1\n" + "2\n" * 10), Rejects())
    assert next(rows) == Row(2, {"a": "1"})


def test_the_apostrophe_that_guards_a_formula_is_no_part_of_a_cell(tmp_path):
    texts = ["=1+1", "-1", "'tis", "plain"]
    write_csv(tmp_path / "a.csv", ["text"], [[text] for text in texts])
    rows = read_rows(tmp_path / "a.csv", Rejects())
    assert [row.values["text"] for row in rows] == texts


@pytest.mark.parametrize("name", ["b.csv", "b.tsv", "b.txt", "b"])
@pytest.mark.parametrize("by", ",;\t|")
def test_the_separator_is_told_whatever_the_file_is_called(tmp_path, name, by):
    assert read(write(tmp_path / name, f"title{by}text\nTea{by}Brass\n"))[0] == [(2, {"title": "Tea", "text": "Brass"})]


def test_a_separator_inside_a_quoted_name_does_not_count(tmp_path):
    path = write(tmp_path / "b.csv", '"a, b, c, d";e\n1;2\n')
    assert read(path)[0] == [(2, {"a, b, c, d": "1", "e": "2"})]


@pytest.mark.parametrize("told", ["sep=;\n", "SEP=;\r\n", '"sep=;"\n', "\ufeffsep=;\n"])
def test_a_line_that_tells_the_separator_is_no_header(tmp_path, told):
    path = write(tmp_path / "b.csv", f"{told}a,b;c\n1;2\n")
    assert read(path)[0] == [(3, {"a,b": "1", "c": "2"})]
    assert columns_of(path) == ["a,b", "c"]


def test_columns_of_one_name_are_refused_and_those_without_a_name_are_kept(tmp_path):
    with pytest.raises(DataError, match="several columns called 'a'; give each a name of its own"):
        read(write(tmp_path / "b.csv", "a,b, a\n1,2,3\n"))
    assert read(write(tmp_path / "c.csv", ",blurb,\n0,1,2\n1,2,3\n"))[0][0] == (2, {"": "0", "blurb": "1", " ": "2"})


@pytest.mark.parametrize(
    "title",
    [
        "Autumn;;\n;;\n",
        "sep=;\nAutumn;;\n",
        "\ufeffAutumn, in quotes;;\n",
        '"Autumn\n2026";;\n',
        "Autumn\n\n",
        "# Autumn\n# by hand\n",
    ],
)
def test_a_title_above_the_names_of_the_columns_is_left_out_and_that_is_noted(tmp_path, title):
    path = write(tmp_path / "b.csv", f"{title}isbn;title;blurb\n1;Tea;\n2;Salt;x\n")
    rows, rejects = read(path)
    line = title.count("\n") + 2
    assert rows == [
        (line, {"isbn": "1", "title": "Tea", "blurb": ""}),
        (line + 1, {"isbn": "2", "title": "Salt", "blurb": "x"}),
    ]
    assert columns_of(path) == ["isbn", "title", "blurb"]
    (note,) = rejects.notes[str(path)]
    assert note.startswith("lines above the names of the columns were left out: ")


@pytest.mark.parametrize(
    "text", ["blurb\nA\nB, c\n", "blurb,\nA,\nB,\n", f"blurb,,\n{'A' * 80},b,c\n", "blurb,\nA,b\n", "blurb,\n"]
)
def test_one_name_above_rows_is_no_title(tmp_path, text):
    path = write(tmp_path / "b.csv", text)
    assert columns_of(path)[0] == "blurb"
    rows, rejects = read(path)
    assert all("blurb" in row for _, row in rows)
    assert not rejects.notes


def test_empty_fields_behind_the_last_column_are_dropped(tmp_path):
    rows, rejects = read(write(tmp_path / "b.csv", "a,b\n1,2,\n3,4,,,\n5,6\n7,8,x\n"))
    assert [list(row.values()) for _, row in rows] == [["1", "2"], ["3", "4"], ["5", "6"]]
    assert rejects.counts == {"wrong number of fields": 1}


def test_a_header_with_separators_at_its_end_does_not_make_rows_too_short(tmp_path):
    assert read(write(tmp_path / "b.csv", "a,b,,\n1,2\n3,4,,\n"))[0][0] == (2, {"a": "1", "b": "2", "": "", " ": ""})


def test_a_header_that_is_longer_than_all_rows_is_cut_and_that_is_noted(tmp_path):
    path = write(tmp_path / "b.csv", "a,b, with comma\n1,2\n3,4\n")
    rows, rejects = read(path)
    assert rows == [(2, {"a": "1", "b": "2"}), (3, {"a": "3", "b": "4"})]
    assert rejects.notes == {str(path): ["the header has 3 names and each row 2 fields; left out: with comma"]}


@pytest.mark.parametrize("names", ['"a","b"', '"a","description"'])
def test_numbers_of_rows_without_a_name_as_r_writes_them_are_no_field(tmp_path, names):
    path = write(tmp_path / "b.csv", f'{names}\n"1","x","yes"\n"2","z","why"\n')
    rows, rejects = read(path)
    assert [(line, list(values.values())) for line, values in rows] == [(2, ["1", "x", "yes"]), (3, ["2", "z", "why"])]
    assert list(rows[0][1]) == ["", *names.replace('"', "").split(",")]
    assert rejects.total == 0
    assert rejects.notes == {str(path): ["each row begins with a number for which the header has no name"]}


@pytest.mark.parametrize("first", ["id,title,description", "isbn,description"])
def test_a_number_of_the_book_moves_no_column_where_the_last_one_has_no_name(tmp_path, first):
    cells = "A," if "title" in first else ""
    path = write(tmp_path / "b.csv", f"{first}\n1,{cells}A retired spy,Wren\n2,{cells}A duke and a bet,Lin\n")
    rows, rejects = read(path)
    assert rows == []
    assert rejects.counts == {"wrong number of fields": 2}


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (r'"A \"plain\" guide, to debt",2', 'A "plain" guide, to debt'),
        (r'"\"Plain\", she said",2', '"Plain", she said'),
        ('"notes on "stock, bread",2', 'notes on "stock, bread'),
        ('"a 6" nail and ""more""",2', 'a 6" nail and "more"'),
    ],
)
def test_quotes_inside_quoted_fields_are_mended_and_that_is_noted(tmp_path, line, text):
    path = write(tmp_path / "b.csv", f"a,b\n{line}\n3,4\n")
    rows, rejects = read(path)
    assert rows == [(2, {"a": text, "b": "2"}), (3, {"a": "3", "b": "4"})]
    assert rejects.total == 0
    assert rejects.notes == {str(path): ["quotes inside quoted fields were mended; rows: 1"]}


def test_a_mended_row_may_have_several_lines(tmp_path):
    path = write(tmp_path / "b.csv", 'a,b\n"A \\"plain\\"\n\nguide",2\n3,4\n')
    assert read(path)[0] == [(2, {"a": 'A "plain"\n\nguide', "b": "2"}), (5, {"a": "3", "b": "4"})]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("b.csv", 'a,b\r\n1,"x, y"\r\n2,z\r3,"p\rq"\r4,r\r\n5,s\n'),
        ("b.csv", 'a,b\r1,"x, y"\r2,z\r\n3,"p\r\nq"\r\n4,r\n5,s'),
        ("b.tsv", 'a\tb\n1\tx, y\r2\tz\r3\t"p\nq"\n4\tr\r5\ts\n'),
    ],
)
def test_rows_of_joined_files_may_end_in_different_ways(tmp_path, name, text):
    rows, rejects = read(write(tmp_path / name, text))
    found = [(row["a"], row["b"].replace("\r\n", "\n")) for _, row in rows]
    assert found == [("1", "x, y"), ("2", "z"), ("3", "p\nq"), ("4", "r"), ("5", "s")]
    assert [line for line, _ in rows] == [2, 3, 4, 6, 7]
    assert rejects.total == 0


def test_a_page_of_html_is_no_table(tmp_path):
    with pytest.raises(DataError, match="is a page of HTML and no table; download the file itself"):
        read(write(tmp_path / "b.csv", "<!DOCTYPE html>\n<html>\n"))


@pytest.mark.parametrize(
    ("name", "text", "table"),
    [("b.csv", "a\n", True), ("b", "a\n", True), ("b.jsonl", "{}", False), ("b", '{"a": 1}', False)],
)
def test_files_whose_cells_hold_no_lists_are_tables(tmp_path, name, text, table):
    assert is_table(write(tmp_path / name, text)) == table


@pytest.mark.parametrize("dictionary", [True, False])
@pytest.mark.parametrize("nested", [True, False])
def test_a_small_parquet_file_of_gigabytes_is_read_in_bounded_memory(tmp_path, arrow, dictionary, nested):
    text = "x" * (256 << 10)
    texts = arrow.array([[text]] * 100 if nested else [text] * 100)
    rows = arrow.chunked_array([texts] * 10)
    options = {"use_dictionary": dictionary, "dictionary_pagesize_limit": 4 << 20, "write_batch_size": 4}
    path = parquet(tmp_path / "a.parquet", arrow.table({"text": rows}), compression="zstd", **options)
    assert path.stat().st_size < 1 << 20
    # In a process of its own, whose memory is counted from its start.
    script = (
        "import sys\nfrom pathlib import Path\nfrom bookgenre.files import Rejects, read_rows\n"
        "print(sum(1 for _ in read_rows(Path(sys.argv[1]), Rejects())))\n"
        # Not ru_maxrss, which a process takes over from the one that started it.
        "status = Path('/proc/self/status')\n"
        "print(status.read_text().partition('VmHWM:')[2].split()[0] if status.exists() else 0)"
    )
    done = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True, check=True)
    count, most = map(int, done.stdout.split())
    assert count == len(rows)
    if sys.platform == "linux":
        assert most < 500 << 10


def test_a_row_of_a_parquet_file_that_is_too_large_is_rejected_and_the_others_are_read(tmp_path, arrow):
    texts = ["a", "x" * (40 << 20), "b", None]
    table = arrow.table({"text": texts, "list": [["p"], [], ["q", "r"], None], "n": range(4)})
    rejects = Rejects()
    rows = list(read_rows(parquet(tmp_path / "a.parquet", table, compression="zstd"), rejects))
    assert [(row.line, row.values["text"], row.values["list"], row.values["n"]) for row in rows] == [
        (1, "a", ["p"], 0),
        (3, "b", ["q", "r"], 2),
        (4, None, None, 3),
    ]
    assert rejects.counts == {"a row of more than 32 MB": 1}


@pytest.mark.parametrize("content", ["\ufeff", "  \n \n", "\0\0\0\0"])
def test_a_table_of_blanks_is_empty(tmp_path, content):
    with pytest.raises(DataError, match="is empty; fetch or write it again"):
        read(write(tmp_path / "b.csv", content))


def test_a_zip_archive_is_no_spreadsheet(tmp_path):
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("b.csv", "a,b\n")
    with pytest.raises(DataError, match=r"is a ZIP archive and no spreadsheet; unpack it first"):
        read(tmp_path / "b.zip")


def test_more_columns_than_excel_has_are_refused(tmp_path):
    for name, text in (
        ("b.csv", "title,description" + "," * 16_383 + "\nTea,Brass" + "," * 16_383 + "\n"),
        ("b.jsonl", json.dumps({f"c{number}": 1 for number in range(16_385)})),
    ):
        with pytest.raises(DataError, match="has more than 16,384 columns"):
            seen_columns(write(tmp_path / name, text))


def test_columns_without_a_name_take_memory_in_proportion_to_their_number(tmp_path):
    used = []
    for columns in (2_000, 16_000):
        path = write(tmp_path / "b.csv", "title" + "," * columns + "\nTea" + ",1" * columns + "\n")
        tracemalloc.start()
        ((_, row),), _ = read(path)
        used.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert len(row) == columns + 1
        assert not any(name.strip() for name in row if name != "title")
    # Names that grow by a blank each would take 60 times as much.
    assert used[1] / used[0] < 16


def test_a_comma_in_texts_without_quotes_moves_no_field_to_another_column(tmp_path):
    rows, rejects = read(write(tmp_path / "b.csv", "isbn,title,text\n17,Tea,brass, and more\n18,Salt,sea, and sky\n"))
    assert rows == []
    assert rejects.counts == {"wrong number of fields": 2}


def test_an_empty_line_among_rows_that_are_too_long_is_passed_over(tmp_path):
    rows, rejects = read(write(tmp_path / "b.csv", "list of books\n\nTea,Brass\nSalt,Sea\n"))
    assert (rows, rejects.counts) == ([], {"wrong number of fields": 2})


def test_a_space_behind_each_comma_belongs_to_no_field(tmp_path):
    rows, _ = read(write(tmp_path / "b.csv", 'title, text\nTea, "Brass, and more"\n'))
    assert rows == [(2, {"title": "Tea", "text": "Brass, and more"})]


def test_lines_of_a_mac_may_hold_line_feeds_within_a_cell(tmp_path):
    rows, _ = read(write(tmp_path / "b.csv", 'title,text\rTea,Brass\rSalt,"one\ntwo"\r'))
    assert [row["text"] for _, row in rows] == ["Brass", "one\ntwo"]


@pytest.mark.parametrize(
    ("header", "description", "genres"),
    [
        ("Short Description,Main Description", "Main Description", ()),
        ("Title,About,Long Description", "Long Description", ()),
        ("Name,Text,Product Description", "Product Description", ()),
        ("Title,Comments,Kurztext", "Kurztext", ()),
        ("title,comments,tags", "comments", ("tags",)),
        ("Description,BISAC,BISAC 2,BISAC 3", "Description", ("BISAC", "BISAC 2", "BISAC 3")),
        ("Description,Main BISAC,BISAC 2", "Description", ("Main BISAC", "BISAC 2")),
        ("Description,Primary Genre,Secondary Genre", "Description", ("Primary Genre", "Secondary Genre")),
        ("Description,Genre,Sub-Genre,Category", "Description", ("Genre", "Sub-Genre")),
        ("Description,Shelves,Tag 1", "Description", ("Shelves",)),
    ],
)
def test_the_longest_description_and_all_columns_of_genres_are_taken(header, description, genres):
    named = name_columns("b.csv", header.split(","))
    assert (named.description, named.genres) == (description, genres)


def test_a_column_that_is_named_for_one_field_is_taken_for_no_other():
    named = name_columns("b.csv", ["Title", "Name", "Genre"], {"description": "Title"})
    assert (named.description, named.title) == ("Title", "Name")
    named = name_columns("b.csv", ["Title", "Genre", "Genre 2"], {"description": "Title", "title": "Genre"})
    assert (named.title, named.genres) == ("Genre", ("Genre 2",))
    with pytest.raises(DataError, match="'Title' is named for description and for title; name another column"):
        name_columns("b.csv", ["Title"], {"description": "Title", "title": "Title"})


def test_only_sure_names_take_the_place_of_an_empty_description():
    named = name_columns("b.csv", ["Comments", "Short Description", "Blurb", "Description"])
    assert (named.description, named.other_descriptions) == ("Description", ("Blurb", "Short Description"))
    assert named.used == ("Description", "Blurb", "Short Description")
    assert named.sentence == "columns: description from 'Description', or 'Blurb', or 'Short Description'"
    assert name_columns("b.csv", ["Blurb", "Text"], {"description": "Text"}).other_descriptions == ()
