"""A file of MARC 21 records, read and written again record by record."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bookgenre.catalogue.marc.bibliographic import READ_TAGS, MarcField
from bookgenre.catalogue.marc.iso2709 import RawField, RawRecord, cut_records, looks_like_leader, parse_record
from bookgenre.catalogue.marc.marc8 import decode_subfield, encode_value, uses_utf8
from bookgenre.errors import DataError
from bookgenre.files.unpacked import open_unpacked

__all__ = ["MarcPiece", "encode_field", "read_pieces"]

_SUBFIELD = b"\x1f"


@dataclass(frozen=True, slots=True)
class MarcPiece:
    """A record, or with the number 0 what stands between two; the `data` of all of them is the file.

    A record that cannot be taken apart has a `problem` in place of the `record`. Its `fields` are those of `READ_TAGS`,
    decoded from UTF-8 or from MARC-8.
    """

    data: bytes
    number: int = 0
    record: RawRecord | None = None
    fields: tuple[MarcField, ...] = ()
    utf8: bool = True
    problem: str = ""


def read_pieces(path: Path, check: Callable[[], None] = lambda: None) -> Iterator[MarcPiece]:
    """Read a file, packed or not; `check` is called before each block, and may end the reading by an exception.

    Raises
    ------
    DataError
        If the file cannot be opened, or does not begin with a record.
    MissingExtraError
        If it holds letters in MARC-8 and pymarc is not installed.
    """
    number = 0
    with open_unpacked(path) as stream:
        for piece in cut_records(stream, check):
            if not piece.is_record:
                yield MarcPiece(piece.data)
                continue
            if not number and not looks_like_leader(piece.data):
                reason = piece.problem if not piece.data else "it may be of another format"
                raise DataError(f"{path} does not begin with a MARC 21 record: {reason}")
            number += 1
            yield _take_apart(piece.data, number, piece.problem)
    if not number:
        raise DataError(f"{path} holds no MARC 21 record; it is empty")


def _take_apart(data: bytes, number: int, problem: str) -> MarcPiece:
    if problem:
        return MarcPiece(data, number, problem=problem)
    if not looks_like_leader(data):
        return MarcPiece(data, number, problem="the record does not begin with a leader")
    try:
        record = parse_record(data)
    except ValueError as error:
        return MarcPiece(data, number, problem=f"the record is damaged: {error}")
    utf8 = uses_utf8(record.leader, record.area)
    fields = tuple(_decode(field, utf8=utf8) for field in record.fields if field.tag in READ_TAGS)
    return MarcPiece(data, number, record, fields, utf8)


def _decode(field: RawField, *, utf8: bool) -> MarcField:
    if field.tag < "010":
        return MarcField(field.tag, value=decode_subfield(field.data, utf8=utf8))
    start, *parts = field.data.split(_SUBFIELD)
    indicators = start[:2].decode("ascii", "replace").ljust(2)
    # Text that no subfield holds: programs that wrapped long fields have left it.
    loose = [("a", decode_subfield(start[2:], utf8=utf8))] if len(start) > 3 and not parts else []
    subfields = [(chr(part[0]), decode_subfield(part[1:], utf8=utf8)) for part in parts if part]
    return MarcField(field.tag, indicators, (*loose, *subfields))


def encode_field(field: MarcField, *, utf8: bool) -> RawField:
    """Return a field in the character set of its record."""
    parts = [field.indicators.encode("ascii")]
    parts += (_SUBFIELD + code.encode("ascii") + encode_value(value, utf8=utf8) for code, value in field.subfields)
    return RawField(field.tag, b"".join(parts))
