"""Whole runs over the formats of libraries and e-books: written again, cut off and gone on with, and as tables."""

import csv
import io
import json
import random
import zipfile

import pymarc
import pytest

from bookgenre.catalogue import classify_catalogue
from bookgenre.catalogue.file_formats import find_reader
from bookgenre.catalogue.protocol import ReadOptions
from bookgenre.errors import DataError

SPY = "A secret agent and spy is sent to Berlin to find the handler who lost the other agent."
FANTASY = "A wizard with a magic sword and the dragon of the old kingdom: magic, sword and dragon."
OPF = """<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title><dc:description>{}</dc:description>
</metadata></package>"""
BOOKS = [("The Handler", SPY), ("Nothing", ""), ("The Sword", FANTASY), ("Short", "A spy.")]


def record(number, title, text):
    made = pymarc.Record(force_utf8=True)
    made.leader = pymarc.Leader("00000nam a2200000 i 4500")
    made.add_field(pymarc.Field("001", data=f"b{number}"))
    for tag, value in (("245", title), ("520", text)):
        made.add_field(pymarc.Field(tag, pymarc.Indicators(" ", " "), [pymarc.Subfield("a", value)]))
    return made


def marc(path):
    path.write_bytes(b"".join(record(*book).as_marc() for book in enumerate_books()))


def marcxml(path):
    records = b"".join(pymarc.record_to_xml(record(*book)) for book in enumerate_books())
    path.write_bytes(b'<collection xmlns="http://www.loc.gov/MARC21/slim">' + records + b"</collection>")


def enumerate_books():
    return [(number, *book) for number, book in enumerate(BOOKS, 1)]


def epub(path):
    path.mkdir()
    for number, title, text in enumerate_books():
        with zipfile.ZipFile(path / f"{number}.epub", "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
            container = '<container><rootfiles><rootfile full-path="p.opf"/></rootfiles></container>'
            made.writestr("META-INF/container.xml", container)
            made.writestr("p.opf", OPF.format(title, text))


def opf(path):
    path.mkdir()
    for number, title, text in enumerate_books():
        (path / f"{number}.opf").write_text(OPF.format(title, text), encoding="utf-8")


def calibre(path):
    path.mkdir()
    (path / "metadata.db").touch()
    for number, title, text in enumerate_books():
        folder = path / "Author" / f"{number} {title} ({number})"
        folder.mkdir(parents=True)
        (folder / "metadata.opf").write_text(OPF.format(title, text), encoding="utf-8")


FORMATS = {
    "marc": (marc, "books.mrc", "out.mrc"),
    "marcxml": (marcxml, "books.xml", "out.xml"),
    "epub": (epub, "books", "out"),
    "opf": (opf, "books", "out"),
    "calibre": (calibre, "books", "out.sh"),
}


@pytest.fixture(params=FORMATS)
def given(request, tmp_path):
    """An input of a format, the path of its output, and how the output is named."""
    write, source, out = FORMATS[request.param]
    write(tmp_path / source)
    path = tmp_path / "results" / out
    path.parent.mkdir()
    return tmp_path / source, path, f"{path}/" if out == "out" else path


def content(path):
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return {file.name: file.read_bytes() for file in files}


def test_a_run_writes_the_genres_and_lists_what_it_could_not_read(given, settings):
    source, out, named = given
    report = classify_catalogue(source, named, settings=settings)
    assert (report.records, report.answered, report.rejected) == (4, 2, 2)
    text = b"".join(content(out).values())
    if out.is_dir() and next(iter(content(out))).endswith(".epub"):
        text = b"".join(zipfile.ZipFile(file).read("p.opf") for file in out.iterdir())
    # The Library of Congress has a wider term for spies.
    assert (b"Thrillers (Fiction)" if source.suffix in (".mrc", ".xml") else b"Espionage") in text
    assert b"Fantasy" in text
    rejects = [json.loads(line) for line in report.rejects.read_text(encoding="utf-8").splitlines()]
    assert [one["record"] for one in rejects] in ([2, 4], [1, 1])
    assert "only 6 characters" in rejects[1]["reason"]


def test_a_run_that_was_cut_at_any_place_goes_on_to_the_same_bytes(given, settings, tmp_path):
    source, out, named = given
    classify_catalogue(source, named, settings=settings)
    straight = content(out)
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    with pytest.raises(DataError, match="blocked cannot be written"):
        classify_catalogue(source, named, settings=settings, rejects=blocked)
    journal = out.with_name(f".{out.name}.journal")
    whole = journal.read_bytes()
    ends = [place + 1 for place, byte in enumerate(whole) if byte == 10]
    assert len(ends) == 5
    for end in (ends[0], ends[1] - 7, ends[2], ends[3] + 9, ends[4]):
        journal.write_bytes(whole[:end])
        report = classify_catalogue(source, named, settings=settings, resume=True)
        assert (content(out), report.rejected) == (straight, 2), end
        assert not journal.exists()


def test_every_format_becomes_a_table(given, settings, tmp_path):
    source, _, _ = given
    report = classify_catalogue(source, tmp_path / "table.csv", settings=settings)
    with (tmp_path / "table.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert (len(rows), report.answered) == (4, 2)
    assert [row["title"] for row in rows] == [title for title, _ in BOOKS]
    assert rows[0]["description"] == SPY


def test_whatever_happens_to_a_file_no_record_is_lost(tmp_path):
    """Every record is a book or has a problem, numbers have no gap, and a broken file is a problem or a clear error."""
    rng = random.Random(7)
    marks = [b"\x1d", b"\x1e", b"\x1f", b"\x1b$1", b"<", b"&", b"</record>", b"\0", b"99999", "\u00e9".encode()]
    for name in ("marc", "marcxml"):
        write, file, _ = FORMATS[name]
        path = tmp_path / file
        write(path)
        whole = path.read_bytes()
        reader = find_reader(path)
        for _ in range(150):
            data = bytearray(whole)
            for _ in range(rng.randrange(1, 6)):
                place = rng.randrange(len(data))
                data[place : place + rng.choice([0, 1, 30])] = rng.choice([b"", *marks])
            path.write_bytes(data)
            try:
                records = list(reader.read(path, ReadOptions()))
            except DataError:
                continue
            assert [one.number for one in records] == list(range(1, len(records) + 1))
            assert all((one.book is None) == bool(one.problem) for one in records)


def test_notes_of_what_was_not_written_reach_the_user(settings, tmp_path):
    source, out = tmp_path / "books.mrc", tmp_path / "out.mrc"
    wrong = record(1, "The Handler", SPY).as_marc()
    source.write_bytes(wrong[:36] + b"245999900000" + wrong[48:])
    report = classify_catalogue(source, out, settings=settings)
    assert report.answered == 1
    assert report.notes == ("record 1 is written without additions: its directory has wrong lengths or places",)
    assert out.read_bytes() == source.read_bytes()
    assert io.BytesIO(out.read_bytes()).read(5).isdigit()
