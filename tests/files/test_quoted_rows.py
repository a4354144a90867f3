"""What a quote that is not closed, or one that is part of the text, costs: its line, and no other row."""

import pytest
from tests.cost import assert_no_more_than_linear

from bookgenre.files import Rejects, read_rows

HEADER = "Title,Description,Pages\n"
GOOD = "".join(f"B{number},D{number},{number}\n" for number in range(20))


class Kept(Rejects):
    """Rejects that keep the line and the reason of each."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def add(self, reason, *, line=None, **options):
        self.lines.append((line, reason))
        super().add(reason, line=line, **options)


@pytest.fixture
def read(tmp_path):
    """Write a table and read it: lines and cells of its rows, and the rejects by line."""

    def read(text, name="b.csv"):
        path = tmp_path / name
        path.write_bytes(text.encode())
        rejects = Kept()
        return [(row.line, [*row.values.values()]) for row in read_rows(path, rejects)], rejects.lines

    return read


@pytest.mark.parametrize("first", ['A,"D,200', 'A,"He said, go,200', '"A,D,200', 'A,D,"200'])
@pytest.mark.parametrize("last", ['Z,D Measures 12",99', 'Z,D,12"', 'Z",D,12'])
@pytest.mark.parametrize("good", [GOOD, "B,D,1\nB,D,2\n", GOOD.replace("\n", "\r\n")])
def test_a_quote_that_another_row_closes_swallows_no_rows(read, first, last, good):
    rows, rejects = read(f"{HEADER}{first}\n{good}{last}\nY,D,1\n")
    count = good.count("\n")
    assert [line for line, _ in rows] == list(range(3, count + 5))
    assert rows[count] == (count + 3, last.split(","))
    assert rejects == [(2, "malformed row")]


@pytest.mark.parametrize("end", ["\n", "\r"])
def test_a_quote_that_the_next_row_closes_swallows_it_not(read, end):
    rows, rejects = read(f'{HEADER}A,"D,200{end}Z,D 12",99{end}Y,D,1\n')
    assert [cells for _, cells in rows] == [["Z", 'D 12"', "99"], ["Y", "D", "1"]]
    assert rejects == [(2, "malformed row")]


def test_an_open_quote_in_a_row_with_escaped_quotes_swallows_no_rows(read):
    rows, rejects = read(f'{HEADER}A,"the \\"D\\",200\n{GOOD}Z,D 12",99\n')
    assert [cells[0] for _, cells in rows] == ["A", *(f"B{number}" for number in range(20)), "Z"]
    assert rejects == []


def test_in_a_table_of_two_columns_more_rows_must_show_that_a_quote_is_open(read):
    rows, rejects = read('Title,Text\nA,"D\nB,D\nC,D\nE,D\nZ,12"\nY,D\n')
    assert [cells[0] for _, cells in rows] == ["B", "C", "E", "Z", "Y"]
    assert rejects == [(2, "malformed row")]


@pytest.mark.parametrize(
    ("name", "header", "text"),
    [
        ("b.csv", "Title,Text", "One, two.\nThree, four.\nFive, six.\nSeven, eight.\n\nNine, ten."),
        ("b.csv", "Title,Text", "Roses\nred,\nblue,\nwhite,\ngreen,\nand all"),
        ("b.csv", "Title,Text", '[\n""Tea"",\n""Salt"",\n""Brass"",\n""Sea"",\n""Sky""\n]'),
        ("b.csv", "Title,Text", "sold\n1,000\n2,000\n3,000\n4,000\n5,000"),
        (
            "b.csv",
            "Title,Pages,Text",
            "Tea, salt, sea.\nBrass, bread, and sky.\nOne, two, three.\nFour, five, six.",
        ),
        ("b.csv", "Title,Pages,Text", "fiction\nromance,love,war"),
        ("b.csv", "Title, Text", "One, two.\nThree, four.\nFive, six.\n\nSeven, eight."),
        ("b.tsv", "Title\tText", "In it:\n•\tTea\n•\tSalt\n1.\tSea\nb)\tSky"),
        ("b.csv", "Text", "one\ntwo\nthree"),
    ],
)
def test_prose_and_lists_of_several_lines_stay_one_cell(read, name, header, text):
    sign = "\t" if "\t" in header else ","
    before = [f"A{number}" for number in range(header.count(sign))]
    rows, rejects = read(f"{header}\n{sign.join([*before, chr(34) + text + chr(34)])}\n", name)
    assert rows == [(2, [*before, text.replace('""', '"')])]
    assert rejects == []


@pytest.mark.parametrize("last", ['Z,D,12",99', 'Z,"12', 'Z,D"'])
def test_rows_are_read_where_the_row_that_closes_the_quote_has_another_width(read, last):
    rows, rejects = read(f'{HEADER}A,"D,200\nB,D,1\n{last}\nY,D,1\n')
    assert [cells[0] for _, cells in rows] == ["B", "Y"]
    assert [line for line, _ in rejects] == [2, 4]


@pytest.mark.parametrize("lines", [2_000, 30_000])
def test_a_cell_of_thousands_of_lines_is_read(read, lines):
    text = "\n".join(f"line {number}" for number in range(lines))
    rows, rejects = read(f'{HEADER}A,"{text}",1\nB,D,2\n')
    assert rows == [(2, ["A", text, "1"]), (lines + 2, ["B", "D", "2"])]
    assert rejects == []


def test_a_quote_that_is_never_closed_is_looked_for_within_a_bound(read):
    rows, rejects = read(f'{HEADER}A,"D,1\n' + f"{'x' * 1000},D,1\n" * 9_000)
    assert len(rows) == 9_000
    assert rejects == [(2, "malformed row")]


@pytest.mark.parametrize(
    "line",
    [
        'a""","\n',
        'a""","\ry\n',
        '"open,1\n',
        '"a\\" b\n',
        'x","y\n',
        'A,"open\n' + "x,y\n" * 20,
        'x,"y\nx,y\nx,y\nx,y\nx,y"\n',
    ],
)
def test_the_cost_of_many_bad_quotes_does_not_grow_with_the_square(read, line):
    assert_no_more_than_linear(read, lambda count: f"a,b\n{line * count}", 1_000, least=0.02)


def test_the_cost_of_a_cell_of_newlines_and_of_a_line_of_quotes_does_not_grow_with_the_square(read):
    assert_no_more_than_linear(read, lambda count: f'a,b\n1,"{chr(10) * count}"\n', 100_000, least=0.02)
    assert_no_more_than_linear(read, lambda count: 'a,b\n"' + 'a"b' * count + "\n", 5_000, least=0.02)


@pytest.mark.parametrize(
    ("lines", "cells"),
    [
        ('"Hello" she said\tD\n', [['"Hello" she said', "D"]]),
        ('"Quoted title\tD\n', [['"Quoted title', "D"]]),
        ('"Open\tD"\n', [['"Open', 'D"']]),
        ('"Open\tD\nB\tD\nClosed"\tD\n', [['"Open', "D"], ["B", "D"], ['Closed"', "D"]]),
        ('"one\ttwo"\tD\n', [["one\ttwo", "D"]]),
        ('"a"\t\n', [["a", ""]]),
    ],
)
def test_between_tabs_quotes_are_part_of_the_text_where_quoting_fails(read, lines, cells):
    rows, rejects = read(f"Title\tText\n{lines}X\tY\n", "b.tsv")
    assert [row for _, row in rows] == [*cells, ["X", "Y"]]
    assert rejects == []


def test_an_empty_cell_behind_a_mended_one_is_kept(read):
    assert read('a\tb\tc\n"x "y" z"\t\tw\n', "b.tsv")[0] == [(2, ['x "y" z', "", "w"])]


def test_a_blank_line_with_carriage_returns_is_no_row(read):
    assert read(f"{HEADER}\r\r\nA,D,1\n")[0] == [(3, ["A", "D", "1"])]
