import gzip
import io

import pymarc
import pytest
from pymarc import MARCReader

from bookgenre.catalogue.marc.marc_file import read_pieces
from bookgenre.catalogue.protocol import ReadOptions
from bookgenre.catalogue.readers import marc as reader
from bookgenre.catalogue.writers import marc as writer
from bookgenre.errors import DataError


def field(tag, indicators, *pairs):
    return pymarc.Field(tag, pymarc.Indicators(*indicators), [pymarc.Subfield(*pair) for pair in pairs])


def record(*fields, control="b1", utf8=True):
    made = pymarc.Record(force_utf8=utf8)
    made.leader = pymarc.Leader(f"00000nam {'a' if utf8 else ' '}2200000 i 4500")
    made.add_field(pymarc.Field("001", data=control), *fields)
    return made.as_marc()


@pytest.fixture
def catalogue(tmp_path, blurb):
    """A file of three records: UTF-8, MARC-8 with diacritics, and one without a summary."""
    first = record(field("245", "10", ("a", "Caf\u00e9 /")), field("520", "  ", ("a", blurb)))
    latin = record(field("245", "10", ("a", "Cafe@ /")), field("520", "  ", ("a", blurb)), control="b2", utf8=False)
    # pymarc writes UTF-8 only.
    second = latin[:9] + b" " + latin[10:].replace(b"Cafe@", b"Caf\xe2e")
    path = tmp_path / "books.mrc"
    path.write_bytes(first + second + record(field("245", "10", ("a", "Maps")), control="b3"))
    return path


def read(path):
    return list(reader.read(path, ReadOptions()))


def by_pymarc(data):
    return list(MARCReader(io.BytesIO(data)))


def test_both_character_sets_are_read(catalogue):
    records = read(catalogue)
    assert [one.number for one in records] == [1, 2, 3]
    assert [one.fields["title"] for one in records] == ["Caf\u00e9", "Caf\u00e9", "Maps"]
    assert [one.problem for one in records] == ["", "", "it has no summary"]


def test_packed_files_are_read(catalogue, tmp_path):
    packed = tmp_path / "packed.mrc.gz"
    packed.write_bytes(gzip.compress(catalogue.read_bytes()))
    assert read(packed) == read(catalogue)


def test_findings_with_a_problem_leave_the_file_as_it_is(catalogue, finding, annotated):
    data, notes = annotated(writer, catalogue, [finding(number, problem="no") for number in (1, 2, 3)])
    assert (data, notes) == (catalogue.read_bytes(), [])


def test_genres_are_added_and_other_fields_keep_their_bytes(catalogue, finding, annotated):
    findings = [
        finding(1, keywords=("\u00e9t\u00e9",)),
        finding(2, keywords=("\u00e9t\u00e9",)),
        finding(3, problem="no"),
    ]
    data, notes = annotated(writer, catalogue, findings)
    assert notes == []
    old, new = by_pymarc(catalogue.read_bytes()), by_pymarc(data)
    added = ["=084  \\\\$aFMB$2thema", "=084  \\\\$a5AX$2thema", "=653  \\\\$a\u00e9t\u00e9"]
    added += ["=655  \\7$aFantasy fiction.$2lcgft", "=655  \\7$aDragons.$2local"]
    for before, after in zip(old[:2], new[:2], strict=True):
        assert [str(one) for one in after if str(one) not in added] == [str(one) for one in before]
        assert [str(one) for one in after.get_fields("084", "653", "655")] == added
        assert str(after.leader)[5:12] == str(before.leader)[5:12]
    assert str(new[2]) == str(old[2])
    assert b"\xe2et\xe2e" in data
    for piece in read_pieces(catalogue):
        assert piece.record.area in data


def test_what_was_written_gets_nothing_more(catalogue, finding, annotated, tmp_path):
    findings = [finding(number) for number in (1, 2, 3)]
    once, _ = annotated(writer, catalogue, findings)
    again = tmp_path / "again.mrc"
    again.write_bytes(once)
    assert annotated(writer, again, findings)[0] == once
    assert [one.book for one in read(again)] == [one.book for one in read(catalogue)]


def test_a_damaged_record_is_reported_and_the_others_go_on(catalogue, finding, annotated):
    first, second, third = (piece.data for piece in read_pieces(catalogue))
    broken = first[:24] + b"\x1e" + first[24:]
    catalogue.write_bytes(first + b"rubbish\x1d" + broken + second + third[:30])
    records = read(catalogue)
    assert [one.problem for one in records] == [
        "",
        "the record does not begin with a leader",
        "the record is damaged: its directory is empty",
        "",
        "the file ends within this record",
    ]
    assert [one.number for one in records] == [1, 2, 3, 4, 5]
    data, notes = annotated(writer, catalogue, [finding(one.number, problem=one.problem) for one in records])
    assert notes == []
    assert data.count(b"Fantasy fiction.") == 2
    assert b"rubbish\x1d" + broken in data
    assert data.endswith(third[:30])


def test_a_record_with_wrong_places_is_read_but_written_as_it_is(catalogue, finding, annotated, blurb):
    first = next(read_pieces(catalogue)).data
    wrong = first[:36] + b"245999900000" + first[48:]
    catalogue.write_bytes(wrong)
    (one,) = read(catalogue)
    assert (one.book.description, one.book.title) == (blurb, "Caf\u00e9")
    data, notes = annotated(writer, catalogue, [finding()])
    assert data == wrong
    assert notes == ["record 1 is written without additions: its directory has wrong lengths or places"]


def test_a_record_over_the_limit_is_read_and_written_as_it_is(tmp_path, finding, annotated, blurb):
    # Lengths of 100,000 and more do not fit their five digits; systems write 99999 and what is left of the places.
    notes = [("500", b"  \x1fa" + b"x" * 9_000)] * 13
    fields = [("001", b"b1"), *notes, ("520", b"  \x1fa" + blurb.encode())]
    directory, area = b"", b""
    for tag, data in fields:
        directory += tag.encode() + b"%04d%05d" % (len(data) + 1, len(area) % 100_000)
        area += data + b"\x1e"
    long = b"99999nam a22%05d i 4500" % (25 + len(directory)) + directory + b"\x1e" + area + b"\x1d"
    assert len(long) > 110_000
    path = tmp_path / "long.mrc"
    path.write_bytes(long + record(field("520", "  ", ("a", blurb)), control="b2"))
    assert [one.book.description for one in read(path)] == [blurb, blurb]
    data, notes = annotated(writer, path, [finding(1), finding(2)])
    assert data.startswith(long)
    assert data.count(b"Fantasy fiction.") == 1
    assert len(notes) == 1


def test_a_record_that_would_grow_over_the_limit_is_written_as_it_is(tmp_path, finding, annotated, blurb):
    notes = [field("500", "  ", ("a", "x" * 9_000))] * 11
    path = tmp_path / "full.mrc"
    path.write_bytes(record(*notes, field("520", "  ", ("a", blurb + " " + "y" * 550))))
    data, notes = annotated(writer, path, [finding(keywords=("k" * 200,))])
    assert data == path.read_bytes()
    assert "more than the 99,999 of the format; MARCXML has no limit" in notes[0]


@pytest.mark.parametrize("data", [b"title,blurb\nMaps,sea\n", b"<html></html>", b"\0" * 100])
def test_other_files_are_refused(tmp_path, data):
    path = tmp_path / "other.mrc"
    path.write_bytes(data)
    with pytest.raises(DataError, match=r"does not begin with a MARC 21 record|holds no MARC 21 record"):
        read(path)


def test_an_empty_file_and_one_that_is_not_there_are_refused(tmp_path):
    (tmp_path / "empty.mrc").touch()
    with pytest.raises(DataError, match="is empty"):
        read(tmp_path / "empty.mrc")
    with pytest.raises(DataError, match="there is no file"):
        read(tmp_path / "none.mrc")


def test_a_packed_file_that_breaks_off_ends_with_a_problem(catalogue, tmp_path):
    packed = tmp_path / "cut.mrc.gz"
    packed.write_bytes(gzip.compress(catalogue.read_bytes() * 40, mtime=0)[:-12])
    records = read(packed)
    assert len(records) > 100
    assert records[0].book
    assert records[-1].problem.startswith("the file cannot be read further: ")


def test_text_that_no_subfield_holds_is_read(catalogue, blurb):
    one = record(field("520", "  ", ("a", blurb)))
    catalogue.write_bytes(one.replace(b"  \x1fa" + blurb.encode()[:4], b"    " + blurb.encode()[:4]))
    assert read(catalogue)[0].book.description == blurb


class EnoughError(Exception):
    """The reading was ended."""


# Nothing but what stands between records; and a record that has no end.
@pytest.mark.parametrize("data", [bytes(1_000_000), b"00000nam a2200000 i 4500" + b"x" * 1_000_000])
def test_a_file_without_a_record_can_be_left(tmp_path, data):
    left = 4

    def enough():
        nonlocal left
        left -= 1
        if not left:
            raise EnoughError

    path = tmp_path / "books.mrc"
    path.write_bytes(data)
    with pytest.raises(EnoughError):
        next(reader.read(path, ReadOptions(check=enough)))
