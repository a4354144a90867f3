"""What a corpus is built from, and how: by options, or as a TOML file."""

import dataclasses
import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from bookgenre.corpus.read import Adapter, find_adapter, generic_adapter, language_code
from bookgenre.errors import DataError
from bookgenre.files import read_bounded
from bookgenre.version import __version__

__all__ = ["BuildPlan", "SourcePlan", "languages_of"]

_LARGEST_PLAN = 1 << 20

# What a value in a TOML file must be; a whole number will do for a fraction, and true is no number.
_KINDS: dict[str, type | tuple[type, ...]] = {
    "format": str,
    "separator": str,
    "name": str,
    "licence": str,
    "complete": bool,
    "columns": dict,
    "languages": list,
    "validation": (int, float),
    "test": (int, float),
    "seed": int,
    "duplicate": (int, float),
    "related": (int, float),
    "repeated": int,
}


@dataclass(frozen=True, slots=True)
class SourcePlan:
    """One file, and how to read it.

    Attributes
    ----------
    path
        The file.
    format
        A key of `ADAPTERS`, or None: told by the file's columns.
    columns
        For a table of no known format: what it holds (description, title, genres, authors, language, or a kind of
        identifier) to the name of the column.
    separator
        What stands between genres in one cell.
    name, licence
        For the data card, instead of the format's.
    complete
        Whether its genre lists are full; None: as the format says.
    """

    path: Path
    format: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    separator: str | None = None
    name: str | None = None
    licence: str | None = None
    complete: bool | None = None

    def adapter(self) -> Adapter:
        """Return what reads the file.

        Raises
        ------
        DataError
            If there is no such format, or the file is missing or empty.
        """
        if self.columns or self.separator:
            if self.format not in (None, "generic"):
                raise DataError(f"{self.path}: columns are named by the format {self.format}; leave out one of the two")
            separator = {"genre_separator": self.separator} if self.separator else {}
            return generic_adapter(self.name or "generic", named={**self.columns, **separator})
        return find_adapter(self.path, self.format)


@dataclass(frozen=True, slots=True)
class BuildPlan:
    """How a corpus is built.

    Attributes
    ----------
    sources
        The files, in the order in which they count: of equal records the earlier stays.
    languages
        ISO 639-1 codes of the languages to keep; empty: all.
    validation, test
        Shares of the works.
    seed
        Another seed deals the works out anew.
    duplicate
        Descriptions at least so similar (Jaccard index of word trigrams) are one record.
    related
        Descriptions at least so similar are of one work, and so in one split.
    repeated
        A sentence found in so many different descriptions is boilerplate; 0: keep it.

    Raises
    ------
    DataError
        If one of them cannot be.
    """

    sources: tuple[SourcePlan, ...]
    languages: frozenset[str] = frozenset({"en"})
    validation: float = 0.05
    test: float = 0.05
    seed: int = 0
    duplicate: float = 0.8
    related: float = 0.5
    repeated: int = 25

    def __post_init__(self) -> None:
        if not self.sources:
            raise DataError("there is nothing to build from; name at least one file")
        if not (self.validation >= 0 and self.test >= 0 and self.validation + self.test < 1):
            raise DataError("the shares of validation and test must be 0 or more, and leave something for training")
        if not 0.4 <= self.related <= self.duplicate <= 1:
            raise DataError("similarities must satisfy 0.4 <= related <= duplicate <= 1")

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a plan from TOML; paths in it are relative to its folder.

        Raises
        ------
        DataError
            If the file cannot be read, or holds a key that does not exist.
        """
        try:
            values = tomllib.loads(read_bounded(path, _LARGEST_PLAN).decode("utf-8"))
        except FileNotFoundError:
            raise DataError(f"there is no file {path}; check the name") from None
        except (OSError, ValueError, RecursionError) as error:
            raise DataError(f"{path} is not a TOML file that can be read: {error}") from error
        sources = values.pop("source", None)
        if not isinstance(sources, list) or not all(isinstance(source, dict) for source in sources):
            raise DataError(f"{path} names no sources; add at least one [[source]] with a path")
        files = [_source(path, source) for source in sources]
        known = {f.name for f in dataclasses.fields(cls)} - {"sources"}
        _only_known(path, values, known)
        if "languages" in values:
            values["languages"] = languages_of(values["languages"])
        return cls(sources=tuple(files), **values)

    def key(self) -> str:
        """Return a key of all that the outcome depends on; files count by path, size and date."""
        parts: list[Any] = [__version__, repr(dataclasses.replace(self, languages=frozenset())), sorted(self.languages)]
        for source in self.sources:
            state = source.path.stat()
            parts.append([str(source.path.resolve()), state.st_size, state.st_mtime_ns])
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def languages_of(named: Iterable[object]) -> frozenset[str]:
    """Return the codes of languages given as codes or names; empty, which means all of them, if one is ``all``.

    Raises
    ------
    DataError
        If one is not known.
    """
    codes = set()
    for name in named:
        text = name.strip() if isinstance(name, str) else ""
        # The model knows some languages that have no code of two letters.
        code = language_code(text) or (text if re.fullmatch("[a-z]{3}", text) else None)
        if code is None:
            raise DataError(f"there is no language {name!r}; give ISO 639 codes such as en, or all")
        codes.add(code)
    return frozenset() if "all" in codes else frozenset(codes)


def _source(path: Path, values: dict[str, Any]) -> SourcePlan:
    known = {f.name for f in dataclasses.fields(SourcePlan)}
    _only_known(path, values, known, "in a [[source]]")
    if not isinstance(values.get("path"), str):
        raise DataError(f"{path}: a [[source]] has no path")
    if not all(isinstance(name, str) for name in values.get("columns", {}).values()):
        raise DataError(f'{path}: columns must name a column for each field: columns.description = "Blurb"')
    return SourcePlan(**{**values, "path": path.parent / values["path"]})


def _only_known(path: Path, values: Mapping[str, Any], known: Sequence[str] | set[str], where: str = "") -> None:
    where = f" {where}" if where else ""
    unknown = sorted(set(values) - set(known))
    if unknown:
        raise DataError(f"{path}: unknown key {', '.join(unknown)}{where}; known are: {', '.join(sorted(known))}")
    for key, value in values.items():
        kind = _KINDS.get(key, object)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise DataError(f"{path}: {key}{where} cannot be {value!r}: it is of the wrong kind")
