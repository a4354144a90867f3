import csv

import pytest

from bookgenre.files import safe_cell, write_csv
from bookgenre.files.csv_writer import restored_cell

FORMULAS = [
    "=1+1",
    "+1",
    "-1+1",
    "-cmd",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "  =1+1",
    "\uff1d1+1",
    "=cmd|' /C calc'!A0",
    "'=1",
    "''=1",
    "'-1",
    '="a"',
    '="1"&A1',
    "-1\n=1",
]
NUMBERS = ["-1", "-5.00", "-1.234,50", "-10%", '="0306406152"', '="043942089X"']
PLAIN = [*NUMBERS, "", "a", "'tis", "'", "O'Brien", "Catch-22", "a=b", "5", "\u2014 a dash"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_a_formula(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", [*PLAIN, -1, 0.5, None])
def test_other_cells_are_left_as_they_are(value):
    assert safe_cell(value) == value


@pytest.mark.parametrize("text", FORMULAS + PLAIN)
def test_every_text_can_be_read_back(text):
    assert restored_cell(safe_cell(text)) == text


def test_a_table_is_safe_in_every_cell_and_its_header(tmp_path):
    path = tmp_path / "a.csv"
    rows = [[text, number, None] for number, text in enumerate(FORMULAS)]
    assert write_csv(path, ["=header", "n", "empty"], rows) == len(rows)
    with path.open(encoding="utf-8", newline="") as file:
        found = list(csv.reader(file))
    assert found[0] == ["'=header", "n", "empty"]
    assert found[1:] == [[f"'{text}", str(number), ""] for number, text in enumerate(FORMULAS)]


def test_half_a_surrogate_pair_does_not_end_the_table(tmp_path):
    write_csv(tmp_path / "a.csv", ["a"], [["x\ud800"], ["y"]])
    assert (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines() == ["a", "x\\ud800", "y"]


def test_a_table_that_breaks_off_is_not_written(tmp_path):
    def rows():
        yield ["x"]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_csv(tmp_path / "a.csv", ["a"], rows())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["'-5", "''tis", "'quoted'", '\'="0306406152"'])
def test_an_apostrophe_that_was_not_added_stays(text):
    assert restored_cell(text) == text
