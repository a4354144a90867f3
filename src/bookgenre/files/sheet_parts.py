"""The parts of an .xlsx file, parsed piece by piece in bounded memory."""

import re
import zipfile
from collections.abc import Callable, Iterator
from xml.parsers import expat

__all__ = ["PIECE", "cell_place", "parse_part"]

PIECE = 1 << 18
"""Bytes that are read at once."""
_REFERENCE = re.compile(r"([A-Za-z]{0,8})([0-9]{0,12})")


def cell_place(attributes: dict[str, str]) -> tuple[int, int]:
    """Return the row and the column that an element says it is in, from 1; 0 for what it does not say."""
    found = _REFERENCE.fullmatch(attributes.get("r", ""))
    if found is None:
        return 0, 0
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2] or 0), column


def _pass_over(*_: object) -> None:
    """Take what nobody asks for."""


def _refuse(*_declaration: object) -> None:
    # Spreadsheets have none, and what one means would be read differently.
    raise expat.ExpatError("it declares a document type")


def parse_part(
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    start: Callable[[str, dict[str, str]], None],
    *,
    end: Callable[[str], None] = _pass_over,
    data: Callable[[str], None] = _pass_over,
    other: Callable[..., None] = _pass_over,
) -> Iterator[None]:
    """Parse a part, and yield after each piece of it.

    `start` and `end` take the names of elements without a prefix, `data` text, `other` that a comment, a section of raw
    text or a processing instruction begins.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    parser.CharacterDataHandler = data
    parser.CommentHandler = parser.ProcessingInstructionHandler = parser.StartCdataSectionHandler = other
    with archive.open(entry) as stream:
        while piece := stream.read(PIECE):
            parser.Parse(piece, False)
            yield
    parser.Parse(b"", True)
    yield
