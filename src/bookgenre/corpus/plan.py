"""The plan of a corpus: its sources and options, also as a TOML file."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import Any, Self

from pydantic.dataclasses import dataclass

from bookgenre.corpus.read import Adapter, GenericAdapter, find_adapter, language_code
from bookgenre.errors import DataError
from bookgenre.files.toml_settings import STRICT, from_tables, read_toml
from bookgenre.version import __version__

__all__ = ["BuildPlan", "SourcePlan", "languages_of"]


@dataclass(frozen=True, slots=True, config=STRICT)
class SourcePlan:
    """One file, and how to read it.

    Attributes
    ----------
    format
        A key of `ADAPTERS`, or None: recognised by its columns.
    columns
        For a table of no known format: what it holds (description, title, genres, authors, language, or a kind of
        identifier) to the name of the column.
    separator
        What separates genres in one cell.
    name, licence, complete
        For the data card, and whether its genre lists are complete, instead of what the format states.
    """

    path: Path
    format: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    separator: str | None = None
    name: str | None = None
    licence: str | None = None
    complete: bool | None = None

    def adapter(self) -> Adapter:
        """Return the adapter that reads the file; a `DataError` if there is none, or the file is missing or empty."""
        if self.columns or self.separator:
            if self.format not in (None, "generic"):
                raise DataError(f"{self.path}: the format {self.format} has fixed columns; leave out one of the two")
            return GenericAdapter(self.name or "generic", self.columns, self.separator)
        return find_adapter(self.path, self.format)


@dataclass(frozen=True, slots=True, config=STRICT)
class BuildPlan:
    """How a corpus is built; a `pydantic.ValidationError` if a value is of another type, or out of range.

    Attributes
    ----------
    sources
        The files, in the order in which they count: of equal records the earlier stays.
    languages
        ISO 639-1 codes of the languages to keep; empty: all.
    validation, test
        Shares of the works, which another `seed` splits in another way.
    duplicate, related
        Descriptions at least so similar (Jaccard index of word trigrams) are one record, or of one work and so in one
        split.
    repeated
        A sentence found in so many different descriptions is boilerplate; 0: keep it.
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
            raise ValueError("no source is given; name at least one file")
        if not (self.validation >= 0 and self.test >= 0 and self.validation + self.test < 1):
            raise ValueError("the shares of validation and test must be 0 or more, and less than 1 together")
        if not 0.4 <= self.related <= self.duplicate <= 1:
            raise ValueError("similarities must satisfy 0.4 <= related <= duplicate <= 1")

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a plan from TOML; paths in it are relative to its folder.

        Raises `DataError` if the file cannot be read, or holds a key that does not exist.
        """
        values = read_toml(path, DataError, f"there is no file {path}; check the name")
        sources = values.pop("source", None)
        if not isinstance(sources, list) or not all(isinstance(source, dict) for source in sources):
            raise DataError(f"{path} names no sources; add at least one [[source]] with a path")
        files = [
            from_tables(SourcePlan, source, DataError, f"{path}, [[source]] {number}")
            for number, source in enumerate(sources, start=1)
        ]
        if isinstance(values.get("languages"), list):
            values["languages"] = sorted(languages_of(values["languages"]))
        if "sources" in values:
            raise DataError(f"{path}: unknown key 'sources'; write each source as a table [[source]]")
        values["sources"] = [{"path": source.path} for source in files]
        plan = from_tables(cls, values, DataError, path)
        return replace(plan, sources=tuple(replace(source, path=path.parent / source.path) for source in files))

    def key(self) -> str:
        """Return a key of all that the outcome depends on; files count by path, size and date."""
        parts: list[Any] = [__version__, repr(replace(self, languages=frozenset())), sorted(self.languages)]
        for source in self.sources:
            state = source.path.stat()
            parts.append([str(source.path.resolve()), state.st_size, state.st_mtime_ns])
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def languages_of(named: Iterable[object]) -> frozenset[str]:
    """Return the codes of languages given as codes or names; empty, which means all of them, if one is ``all``.

    Raises `DataError` if one is not known.
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
