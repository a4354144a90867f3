import io
import random
from dataclasses import replace

import pytest

from bookgenre.catalogue.protocol import ReadOptions, WriteOptions
from bookgenre.catalogue.readers import onix as reader
from bookgenre.catalogue.record import Finding
from bookgenre.catalogue.writers import onix
from bookgenre.errors import DataError
from onix_feeds import FINDING, FLAVOURS, complaints, is_inserted, message, product

GIVEN = (
    "<Subject>\n  <SubjectSchemeIdentifier>12</SubjectSchemeIdentifier>\n  <SubjectCode>FF</SubjectCode>\n</Subject>\n"
    "<Subject>\n  <SubjectSchemeIdentifier>20</SubjectSchemeIdentifier>\n"
    "  <SubjectHeadingText>walls</SubjectHeadingText>\n</Subject>"
)


def annotate(path, finding=FINDING, notes=None):
    """The bytes of the feed with this finding for each product that can be used."""
    records = reader.read(path, ReadOptions())
    findings = (
        Finding(record.number, problem=record.problem) if record.problem else replace(finding, number=record.number)
        for record in records
    )
    out = io.BytesIO()
    onix.annotate(path, findings, out, WriteOptions(note=(notes if notes is not None else []).append))
    return out.getvalue()


def write(tmp_path, content, name="feed.xml"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def problems(tmp_path, content):
    return complaints(write(tmp_path, content, "checked.xml"))


@pytest.mark.parametrize("subjects", ["", GIVEN], ids=["none", "some"])
@pytest.mark.parametrize("audience", [True, False], ids=["audience", "no audience"])
@pytest.mark.parametrize(("release", "short"), FLAVOURS)
def test_every_flavour_stays_valid_and_the_same_beside_what_is_added(tmp_path, release, short, subjects, audience):
    products = [product(release, subjects=subjects, audience=audience, number=n) for n in (1, 2)]
    path = write(tmp_path, message(release, *products, short=short))
    assert problems(tmp_path, path.read_bytes()) == []
    annotated = annotate(path)
    assert problems(tmp_path, annotated) == []
    assert is_inserted(path.read_bytes(), annotated)
    names = ["FHD", "FH", "1DFG-DE-B", "3MPQ", "FIC031050", "espionage", "food-drink", "double agent; café wall"]
    tags = ("b069", "b070") if short else ("SubjectCode", "SubjectHeadingText")
    for name in names:
        found = sum(annotated.count(f"<{tag}>{name}</{tag}>".encode()) for tag in tags)
        assert found == 2, name


def test_what_was_added_is_read_and_not_added_again(tmp_path):
    once = annotate(write(tmp_path, message("3.0", product(), product(number=2))))
    (record, _) = reader.read(write(tmp_path, once), ReadOptions())
    assert {subject.scheme for subject in record.subjects} == {"thema", "bisac", "bookgenre", "keywords"}
    assert annotate(write(tmp_path, once)) == once


def test_a_finding_with_a_problem_adds_nothing(tmp_path):
    path = write(tmp_path, message("3.0", product()))
    assert annotate(path, Finding(1, problem="too short")) == path.read_bytes()


@pytest.mark.parametrize(
    ("encoding", "declared", "expected"),
    [
        ("utf-8-sig", "UTF-8", "café wall".encode()),
        ("utf-16", "UTF-16", "café wall".encode("utf-16-le")),
        ("utf-16-be", "UTF-16", "café wall".encode("utf-16-be")),
        ("latin-1", "ISO-8859-1", "café wall".encode("latin-1")),
        ("ascii", "US-ASCII", b"caf&#233; wall"),
        # A file that is not of the encoding that it declares.
        ("cp1252", "UTF-8", b"caf&#233; wall"),
    ],
)
def test_the_encoding_of_the_file_is_kept(tmp_path, encoding, declared, expected):
    text = message("3.0", product(), encoding=declared)
    content = (text.replace("ä", "ae") if encoding == "ascii" else text).encode(encoding)
    annotated = annotate(write(tmp_path, content))
    assert expected in annotated
    added = annotated.replace(expected, b"")
    assert len(added) > len(content)
    records = list(reader.read(write(tmp_path, annotated), ReadOptions()))
    assert "double agent; café wall" in {subject.heading for subject in records[0].subjects}


def test_characters_that_the_encoding_lacks_are_references(tmp_path):
    path = write(tmp_path, message("3.0", product(), encoding="ISO-8859-1").encode("latin-1"))
    assert b"&#321;&#243;d&#378;" not in annotate(path)
    assert b"&#321;\xf3d&#378;" in annotate(path, replace(FINDING, keywords=("Łódź",)))


def test_a_product_without_place_is_noted(tmp_path):
    path = write(tmp_path, message("3.0", product(detail=False, kind="04")))
    notes = []
    assert annotate(path, notes=notes) == path.read_bytes()
    assert notes == [f"1 products of {path} have no <DescriptiveDetail>, which holds subjects: nothing added"]


def test_broken_products_and_cut_files_come_back_as_they_are(tmp_path):
    text = message("3.0", product(number=1), product(number=2, text="A & B"), product(number=3), product(number=4))
    path = write(tmp_path, text[: text.index("lantern.4") + 9])
    annotated = annotate(path)
    assert is_inserted(path.read_bytes(), annotated)
    assert annotated.count(b">bookgenre<") == 4


def test_too_few_findings_are_an_error(tmp_path):
    path = write(tmp_path, message("3.0", product(), product()))
    with pytest.raises(DataError, match="has more records than were classified"):
        onix.annotate(path, [FINDING], io.BytesIO(), WriteOptions())


@pytest.mark.parametrize("seed", range(200))
def test_a_damaged_feed_is_read_or_refused_and_comes_back_whole(tmp_path, seed):
    """Some bytes are changed, taken out or repeated: no other error, and records and findings keep in step."""
    random.seed(seed)
    content = bytearray(message(random.choice(["2.1", "3.0"]), *(product(number=n) for n in range(4))).encode())
    for _ in range(random.randint(1, 6)):
        place, length = random.randrange(len(content)), random.choice([1, 1, 3, 40, 400])
        content[place : place + length] = random.choice(
            [b"", b"<", b"&", b"<!--", b"]]>", b"\0", b"\xff", bytes(content[place : place + length] * 2), b"<Product>"]
        )
    path = write(tmp_path, bytes(content))
    try:
        records = list(reader.read(path, ReadOptions()))
    except DataError:
        return
    assert [record.number for record in records] == list(range(1, len(records) + 1))
    assert all(bool(record.book) != bool(record.problem) for record in records)
    out = io.BytesIO()
    onix.annotate(path, (Finding(record.number, problem="no") for record in records), out, WriteOptions())
    assert out.getvalue() == path.read_bytes()
    assert is_inserted(path.read_bytes(), annotate(path))


def test_each_real_feed_gets_subjects_and_stays_the_same_beside_them(shared, tmp_path):
    folder = shared / "trade" / "onix"
    if not folder.is_dir():
        pytest.skip("no ../shared/trade/onix")
    for path in filter(lambda one: one.is_file() and one.stat().st_size < 300_000, folder.rglob("*")):
        annotated = annotate(path)
        assert is_inserted(path.read_bytes(), annotated), path
        before, after = (complaints(write(tmp_path, content)) for content in (path.read_bytes(), annotated))
        assert after == before, path
