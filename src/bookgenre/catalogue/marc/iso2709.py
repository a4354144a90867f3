"""ISO 2709, the exchange format of MARC: a file cut into records, a record into fields, and fields added to a record.

Nothing is decoded: what is added changes no other field. Lengths in real files are often wrong, as programs counted
characters in place of bytes, or a record outgrew the five digits of its length; the separators are right then.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from bookgenre.files.unpacked import unpack_errors

__all__ = ["MAX_RECORD", "Piece", "RawField", "RawRecord", "cut_records", "looks_like_leader", "parse_record"]

LONGEST = 99_999
"""Bytes of a record at most, as its length has five digits."""

MAX_RECORD = 4 << 20
"""Bytes of a record with a wrong length that are read at most."""

_RECORD_END, _FIELD_END = b"\x1d", b"\x1e"
_LEADER, _ENTRY = 24, 12
_LONGEST_FIELD = 9_999
_BLOCK = 1 << 16
# Between records: line ends, the end-of-file mark of old systems, and a byte order mark at the start.
_BETWEEN = b"\r\n\0\x1a\xef\xbb\xbf"
_LEADER_PATTERN = re.compile(rb"[\xef\xbb\xbf\s]*[0-9 ]{5}[\x20-\x7e]{4}.{3}[0-9 ]{5}", re.DOTALL)


def looks_like_leader(head: bytes) -> bool:
    """Say whether the bytes begin as a record does: with a leader."""
    return _LEADER_PATTERN.match(head) is not None


@dataclass(frozen=True, slots=True)
class Piece:
    """A record with its terminator, or what stands between two records; all of them one after another are the file.

    `problem` says why a record is not complete.
    """

    data: bytes
    is_record: bool = True
    problem: str = ""


def cut_records(stream: BinaryIO, check: Callable[[], None] = lambda: None) -> Iterator[Piece]:
    """Cut a stream into records and what stands between them, with at most `MAX_RECORD` bytes in memory.

    A record's own length is believed where a terminator stands at its end; else the record ends at the next terminator.
    `check` is called before each block is read.
    """
    # What a packed file gives before the place where it is damaged comes from `read1` only.
    read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
    held, problem = bytearray(), ""

    def fill(count: int) -> bool:
        """Have at least `count` bytes; whether there are as many."""
        nonlocal problem
        while len(held) < count:
            check()
            try:
                block = read(_BLOCK)
            except unpack_errors() as error:
                problem, block = f"the file cannot be read further: {error}", b""
            if not block:
                return False
            held.extend(block)
        return True

    def take(count: int) -> bytes:
        data = bytes(held[:count])
        del held[:count]
        return data

    while fill(_LEADER) or held:
        start = held[:_LEADER]
        if between := len(start) - len(start.lstrip(_BETWEEN)):
            yield Piece(take(between), is_record=False)
            continue
        length = int(start[:5]) if start[:5].isdigit() else 0
        if length > _LEADER and fill(length) and held[length - 1] == _RECORD_END[0]:
            yield Piece(take(length))
            continue
        searched = 0
        while (end := held.find(_RECORD_END, searched)) < 0 and len(held) <= MAX_RECORD:
            searched = len(held)
            if not fill(searched + 1):
                yield Piece(take(searched), problem=problem or "the file ends within this record")
                return
        if end >= 0:
            yield Piece(take(end + 1))
            continue
        yield Piece(take(len(held)), problem=f"the record has more than {MAX_RECORD >> 20} MB")
        while end < 0 and fill(1):
            end = held.find(_RECORD_END)
            yield Piece(take(end + 1 if end >= 0 else len(held)), is_record=False)
    if problem:
        yield Piece(b"", problem=problem)


@dataclass(frozen=True, slots=True)
class RawField:
    """A field as it stands in a record, without its terminator."""

    tag: str
    data: bytes


@dataclass(frozen=True, slots=True)
class RawRecord:
    """A record in its parts: a leader of 24 bytes, an entry of 12 bytes for each field, and the fields.

    `area` has the fields with their terminators, `fields` has them in the order of the directory; `flaw` is what is
    wrong with the structure.
    """

    leader: bytes
    directory: tuple[bytes, ...]
    area: bytes
    fields: tuple[RawField, ...]
    flaw: str = ""

    def with_fields(self, added: Iterable[RawField]) -> bytes:
        """Return the record with fields added; every other field and the rest of the leader keep their bytes.

        Their entries take their place in the directory by tag; the data follows that of the other fields. A flaw, and
        a record or a field that would be longer than the format allows, is a `ValueError`.
        """
        if self.flaw:
            raise ValueError(self.flaw)
        directory, area = list(self.directory), self.area
        for field in added:
            data, tag = field.data + _FIELD_END, field.tag.encode("ascii")
            if len(data) > _LONGEST_FIELD:
                raise ValueError(f"field {field.tag} would have more than {_LONGEST_FIELD:,} bytes")
            entry = tag + b"%04d%05d" % (len(data), len(area))
            place = max((at for at, other in enumerate(directory, 1) if other[:3] <= tag), default=0)
            directory.insert(place, entry)
            area += data
        base = _LEADER + _ENTRY * len(directory) + 1
        length = base + len(area) + 1
        if length > LONGEST:
            limit = f"more than the {LONGEST:,} of the format; MARCXML has no limit"
            raise ValueError(f"the record would have {length:,} bytes, {limit}")
        leader = b"%05d" % length + self.leader[5:12] + b"%05d" % base + self.leader[17:]
        return leader + b"".join(directory) + _FIELD_END + area + _RECORD_END


def parse_record(data: bytes) -> RawRecord:
    """Take a record apart.

    Where the directory does not fit the fields, they are read in the order in which they stand, each with the tag of
    the entry at its place. A record in which no fields can be found is a `ValueError`.
    """
    leader = data[:_LEADER]
    if len(leader) < _LEADER:
        raise ValueError("it is shorter than a leader")
    end = data.find(_FIELD_END, _LEADER)
    if end < 0:
        raise ValueError("its directory does not end")
    entries = tuple(data[at : at + _ENTRY] for at in range(_LEADER, end - _ENTRY + 1, _ENTRY))
    if not entries:
        raise ValueError("its directory is empty")
    area = data[end + 1 :].removesuffix(_RECORD_END)
    flaw = ""
    if (end - _LEADER) % _ENTRY or leader[12:17] != b"%05d" % (end + 1):
        flaw = "its directory has a wrong length"
    elif not area.endswith(_FIELD_END):
        flaw = "something stands after its last field"
    fields = _by_directory(entries, area)
    if fields is None:
        parts = area.split(_FIELD_END)
        if len(parts) != len(entries) + 1:
            flaw = f"its directory has {len(entries)} fields, but there are {len(parts) - 1}"
        else:
            flaw = "its directory has wrong lengths or places"
        fields = [RawField(_tag(entry), part) for entry, part in zip(entries, parts, strict=False)]
    return RawRecord(leader, entries, area, tuple(fields), flaw)


def _tag(entry: bytes) -> str:
    return entry[:3].decode("ascii", "replace")


def _by_directory(entries: Iterable[bytes], area: bytes) -> list[RawField] | None:
    """The fields where the directory says that they are; None where one of them is not there."""
    fields = []
    for entry in entries:
        if not entry[3:].isdigit():
            return None
        length, start = int(entry[3:7]), int(entry[7:])
        field = area[start : start + length]
        if field.find(_FIELD_END) != length - 1 or (start and area[start - 1 : start] != _FIELD_END):
            return None
        fields.append(RawField(_tag(entry), field[:-1]))
    return fields
