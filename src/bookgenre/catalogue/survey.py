"""A look through the inputs before the model runs: how many records, which columns, what is wrong with a file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bookgenre.catalogue.protocol import ReadOptions
from bookgenre.catalogue.record import Record
from bookgenre.catalogue.source_files import Source
from bookgenre.files.table_columns import check_width

__all__ = ["Survey", "merge_surveys", "read_records", "survey"]

_KINDS = {str: "text", bool: "truth", int: "whole", float: "number", datetime: "time", date: "time"}
_LARGEST = 1 << 63


@dataclass(slots=True)
class Survey:
    """What inputs hold: the number of records, and the kinds of values that each column has, columns in order."""

    count: int = 0
    found: dict[str, set[str]] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """As in `bookgenre.catalogue.protocol.WriteOptions`."""
        return tuple(self.found)

    @property
    def kinds(self) -> Mapping[str, str]:
        """As in `bookgenre.catalogue.protocol.WriteOptions`."""
        return {name: _common(kinds) for name, kinds in self.found.items()}


def read_records(sources: Sequence[Source], options: ReadOptions) -> Iterator[Record]:
    """Yield the records of all sources, numbered on from one to the next."""
    records = (record for source in sources for record in source.reader.read(source.path, options))
    for number, record in enumerate(records, start=1):
        yield record if record.number == number else replace(record, number=number)


def survey(source: Source, options: ReadOptions) -> Survey:
    """Read a source once; one that cannot be read, or has more columns than Excel can hold, is a `DataError`."""
    result = Survey()
    for record in source.reader.read(source.path, options):
        result.count += 1
        for name, value in record.fields.items():
            kinds = result.found.setdefault(name, set())
            if value is not None and value != "":
                kinds.add(_kind_of(value))
        check_width(source.path, len(result.found))
    return result


def merge_surveys(surveys: Iterable[Survey]) -> Survey:
    """Return the survey of several sources together; their columns in the order in which they first come."""
    result = Survey()
    for one in surveys:
        result.count += one.count
        for name, kinds in one.found.items():
            result.found.setdefault(name, set()).update(kinds)
    return result


def _kind_of(value: object) -> str:
    if isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
        return "text"
    return _KINDS.get(type(value), "mixed")


def _common(kinds: set[str]) -> str:
    if kinds == {"whole", "number"}:
        return "number"
    return next(iter(kinds)) if len(kinds) == 1 else "mixed" if kinds else "text"
