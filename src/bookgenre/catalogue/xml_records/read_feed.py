"""The records of a feed, one by one, for its reader."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from bookgenre.catalogue.record import Record
from bookgenre.catalogue.xml_records.feed import Feed
from bookgenre.catalogue.xml_records.scanner import FeedKind
from bookgenre.catalogue.xml_records.tree import BrokenRecordError

__all__ = ["read_feed"]

T = TypeVar("T")


def read_feed(
    path: Path,
    kind: FeedKind,
    parse: Callable[[str, Mapping[str, str]], T],
    to_record: Callable[[int, T], Record],
) -> Iterator[Record]:
    """Yield a record for each of the feed's, with a problem for one that is not well-formed or has no end.

    Parameters
    ----------
    path, kind
        As in `Feed`.
    parse
        Makes what is read of the text of a record and the entities of the file; it may raise `BrokenRecordError`.
    to_record
        Makes the record of its number and of what `parse` has made.

    Raises
    ------
    DataError
        If the file is not XML or not of this kind, is of an encoding that is not read, or if its entities grow beyond
        bounds.
    """
    with Feed(path, kind) as feed:
        number = 0
        for piece in feed.pieces():
            if piece.kind == "other":
                continue
            number += 1
            if piece.kind == "broken":
                yield Record(number, None, problem=piece.problem)
                continue
            try:
                parsed = parse(piece.text, feed.entities)
            except BrokenRecordError as error:
                yield Record(number, None, problem=str(error))
            else:
                yield to_record(number, parsed)
