"""Each table of ../shared/cases: read as a person would read it, or refused with one line that says what to do."""

import pytest

from bookgenre.corpus.read import find_adapter
from bookgenre.errors import DataError
from bookgenre.files import Rejects
from bookgenre.genres import LabelMapper

# Genres that the six books of most files must have, book by book.
SIX = ["mystery", "science-fiction", "cooking", "romance", "personal-finance", "young-adult"]
NO_GENRE = [""] * 6
# The expected genres of each record ("a b": both; "": none), or the words of the refusal.
EXPECTED = {
    "all_na.csv": NO_GENRE,
    "array.json": SIX,
    "backslash_quote.csv": SIX,
    "bad_suffix.xlsx": "is not a spreadsheet that can be read .* save it as .xlsx or .csv",
    "bisac_code_and_name.csv": [
        "cozy-mystery", "space-opera", "cooking", "romance", "business", "young-adult fiction",
    ],
    "bisac_codes.csv": ["cozy-mystery", "space-opera", "cooking", "regency-romance", "business", "young-adult fiction"],
    "bisac_names.csv": [
        "cozy-mystery", "space-opera", "cooking", "regency-romance", "personal-finance", "young-adult horror",
    ],
    "bom.csv": SIX,
    # Each is called fiction.
    "calibre.csv": ["mystery", "science-fiction", "cooking", "romance", "fiction", "young-adult"],
    "casing.csv": SIX,
    "catalogue.csv": ["", ""],
    "comma_genres.csv": [
        "mystery-thriller-suspense",
        "science-fiction space-opera",
        "cooking",
        "historical-romance",
        "business personal-finance",
        "young-adult horror",
    ],
    "cr_only_mac.csv": SIX,
    "crlf.jsonl": SIX,
    "csv_named_tsv.tsv": SIX,
    "csv_named_txt.txt": SIX,
    "descdict.jsonl": SIX,
    "dup_columns.csv": "several columns called 'description'; give each a name of its own",
    "dup_description.csv": "several columns called 'description'; give each a name of its own",
    "empty.csv": "is empty; fetch or write it again",
    "excel_isbn_formula.csv": SIX,
    "excel_sci_isbn.csv": SIX,
    "formula_label.csv": [""],
    "german_header.csv": SIX,
    "gz_bad.csv.gz": "cannot be unpacked .* fetch it again",
    "hash_tags.csv": [
        "cozy-mystery", "science-fiction", "cooking", "regency-romance", "personal-finance", "young-adult",
    ],
    "header_only.csv": [],
    "index_column.csv": SIX,
    "latin1.csv": SIX,
    "listtext.csv": ["cozy-mystery", "science-fiction", "cooking", "romance", "", "young-adult"],
    "missing_some.jsonl": ["science-fiction", "romance", "young-adult"],
    "mixed_commas_in_header.csv": SIX,
    "nan.jsonl": SIX,
    "nested.jsonl": SIX,
    "newline_in_field.csv": SIX,
    "no_header.csv": "the first line of .* is a row and no header: .* write a line with the names of the columns",
    "noext": SIX,
    "nul.csv": SIX,
    "numpy_listtext.csv": ["cozy-mystery", "science-fiction", "cooking", "romance", "", "young-adult horror"],
    "pipe_genres.csv": [
        "cozy-mystery", "space-opera", "cooking", "historical-romance", "personal-finance", "young-adult horror",
    ],
    "r_style.csv": ["cozy-mystery", "science-fiction", "cooking", "romance", "", "young-adult"],
    "ragged_trailing_comma.csv": SIX,
    "semicolon.csv": SIX,
    "slash_genres.csv": [
        "mystery", "speculative-fiction", "cooking", "historical-romance", "personal-finance", "young-adult",
    ],
    "spaces_header.csv": SIX,
    "tab_utf16_excel.csv": SIX,
    "thema.csv": ["cozy-mystery", "space-opera", "cooking", "historical-romance", "personal-finance", "childrens"],
    "thema_names.csv": [
        "cozy-mystery", "space-opera", "cooking", "historical-romance", "personal-finance", "horror ghosts",
    ],
    "too_few.csv": ["mystery"],
    "tsv_named_csv.csv": SIX,
    "ucsd_genres.jsonl": ["mystery-thriller-suspense", "fantasy paranormal"],
    "unclosed_quote.csv": SIX,
    "utf16_csv_noBOM.csv": SIX,
}  # fmt: skip
# What is said beside the columns.
NOTED = {
    "all_na.csv": "no record has a genre in 'genres'",
    "backslash_quote.csv": "quotes inside quoted fields were mended; rows: 1",
    "catalogue.csv": "no column holds genres",
    "excel_sci_isbn.csv": "ISBNs that a spreadsheet rounded (9.78E+12) were left out; rows: 6",
    "header_only.csv": "it has a header and no rows",
    "mixed_commas_in_header.csv": "the header has 4 names and each row 3 fields",
    "unclosed_quote.csv": "quotes inside quoted fields were mended; rows: 1",
}


@pytest.fixture(scope="module")
def mapper():
    return LabelMapper()


def test_each_case_has_an_expectation(shared):
    assert {path.name for path in (shared / "cases").iterdir() if path.is_file()} - {"README.md"} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_table_is_read_as_a_person_reads_it_or_refused_with_one_line(shared, mapper, name):
    path, expected, rejects = shared / "cases" / name, EXPECTED[name], Rejects()
    if path.suffix == ".xlsx":
        pytest.importorskip("python_calamine", reason="pip install 'bookgenre[corpus]'")
    if isinstance(expected, str):
        with pytest.raises(DataError, match=expected) as caught:
            list(find_adapter(path).read(path, rejects))
        assert "\n" not in str(caught.value)
        return
    adapter = find_adapter(path)
    books = [found.record.book for found in adapter.read(path, rejects)]
    assert adapter.name == "generic"
    assert rejects.damaged == {}
    found = [mapper.map(book.genres).genres for book in books]
    assert len(found) == len(expected)
    for genres, needed in zip(found, expected, strict=True):
        assert set(needed.split()) <= genres if needed else genres == frozenset()
    assert all(len(book.description.split()) > 10 for book in books)
    # Only a line without a description is rejected.
    assert rejects.counts == ({"a field is missing": 3} if name == "missing_some.jsonl" else {})
    notes = rejects.notes[str(path)]
    assert notes[0].startswith("columns: description from ")
    assert NOTED.get(name, "") in " ".join(notes[1:])
    assert bool(notes[1:]) == (name in NOTED)


def test_what_stood_in_the_way_is_no_part_of_the_text(shared):
    def descriptions(name):
        path = shared / "cases" / name
        return [found.record.book.description for found in find_adapter(path).read(path, Rejects())]

    plain = descriptions("semicolon.csv")
    for name in (
        "nul.csv",
        "cr_only_mac.csv",
        "utf16_csv_noBOM.csv",
        "tab_utf16_excel.csv",
        "descdict.jsonl",
        "bom.csv",
    ):
        assert descriptions(name) == plain
    assert descriptions("backslash_quote.csv")[4].startswith('A "plain" guide')
    assert 'notes on "stock, bread' in descriptions("unclosed_quote.csv")[2]
