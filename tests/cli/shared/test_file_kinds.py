import gzip
import io
import zipfile

import pytest

from bookgenre.cli.shared.file_kinds import file_kind, refusal
from cost import assert_no_more_than_linear

BLURB = "A retired spy is pulled back to Cold War Berlin when his old handler is found dead."
MARC = b"00714cam a2200205 a 4500001001300000003000400013\x1e0010013\x1f"


def zipped(*members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for member in members:
            archive.writestr(member, "application/epub+zip" if member == "mimetype" else "x" * 10)
    return file.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        BLURB,
        f"<p>{BLURB}</p>",
        f"<?xml version='1.0'?>\n<!DOCTYPE html>\n<html><body>{BLURB}</body></html>",
        f"[Starred review] {BLURB}",
        f'["A masterpiece!" The Times] {BLURB}',
        f"{{Book 1}} {BLURB}",
        f"Title, price and genre: {BLURB}",
        "Love; death; taxes: a novel in three parts, for readers of all ages.",
        f"12345 {BLURB}",
        BLURB + "\n\n" + BLURB,
        "<sigh> " + BLURB,
    ],
)
@pytest.mark.parametrize("name", ["", "blurb", "blurb.txt", "blurb.html", "my.blurb.md"])
def test_a_description_is_no_file_of_another_kind(name, text):
    assert file_kind(name, text.encode()) is None
    assert file_kind(name, b"\xef\xbb\xbf" + text.encode()) is None


@pytest.mark.parametrize("name", ["", "books", "books.txt"])
@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"title,description,genres\nA,B,C\n", "a CSV table"),
        (b'"ID";"Title";"Blurb"\r\n1;2;3\r\n', "a CSV table"),
        (b"\xef\xbb\xbftitle\tsummary\n", "a CSV table"),
        (b"isbn,title,author\r123,A,B\r", "a CSV table"),
        (b"name,publisher,Year,price\nA,B,1,2\n", "a CSV table"),
        (b'{"title": "A", "description": "B"}\n{"title": "C"}\n', "JSON"),
        (b'[{"title": "A"}, {"title"', "JSON"),
        (b'\n[\n  "one", "two"\n]', "JSON"),
        (b"<?xml version='1.0' encoding='UTF-8'?>\n<!-- c -->\n<ONIXMessage release='3.0'>", "XML"),
        (b"<collection xmlns='http://www.loc.gov/MARC21/slim'><record>", "XML"),
        (b"<marc:collection><marc:record>", "XML"),
        (MARC, "a file of MARC records"),
        (zipped("mimetype", "META-INF/container.xml"), "an EPUB book"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "a spreadsheet"),
        (zipped("[Content_Types].xml", "word/document.xml"), "a word processor's document"),
        (zipped("blurb.txt"), "a packed file"),
        (gzip.compress(b"a blurb", mtime=0), "a packed file"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF"),
        (b"PAR1\x15\x04", "a Parquet table"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"{\\rtf1\\ansi A blurb}", "a word processor's document"),
        (bytes(100), "binary data"),
        (b"ELF\x01\x00\x00text", "binary data"),
    ],
)
def test_files_of_other_kinds_are_told_by_their_content(name, data, kind):
    assert file_kind(name, data) == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Books.CSV", "a CSV table"),
        ("books.tsv", "a CSV table"),
        ("books.jsonl", "JSON"),
        ("books.json", "JSON"),
        ("books.xml", "XML"),
        ("books.mrc", "a file of MARC records"),
        ("book.epub", "an EPUB book"),
        ("blurb.docx", "a word processor's document"),
    ],
)
def test_files_of_other_kinds_are_told_by_their_suffix(name, kind):
    assert file_kind(name, BLURB.encode()) == kind


def test_what_is_packed_is_told_by_its_name():
    assert file_kind("books.csv.gz", gzip.compress(b"title,description", mtime=0)) == "a CSV table"
    assert file_kind("blurb.txt.gz", gzip.compress(BLURB.encode())) == "a packed file"
    assert file_kind("books.xlsx", zipped("blurb.txt")) == "a spreadsheet"


def test_a_web_page_may_be_called_xml():
    assert file_kind("page.xml", f"<html><body>{BLURB}</body></html>".encode()) is None


@pytest.mark.parametrize(
    ("start", "unit"), [(b"", b"["), (b"", b"<!"), (b"<?xml", b"<!-- "), (b"", b'{"'), (b"", b","), (b"", b"<? > ")]
)
def test_no_content_takes_long(start, unit):
    assert_no_more_than_linear(lambda data: file_kind("", data), lambda size: start + unit * size, 25_000)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("a CSV table", "`bookgenre classify` reads it"),
        ("JSON", "`bookgenre classify` reads it"),
        ("XML", "`bookgenre classify` reads it"),
        ("an EPUB book", "`bookgenre classify` reads it"),
        ("a spreadsheet", "`bookgenre classify` reads it"),
        ("a packed file", "unpack it first"),
        ("binary data", "is not UTF-8 text but binary data"),
    ],
)
def test_the_refusal_says_which_command_reads_it(kind, words):
    message = refusal("books", kind)
    assert message.startswith("books is ")
    assert words in message
    assert message.isprintable()
