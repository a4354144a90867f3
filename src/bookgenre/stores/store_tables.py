"""The tables behind the suggestions, as data files: shelves, codes and rules, each with its source and date."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, TypeVar, cast

__all__ = [
    "SOURCES",
    "Relation",
    "Rule",
    "Section",
    "Shelf",
    "ThemaCodes",
    "kdp_shelves",
    "lcgft_terms",
    "read_table",
    "rules_of",
    "section_of",
    "smashwords_shelves",
    "thema_codes",
]

Relation = Literal["exact", "broader", "narrower"]
"""How a store's class stands to our genre: it names it, is wider, or is one of several narrower ones."""

SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "kdp-print": "github.com/wmh/kdp-categories@fa58136, a recording of the KDP picker of 2025-12-25",
        "kdp-kindle": (
            "github.com/winai363/libra-backup@7a8ae88 (2026-06-27, 12 of the top levels) and "
            "github.com/myh1234567/ebook@d24db10 (2026-09-14, first level only)"
        ),
        "smashwords": (
            "github.com/krishnaraketla/multi-label-genre-classifier@854cd03 (2024-08-14) and "
            "github.com/patrick-schweizer/smashwords-java-api@43b9b59 (2017-05-29)"
        ),
        "thema": "Thema v1.6, issue of 2024-10-31, updated 2025-04-10 (EDItEUR)",
        "lcgft": "LIBRIS XL script LXL-3739 (National Library of Sweden, about 2021), labels of id.loc.gov",
    }
)
"""Where the shelves and codes of a table come from, and their date."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a store.

    Attributes
    ----------
    number
        The limit that it sets, where it sets one; of two numbers, the first.
    certain
        False where one source, an old one, or a practitioner's word is all there is.
    remark
        What limits it, in a few words.
    date
        Of its source.
    """

    value: str
    number: int | None
    certain: bool
    remark: str
    date: str

    @property
    def words(self) -> str:
        """The rule as a sentence part, with a mark where it is uncertain; "not known" says that by itself."""
        return self.value if self.certain or self.value.endswith("not known") else f"{self.value} (uncertain)"


@dataclass(frozen=True, slots=True)
class Shelf:
    """A shelf, or a term, for one genre.

    Attributes
    ----------
    genre
        Id of the genre.
    path
        The shelf as the store spells it.
    code
        Its id in that list; empty where none is recorded.
    relation
        Of the shelf to the genre.
    selectable
        False for a node below which the author must choose further.
    """

    genre: str
    path: str
    code: str
    relation: Relation
    selectable: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    """What a part of KDP's tree says of a book.

    Attributes
    ----------
    kind
        ``fiction``, ``nonfiction``, ``comics``, or ``any``.
    audience
        ``adult``, ``young-adult`` or ``childrens``.
    needs
        Ids of genres, one of which a book must have to stand there; empty where any book may.
    """

    kind: str
    audience: str
    needs: frozenset[str]


@dataclass(frozen=True, slots=True)
class ThemaCodes:
    """Thema's codes for one genre in one kind of book.

    Attributes
    ----------
    kind
        ``fiction``, ``nonfiction``, ``comics``, ``childrens``, ``young-adult``, the last two also with
        ``-nonfiction``, or ``any``.
    subjects, qualifiers
        Codes, the main one first.
    """

    genre: str
    kind: str
    subjects: tuple[str, ...]
    qualifiers: tuple[str, ...]
    relation: Relation


_Entry = TypeVar("_Entry", bound=Shelf | ThemaCodes)


def read_table(name: str) -> list[dict[str, str]]:
    """Return the rows of a table that ships."""
    text = (files("bookgenre.stores") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def rules_of(store: str) -> Mapping[str, Rule]:
    """Return the rules of a store by name."""
    rules = {}
    for row in read_table("rules.csv"):
        if row["store"] == store:
            number = row["number"].partition(" ")[0]
            rules[row["rule"]] = Rule(
                row["value"], int(number) if number else None, row["certain"] == "yes", row["remark"], row["date"]
            )
    return MappingProxyType(rules)


def _by_genre(entries: Iterable[_Entry]) -> Mapping[str, tuple[_Entry, ...]]:
    table: dict[str, tuple[_Entry, ...]] = {}
    for entry in entries:
        table[entry.genre] = (*table.get(entry.genre, ()), entry)
    return MappingProxyType(table)


def _shelves(
    rows: Iterable[Mapping[str, str]], path: str = "path", code: str = "id"
) -> Mapping[str, tuple[Shelf, ...]]:
    """Shelves by genre; `path` and `code` are the columns of these names in the table."""
    return _by_genre(
        Shelf(
            row["genre"], row[path], row[code], cast("Relation", row["relation"]), row.get("selectable", "yes") == "yes"
        )
        for row in rows
    )


@cache
def kdp_shelves(book_format: str) -> Mapping[str, tuple[Shelf, ...]]:
    """Return KDP's shelves of each genre for a format, ``print`` or ``kindle``."""
    return _shelves((row for row in read_table("kdp.csv") if row["format"] == book_format), code="node")


@cache
def smashwords_shelves() -> Mapping[str, tuple[Shelf, ...]]:
    """Return the Smashwords shelves of each genre."""
    return _shelves(read_table("smashwords.csv"))


@cache
def lcgft_terms() -> Mapping[str, tuple[Shelf, ...]]:
    """Return the Library of Congress genre terms of each genre."""
    return _shelves(read_table("lcgft.csv"), path="label")


@cache
def thema_codes() -> Mapping[str, tuple[ThemaCodes, ...]]:
    """Return Thema's codes of each genre, one entry per kind of book."""
    return _by_genre(
        ThemaCodes(
            row["genre"],
            row["kind"],
            tuple(row["subjects"].split()),
            tuple(row["qualifiers"].split()),
            cast("Relation", row["relation"]),
        )
        for row in read_table("thema.csv")
    )


@cache
def _sections() -> Mapping[str, Section]:
    return {
        row["prefix"]: Section(row["kind"], row["audience"], frozenset(row["needs"].split()))
        for row in read_table("kdp_sections.csv")
    }


@cache
def section_of(path: str) -> Section:
    """Return the section of KDP's tree in which a path lies: that of its longest known beginning.

    A path that ends in *Fiction* or *Nonfiction* says its kind itself.
    """
    steps = path.split(" > ")
    beginnings = (" > ".join(steps[:length]) for length in range(len(steps), 0, -1))
    section = next(_sections()[beginning] for beginning in beginnings if beginning in _sections())
    kind = steps[-1].casefold()
    return replace(section, kind=kind) if kind in ("fiction", "nonfiction") else section
