import gzip
import itertools

import pytest

from bookgenre import Book
from bookgenre.corpus.read import ADAPTERS
from bookgenre.errors import DataError
from bookgenre.files import Rejects

pytest.importorskip("lxml", reason="pip install 'bookgenre[corpus]'")

BGC = ADAPTERS["blurb-genre-collection"]


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def test_stray_signs_and_markup_are_text_and_flat_topics_become_paths(read, data):
    records, _ = read(BGC, data / "BlurbGenreCollection_EN_train.txt")
    assert records[0].line == 1
    assert records[0].record.book == Book(
        description="A smuggler & a cook walk the road. I <3 it, said <i>Mara</i>;\n5 < 6, R&D, caf&eacute; — & more.",
        title="The Salt & Pepper Road",
        genres=(
            "Fiction » Mystery & Suspense » Noir Mysteries",
            "Fiction » Mystery & Suspense » Cozy Mysteries",
            "Fiction » Literary Fiction",
            "Classics",
        ),
        identifiers={"isbn13": "9780000000002", "url": "https://example.org/books/1/"},
        source="blurb-genre-collection",
        authors=("Ada Wren",),
        language="en",
    )
    assert not records[0].record.complete


def test_nested_topics_become_the_same_paths(read, data):
    book = read(BGC, data / "BlurbGenreCollection_EN_train.txt")[0][1].record.book
    assert book.genres == ("Nonfiction » Cooking » Baking", "Nonfiction » Travel")


def test_a_broken_book_is_rejected_with_its_line_and_harms_no_other(data, tmp_path):
    with Rejects(tmp_path / "rejects.jsonl") as rejects:
        records = list(BGC.read(data / "BlurbGenreCollection_EN_train.txt", rejects))
    assert [(found.line, found.record.book.title) for found in records] == [
        (1, "The Salt & Pepper Road"),
        (17, "Nested"),
        (30, "After"),
        (30, "Same line"),
    ]
    assert rejects.counts == {"broken book": 3}
    text = (tmp_path / "rejects.jsonl").read_text(encoding="utf-8")
    assert [line for line in (22, 27, 32) if f'"line": {line},' in text] == [22, 27, 32]


def test_the_german_files_are_read(read, data):
    (found,), rejects = read(BGC, data / "blurbs_de.txt")
    assert found.record.book.genres == ("Literatur & Unterhaltung » Krimi & Thriller", "Kinderbuch & Jugendbuch")
    assert (found.record.book.language, found.record.book.authors) == ("de", ("Ilse Kamm, Bo Brush",))
    assert rejects.total == 0


def test_entities_are_neither_expanded_nor_fetched(read, tmp_path):
    secret = write(tmp_path / "secret.txt", "the secret")
    doctype = f'<!DOCTYPE book [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "{secret.as_uri()}">]>'
    path = write(tmp_path / "b.xml", f"{doctype}<book>{doctype}<title>T</title><body>&b;, &c;</body></book>")
    (found,), _ = read(BGC, path)
    assert found.record.book.description == "&b;, &c;"


def test_books_come_one_by_one_from_a_file_of_one_long_line(tmp_path):
    body = "x" * 200_000
    path = write(tmp_path / "b.xml", "".join(f"<book><title>{n}</title><body>{body}</body></book>" for n in range(5)))
    assert [found.record.book.title for found in itertools.islice(BGC.read(path, Rejects()), 3)] == ["0", "1", "2"]


def test_a_book_that_never_ends_is_given_up(read, tmp_path):
    lines = "<book>\n" + "a line of text\n" * 100_000 + "<book><title>T</title><body>B</body></book>\n"
    records, rejects = read(BGC, write(tmp_path / "b.xml", lines))
    assert [found.record.book.title for found in records] == ["T"]
    assert rejects.counts == {"broken book": 1}


def test_a_gzip_cut_short_gives_the_books_before_the_cut(read, tmp_path):
    books = "".join(f"<book><title>{n}</title>\n<body>{n**9:x} {n**11:x}</body></book>\n" for n in range(2000))
    path = tmp_path / "b.xml.gz"
    path.write_bytes(gzip.compress(books.encode())[:-9000])
    records, rejects = read(BGC, path)
    assert [found.record.book.title for found in records] == [str(n) for n in range(len(records))]
    assert 500 < len(records) < 2000
    assert list(rejects.damaged) == [str(path)]


def test_xml_without_books_is_refused(read, tmp_path):
    with pytest.raises(DataError, match=r"feed\.xml has no <book> element"):
        read(BGC, write(tmp_path / "feed.xml", "<?xml version='1.0'?><feed><bookshelf/></feed>"))
