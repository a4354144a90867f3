import contextlib
import io
import random
import shutil
import sqlite3
import subprocess
from contextlib import closing

import pytest

from bookgenre.catalogue.file_formats import find_reader, find_writer
from bookgenre.catalogue.protocol import ReadOptions, WriteOptions
from bookgenre.catalogue.readers import calibre as reader
from bookgenre.catalogue.readers import calibre_database
from bookgenre.catalogue.record import Finding, GenreFinding, Record
from bookgenre.catalogue.writers import calibre as writer
from bookgenre.errors import DataError

OPF = """<?xml version='1.0' encoding='utf-8'?>
<package xmlns="http://www.idpf.org/2007/opf" unique-identifier="uuid_id" version="2.0"><metadata
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">
 <dc:identifier opf:scheme="calibre" id="calibre_id">{number}</dc:identifier>
 <dc:identifier opf:scheme="uuid" id="uuid_id">u{number}</dc:identifier><dc:title>{title}</dc:title>
 <dc:creator opf:role="aut">Ann Lee</dc:creator><dc:description>&lt;p&gt;{blurb}&lt;/p&gt;</dc:description>{tags}
</metadata></package>"""


@pytest.fixture
def library(tmp_path, blurb):
    """A library of three books: one with tags, one whose title is odd, and one without a document."""
    root = tmp_path / "library"
    books = [
        (
            "Ann Lee/Drowned Maps (12)",
            12,
            "Drowned Maps",
            "<dc:subject>Sea</dc:subject><dc:subject>dragons</dc:subject>",
        ),
        (
            "Ann Lee/$(touch x) _; 'b' (3)",
            3,
            "$(touch x) `touch x`;&#10;touch x 'b'",
            "<dc:subject>it's $HOME</dc:subject>",
        ),
    ]
    for folder, number, title, tags in books:
        (root / folder).mkdir(parents=True)
        document = OPF.format(number=number, title=title, blurb=blurb, tags=tags)
        (root / folder / "metadata.opf").write_text(document, encoding="utf-8")
    (root / "Zoe" / "No Document (7)").mkdir(parents=True)
    (root / ".caltrash" / "Old (1)").mkdir(parents=True)
    (root / "metadata.db").write_bytes(b"never opened")
    return root


def read(path):
    return list(reader.read(path, ReadOptions()))


def written(pairs):
    out, notes = io.BytesIO(), []
    writer.write(pairs, out, WriteOptions(note=notes.append))
    return out.getvalue().decode(), notes


def test_a_library_is_known_by_its_database(library):
    assert find_reader(library).name == "calibre"
    assert find_writer(library / "tags.sh").name == "calibre"


def test_the_documents_of_a_library_are_read(library, blurb):
    odd, maps, missing = read(library)
    assert [one.number for one in (odd, maps, missing)] == [1, 2, 3]
    assert maps.book.description == blurb
    assert (maps.fields["calibre_id"], maps.fields["tags"]) == ("12", "Sea, dragons")
    assert (maps.identifier, maps.book.authors) == ("u12", ("Ann Lee",))
    assert odd.fields["calibre_id"] == "3"
    assert missing.problem.startswith("there is no metadata.opf; let calibre write it: calibredb backup_metadata")
    assert (library / "metadata.db").read_bytes() == b"never opened"


def test_a_broken_document_is_a_record_with_a_problem(library):
    (library / "Ann Lee" / "Drowned Maps (12)" / "metadata.opf").write_text("<package>")
    assert read(library)[1].problem.startswith("the XML is broken")
    assert [bool(one.book) for one in read(library)] == [True, False, False]


def test_a_folder_without_books_is_refused(tmp_path):
    (tmp_path / "Author").mkdir()
    with pytest.raises(DataError, match="holds no book"):
        read(tmp_path)


def test_commands_name_the_old_tags_and_the_new_ones(library, finding):
    records = read(library)
    text, notes = written([(one, finding(one.number, problem=one.problem)) for one in records])
    assert "\nadd_tags 12 'Sea,dragons,Epic fantasy'  # Drowned Maps\n" in text
    assert text.count("\nadd_tags ") == 2
    assert notes == []


def test_commas_in_genres_part_no_tags(library):
    genres = (GenreFinding("x", "Mystery, Thriller & Suspense", 0.9, True),)
    text, _ = written([(read(library)[1], Finding(2, shortlist=genres))])
    assert "'Sea,dragons,Mystery; Thriller & Suspense'" in text


def test_books_of_other_catalogues_get_no_command(finding):
    pairs = [(Record(1, None, fields=fields), finding()) for fields in ({}, {"calibre_id": "1; touch x"})]
    text, notes = written(pairs)
    assert "\nadd_tags " not in text
    assert notes[0].startswith("2 books have no number in a calibre library")


@pytest.mark.skipif(shutil.which("sh") is None, reason="needs a shell")
def test_the_file_runs_and_gives_calibre_what_was_meant(library, finding, tmp_path):
    records = read(library)
    script = tmp_path / "tags.sh"
    script.write_text(written([(one, finding(one.number, problem=one.problem)) for one in records])[0])
    # Stands for calibre, which is not installed here; notes what it is given.
    tool = tmp_path / "bin" / "calibredb"
    tool.parent.mkdir()
    tool.write_text('#!/bin/sh\nprintf "%s|" "$@" >>"$LOG"\necho >>"$LOG"\n')
    tool.chmod(0o755)
    log = tmp_path / "log"
    environment = {"PATH": f"{tool.parent}:/usr/bin:/bin", "LOG": str(log), "HOME": "/nowhere"}
    subprocess.run(["sh", script, "My Library"], env=environment, cwd=tmp_path, check=True)
    assert log.read_text().splitlines() == [
        "set_metadata|--with-library|My Library|--field|tags:it's $HOME,Epic fantasy,Dragons|3|",
        "set_metadata|--with-library|My Library|--field|tags:Sea,dragons,Epic fantasy|12|",
    ]
    assert not (tmp_path / "x").exists()
    refused = subprocess.run(["sh", script], env=environment, capture_output=True, text=True, check=False)
    assert refused.returncode != 0
    assert "name the folder of the library" in refused.stderr


SCHEMA = """
CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT); CREATE TABLE comments (book INTEGER, text TEXT);
CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE books_authors_link (book INTEGER, author INTEGER);
CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE books_tags_link (book INTEGER, tag INTEGER);
CREATE TABLE languages (id INTEGER PRIMARY KEY, lang_code TEXT);
CREATE TABLE books_languages_link (book INTEGER, lang_code INTEGER);
CREATE TABLE identifiers (book INTEGER, type TEXT, val TEXT);
INSERT INTO books VALUES (12, 'Drowned Maps'), (15, 'Nothing'); INSERT INTO authors VALUES (1, 'Ann Lee');
INSERT INTO books_authors_link VALUES (12, 1); INSERT INTO tags VALUES (1, 'Sea'), (2, 'dragons');
INSERT INTO books_tags_link VALUES (12, 1), (12, 2); INSERT INTO languages VALUES (1, 'eng');
INSERT INTO books_languages_link VALUES (12, 1); INSERT INTO identifiers VALUES (12, 'isbn', '9780439999991');
"""


@pytest.fixture
def database(tmp_path, blurb):
    path = tmp_path / "odd % name?" / "metadata.db"
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as made:
        made.executescript(SCHEMA)
        made.execute("INSERT INTO comments VALUES (12, ?)", (f"<p>{blurb}</p>",))
        made.commit()
    return path


def read_database(path):
    return list(calibre_database.read(path, ReadOptions()))


def test_a_database_by_itself_is_read_and_not_changed(database, finding, blurb):
    before = database.read_bytes()
    assert find_reader(database).name == "calibre_database"
    maps, nothing = read_database(database)
    assert (maps.book.description, maps.book.authors, maps.identifier) == (blurb, ("Ann Lee",), "9780439999991")
    assert (maps.fields["calibre_id"], maps.fields["tags"], maps.fields["language"]) == ("12", "Sea, dragons", "eng")
    assert nothing.problem == "it has no description"
    assert "\nadd_tags 12 'Sea,dragons,Epic fantasy'  # Drowned Maps\n" in written([(maps, finding())])[0]
    assert [path.name for path in database.parent.iterdir()] == ["metadata.db"]
    assert database.read_bytes() == before


@pytest.mark.parametrize(
    "change",
    [
        "DROP TABLE tags",
        "DROP TABLE tags; CREATE VIEW tags AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id FROM n) "
        "SELECT id, 'x' AS name FROM n",
    ],
)
def test_other_and_hostile_databases_are_refused(change, database):
    with closing(sqlite3.connect(database)) as changed:
        changed.executescript(change)
    with pytest.raises(DataError, match="is not the database of a calibre library"):
        read_database(database)


def test_damaged_databases_are_refused_or_end_with_a_problem(database):
    whole = database.read_bytes()
    rng = random.Random(3)
    for _ in range(100):
        data = bytearray(whole)
        for _ in range(20):
            data[rng.randrange(16, len(data))] = rng.randrange(256)
        database.write_bytes(data)
        with contextlib.suppress(DataError):
            assert all(one.book or one.problem for one in read_database(database))
