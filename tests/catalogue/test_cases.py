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
    "gz_bad.csv.gz": "",
    "no_header.csv": "is a row and no header",
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_is_classified_or_refused(path, settings, tmp_path):
    out = tmp_path / "out.csv"
    try:
        report = classify_catalogue(path, out, settings=settings)
    except BookgenreError as error:
        assert path.name in REFUSED, error
        assert REFUSED[path.name] in str(error)
        assert not list(tmp_path.iterdir())
        return
    assert path.name not in REFUSED
    rows = [row.values for row in read_rows(out, Rejects())] if report.records else []
    assert len(rows) <= report.records == report.answered + report.rejected
    assert all(row["bookgenre_problem"] or row["bookgenre_model_version"] for row in rows)


def test_the_folder_is_there():
    if not FILES:
        pytest.skip("no ../shared/cases beside the repository: the odd tables are not here")
