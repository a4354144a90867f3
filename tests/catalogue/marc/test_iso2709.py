import io

import pytest

from bookgenre.catalogue.marc import iso2709
from bookgenre.catalogue.marc.iso2709 import MAX_RECORD, RawField, cut_records, looks_like_leader, parse_record

END, FIELD_END = b"\x1d", b"\x1e"


def made(*fields, leader=b"00000nam a2200000 i 4500"):
    """A record of pairs of tag and data."""
    directory, area = b"", b""
    for tag, data in fields:
        directory += tag + b"%04d%05d" % (len(data) + 1, len(area))
        area += data + FIELD_END
    base = 24 + len(directory) + 1
    length = base + len(area) + 1
    return b"%05d" % length + leader[5:12] + b"%05d" % base + leader[17:] + directory + FIELD_END + area + END


ONE = made((b"001", b"b1"), (b"245", b"10\x1faMaps"), (b"700", b"1 \x1faLee, Ann"))
TWO = made((b"001", b"b2"), (b"520", b"  \x1faA drowned city."))


def pieces(data):
    return list(cut_records(io.BytesIO(data)))


def test_records_and_what_stands_between_are_the_file():
    data = b"\xef\xbb\xbf" + ONE + b"\r\n" + TWO + b"\n\x1a"
    found = pieces(data)
    assert b"".join(piece.data for piece in found) == data
    assert [piece.data for piece in found if piece.is_record] == [ONE, TWO]


@pytest.mark.parametrize("length", [b"00030", b"99999", b"     ", b"00000", b"abcde"])
def test_a_wrong_length_ends_at_the_terminator(length):
    data = length + ONE[5:] + TWO
    assert [piece.data for piece in pieces(data)] == [length + ONE[5:], TWO]


def test_a_right_length_is_believed_though_a_terminator_stands_within():
    odd = made((b"001", b"b1"), (b"500", b"  \x1faOne\x1dTwo"))
    assert [piece.data for piece in pieces(odd + TWO)] == [odd, TWO]


def test_a_file_that_is_cut_off_says_so():
    last = pieces(ONE + TWO[:40])[-1]
    assert (last.data, last.problem) == (TWO[:40], "the file ends within this record")


class Endless(io.RawIOBase):
    """Letters, a terminator after many of them, and a record."""

    def __init__(self, size):
        self.left, self.tail, self.largest = size, b"\x1d" + TWO, 0

    def read(self, count=-1):
        self.largest = max(self.largest, count)
        if self.left:
            self.left -= (taken := min(count, self.left))
            return b"x" * taken
        data, self.tail = self.tail[:count], self.tail[count:]
        return data


def test_a_record_without_end_is_left_out_in_bounded_memory():
    stream = Endless(5 * MAX_RECORD)
    found = list(cut_records(stream))
    assert max(len(piece.data) for piece in found) <= MAX_RECORD + 2 * iso2709._BLOCK
    assert [piece.problem for piece in found if piece.is_record] == ["the record has more than 4 MB", ""]
    assert found[-1].data == TWO
    assert stream.largest < MAX_RECORD


def test_fields_are_those_of_the_directory_whatever_their_order():
    swapped = bytearray(ONE)
    swapped[24:36], swapped[36:48] = ONE[36:48], ONE[24:36]
    record = parse_record(bytes(swapped))
    assert record.fields[:2] == (RawField("245", b"10\x1faMaps"), RawField("001", b"b1"))
    assert not record.flaw


@pytest.mark.parametrize("entry", [b"245000800003", b"245001000004", b"245xxxx00003"])
def test_a_directory_with_wrong_numbers_is_read_in_order(entry):
    record = parse_record(ONE[:36] + entry + ONE[48:])
    assert [field.data for field in record.fields] == [b"b1", b"10\x1faMaps", b"1 \x1faLee, Ann"]
    assert record.flaw == "its directory has wrong lengths or places"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"00026\x1d", "shorter than a leader"),
        (ONE[:50], "does not end"),
        (ONE[:24] + FIELD_END + b"b1" + FIELD_END + END, "is empty"),
    ],
)
def test_what_is_no_record_says_why(data, why):
    with pytest.raises(ValueError, match=why):
        parse_record(data)


def test_added_fields_change_no_other_and_take_their_place_by_tag():
    record = parse_record(ONE)
    new = record.with_fields([RawField("653", b"  \x1fasea"), RawField("084", b"  \x1faFMB\x1f2thema")])
    read = parse_record(new)
    assert [field.tag for field in read.fields] == ["001", "084", "245", "653", "700"]
    assert not read.flaw
    assert read.area.startswith(record.area)
    assert set(record.fields) < set(read.fields)
    assert (new[5:12], new[17:24]) == (ONE[5:12], ONE[17:24])
    assert int(new[:5]) == len(new)
    assert new[-1:] == END


def test_nothing_added_is_the_record_itself():
    assert parse_record(ONE).with_fields([]) == ONE


def test_a_record_of_the_greatest_length_takes_no_more():
    notes = [(b"500", b"  \x1fa" + b"x" * 9000)] * 11
    full = made((b"001", b"b1"), *notes)
    record = parse_record(full)
    assert record.with_fields([RawField("653", b"  \x1faa")]).endswith(b"\x1faa\x1e\x1d")
    with pytest.raises(ValueError, match=r"the record would have 10\d,\d{3} bytes, more than the 99,999"):
        record.with_fields([RawField("653", b"  \x1fa" + b"y" * 2000)])
    with pytest.raises(ValueError, match="field 653 would have more than 9,999 bytes"):
        parse_record(ONE).with_fields([RawField("653", b"y" * 9_999)])


@pytest.mark.parametrize(
    ("data", "flaw"),
    [
        (ONE[:-1] + b"rubbish" + END, "something stands after its last field"),
        (ONE[:12] + b"00024" + ONE[17:], "its directory has a wrong length"),
        (ONE[:60] + b"0" + ONE[60:], "its directory has a wrong length"),
    ],
)
def test_flaws_that_do_not_hide_the_fields(data, flaw):
    record = parse_record(data)
    assert record.flaw == flaw
    assert record.fields == parse_record(ONE).fields


def test_a_record_with_a_flaw_takes_no_more():
    with pytest.raises(ValueError, match="wrong lengths or places"):
        parse_record(ONE[:36] + b"245000800003" + ONE[48:]).with_fields([RawField("653", b"  \x1faa")])


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (ONE, True),
        (b"\n" + ONE, True),
        (b"\xef\xbb\xbf" + ONE, True),
        (b"     " + ONE[5:9] + b"\xa0|\x14" + ONE[12:], True),
        (b"", False),
        (b"title,description\n", False),
        (b"<?xml version='1.0'?><collection/>", False),
        (b"PK\x03\x04", False),
        (b'{"title": "Maps"}', False),
        (b"=LDR  00123nam a2200000 i 4500", False),
    ],
)
def test_a_leader_is_known(head, expected):
    assert looks_like_leader(head) is expected
