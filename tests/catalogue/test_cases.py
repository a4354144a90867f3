"""The odd tables of ../shared/cases: each is classified, or refused with a line that says what to do."""

from pathlib import Path

import pytest

from bookgenre.catalogue import classify_catalogue
from bookgenre.errors import BookgenreError
from bookgenre.files import Rejects, read_rows

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases"
FILES = sorted(path for path in CASES.iterdir() if path.is_file() and path.suffix != ".md") if CASES.is_dir() else []
REFUSED = {
    "bad_suffix.xlsx": "spreadsheet",
    "dup_columns.csv": "several columns called",
    "dup_description.csv": "several columns called",
    "empty.csv": "is empty",
    "gz_bad.csv.gz": "cannot be unpacked",
    "no_header.csv": "is a row and no header",
}


@pytest.mark.parametrize("path", [path for path in FILES if path.name not in REFUSED], ids=lambda path: path.name)
def test_each_is_classified(path, settings, tmp_path):
    out = tmp_path / "out.csv"
    report = classify_catalogue(path, out, settings=settings)
    rows = [row.values for row in read_rows(out, Rejects())] if report.records else []
    assert len(rows) <= report.records == report.answered + report.rejected
    assert all(row["bookgenre_problem"] or row["bookgenre_model_version"] for row in rows)


@pytest.mark.parametrize("path", [path for path in FILES if path.name in REFUSED], ids=lambda path: path.name)
def test_or_it_is_refused_and_nothing_is_written(path, settings, tmp_path):
    with pytest.raises(BookgenreError, match=REFUSED[path.name]):
        classify_catalogue(path, tmp_path / "out.csv", settings=settings)
    assert not list(tmp_path.iterdir())


def test_the_folder_is_there():
    if not FILES:
        pytest.skip("no ../shared/cases beside the repository: the odd tables are not here")
