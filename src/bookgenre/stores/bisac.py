"""BISAC: codes from the user's own table (BISG sells the list, so it does not ship), and the stores that take them."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from bookgenre.errors import DataError, InputError
from bookgenre.files import Rejects, read_rows
from bookgenre.genres import load_taxonomy
from bookgenre.stores.advice import BookFacts, StoreAdvice, Suggestion, Unshelved
from bookgenre.stores.store_tables import Relation, rules_of

__all__ = ["BISAC_STORES", "NO_TABLE", "VARIABLE", "BisacCode", "BisacTable", "advise_bisac", "read_mapping"]

VARIABLE = "BOOKGENRE_MAPPING"
"""Environment variable that names the table where none is given."""

_CODE = re.compile(r"[A-Z]{3}\d{6}")
_COLUMNS = {
    "genre": ("genre", "genre_id", "bookgenre", "genre id"),
    "code": ("code", "bisac", "bisac_code", "bisac code", "bisac_id", "subject code"),
    "heading": ("heading", "name", "description", "literal", "bisac_heading", "bisac heading", "label", "subject"),
}
# Kind and audience by the first three letters; all other headings are nonfiction for adults.
_SECTIONS = {
    "FIC": ("fiction", "adult"), "JUV": ("fiction", "childrens"), "JNF": ("nonfiction", "childrens"),
    "YAF": ("fiction", "young-adult"), "YAN": ("nonfiction", "young-adult"), "CGN": ("comics", "adult"),
    "DRA": ("any", "adult"), "POE": ("any", "adult"), "LCO": ("any", "adult"), "HUM": ("any", "adult"),
    "GAM": ("any", "adult"),
}  # fmt: skip
_OFFERED = 3
"""Codes that are offered where the store's own limit is not known."""

NO_TABLE = (
    "BISAC codes come from your own table, because the list is BISG's and may not be shipped: give --mapping FILE, or "
    f"set {VARIABLE}; single headings can be looked up free of charge at bisg.org"
)


@dataclass(frozen=True, slots=True)
class BisacCode:
    """One code of the user's table.

    Attributes
    ----------
    heading
        As the table spells it; empty where it has none.
    """

    code: str
    heading: str = ""

    @property
    def kind(self) -> str:
        """``fiction``, ``nonfiction``, ``comics`` or ``any``."""
        return _SECTIONS.get(self.code[:3], ("nonfiction", "adult"))[0]

    @property
    def audience(self) -> str:
        """``adult``, ``young-adult`` or ``childrens``."""
        return _SECTIONS.get(self.code[:3], ("nonfiction", "adult"))[1]

    @property
    def general(self) -> bool:
        """Whether it is the general code of its heading."""
        return self.code.endswith("000") or self.heading.casefold().endswith("general")


BisacTable = Mapping[str, Sequence[BisacCode]]
"""Codes by id of our genre, the best first."""


def read_mapping(path: str | Path | None = None) -> BisacTable | None:
    """Read the user's table of BISAC codes; None where there is none.

    The file is a table (CSV, TSV, a spreadsheet, JSON Lines) with a column ``code`` and, besides, ``genre`` (an id, a
    name or another name of a genre) or ``heading`` (the BISAC heading, from which the genre is read), or both. Several
    rows may give one genre several codes; the first is preferred.

    Parameters
    ----------
    path
        The file; None: that which the environment variable ``BOOKGENRE_MAPPING`` names, if any.

    Raises
    ------
    InputError
        If there is no such file.
    DataError
        If it has no such columns, or no row with a code and a genre that is known.
    """
    path = path or os.environ.get(VARIABLE) or None
    if path is None:
        return None
    path = Path(path)
    if not path.is_file():
        raise InputError(f"there is no mapping {path}; check --mapping and {VARIABLE}")
    taxonomy = load_taxonomy()
    table: dict[str, list[BisacCode]] = {}
    columns: Mapping[str, str] = {}
    for row in read_rows(path, Rejects()):
        columns = columns or _columns(path, list(row.values))
        text = {name: str(row.values.get(column) or "").strip() for name, column in columns.items()}
        code, heading = text["code"].upper(), text.get("heading", "")
        genre = None
        if text.get("genre"):
            genre = taxonomy.by_label(text["genre"])
        elif heading:
            genre = taxonomy.by_label(f"{code} {heading}") or taxonomy.by_label(heading)
        if genre is not None and _CODE.fullmatch(code) and not code.startswith("NON"):
            codes = table.setdefault(genre.id, [])
            if code not in {one.code for one in codes}:
                codes.append(BisacCode(code, heading))
    if not table:
        raise DataError(
            f"{path} gives no genre a BISAC code; it needs the columns code (FIC022070) and genre "
            "(see: bookgenre genres) or heading"
        )
    return table


def _columns(path: Path, found: Sequence[str]) -> dict[str, str]:
    """Which of the columns hold what."""
    by_name = {name.strip().casefold(): name for name in found}
    columns = {what: by_name[name] for what, names in _COLUMNS.items() for name in reversed(names) if name in by_name}
    if "code" not in columns or len(columns) < 2:
        raise DataError(
            f"{path} needs a column code and a column genre or heading; it has: {', '.join(found) or 'none'}"
        )
    return columns


@dataclass(frozen=True, slots=True)
class _Store:
    """How a store takes BISAC codes.

    Attributes
    ----------
    most
        The rule that limits their number.
    notes
        Names of the rules that its users should know.
    specific
        Whether the most specific comes first, and general codes are avoided.
    """

    name: str
    most: str = ""
    notes: tuple[str, ...] = ()
    specific: bool = False


BISAC_STORES: Mapping[str, _Store] = MappingProxyType(
    {
        "draft2digital": _Store("Draft2Digital", notes=("order", "do not mix", "series", "maximum")),
        "ingramspark": _Store("IngramSpark", "categories", ("categories", "keywords", "thema"), specific=True),
        "kobo": _Store("Kobo", "categories", ("categories", "scheme (Writing Life)")),
        "apple": _Store("Apple Books", notes=("scheme",)),
        "google": _Store("Google Play Books", notes=("required", "maximum")),
        "bn": _Store("Barnes & Noble Press", notes=("scheme",)),
    }
)


def advise_bisac(book: BookFacts, store: str, table: BisacTable | None, keywords: tuple[str, ...] = ()) -> StoreAdvice:
    """Suggest BISAC codes for one of `BISAC_STORES`.

    Fiction is never mixed with nonfiction, nor adult codes with those for children or teenagers; NON000000
    (Non-Classifiable) is never given.

    Parameters
    ----------
    book
        Its genres, side and audience.
    table
        The user's own codes; None: the advice says where to get them.
    keywords
        Phrases for the store's keyword field.
    """
    facts, rules = BISAC_STORES[store], rules_of(store)
    suggestions, unshelved = ([], []) if table is None else _codes(book, table, specific=facts.specific)
    most = rules[facts.most].number or _OFFERED if facts.most else _OFFERED
    mixing = rules.get("do not mix") or rules_of("draft2digital")["do not mix"]
    notes = [*([NO_TABLE] if table is None else []), *(rules[name].words for name in facts.notes)]
    if "erotica" in book.closed and "erotica" in rules:
        notes.append(f"erotica: {rules['erotica'].words}")
    return StoreAdvice(
        id=store,
        name=facts.name,
        scheme="BISAC",
        suggestions=tuple(suggestions[:most]),
        keywords=keywords,
        unshelved=tuple(unshelved),
        refused=book.refused(mixing, mixing),
        notes=tuple(notes),
        source="your own table" if table is not None else "",
    )


def _codes(book: BookFacts, table: BisacTable, *, specific: bool) -> tuple[list[Suggestion], list[Unshelved]]:
    suggestions: dict[str, Suggestion] = {}
    unshelved = []
    genres = list(book.genres)
    if specific:
        genres.sort(key=lambda genre: -len(book.taxonomy.ancestors(genre)))
    kinds: set[str] = {book.side} if book.side else set()
    for genre in genres:
        source, codes = _nearest(book, table, genre, kinds)
        name = book.name(genre)
        if not codes:
            unshelved.append(Unshelved(genre, name, "no such code in your table for a book of this kind"))
            continue
        if source != genre:
            unshelved.append(Unshelved(genre, name, f"no such code; the nearest is for {book.name(source)}"))
        best = min(codes, key=lambda code: code.general) if specific else codes[0]
        # A book of which nothing says the side gets that of its first code.
        kinds |= {best.kind} - {"any"} if not kinds else set()
        text = f"{best.code} {best.heading}".strip()
        relation: Relation = "exact" if source == genre else "broader"
        suggestions.setdefault(best.code, Suggestion(text, genre, name, relation, best.code))
    found = list(suggestions.values())
    if specific:
        # A general code only where there is no other.
        general = {code.code for codes in table.values() for code in codes if code.general}
        found = [one for one in found if one.code not in general] or found
    return found, unshelved


def _nearest(book: BookFacts, table: BisacTable, genre: str, kinds: set[str]) -> tuple[str, list[BisacCode]]:
    """The genre, or the nearest above it, for which the table has fitting codes; these codes."""
    for one in book.upwards(genre):
        codes = [code for code in table.get(one, ()) if _fits(code, book, kinds)]
        if codes:
            return one, codes
    return genre, []


def _fits(code: BisacCode, book: BookFacts, kinds: set[str]) -> bool:
    kinds = {"any", "comics"} if book.comics else {"any", *(kinds or {code.kind})}
    # Comics have one section for readers of every age.
    return code.kind in kinds and (code.kind == "comics" or code.audience == book.audience)
