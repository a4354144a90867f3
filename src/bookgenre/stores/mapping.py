"""BISAC codes from the user's own table: the list is sold by BISG and does not ship with bookgenre."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bookgenre.errors import DataError, InputError
from bookgenre.files import Rejects, read_rows
from bookgenre.genres import Genre, Taxonomy, load_taxonomy

__all__ = ["VARIABLE", "BisacCode", "BisacTable", "read_mapping"]

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
        genre = taxonomy.by_label(text["genre"]) if text.get("genre") else _read(taxonomy, code, heading)
        if genre is not None and _CODE.fullmatch(code) and not code.startswith("NON"):
            entry = BisacCode(code, heading)
            codes = table.setdefault(genre.id, [])
            if entry.code not in {one.code for one in codes}:
                codes.append(entry)
    if not table:
        raise DataError(
            f"{path} gives no genre a BISAC code; it needs the columns code (FIC022070) and genre "
            "(see: bookgenre genres) or heading"
        )
    return table


def _read(taxonomy: Taxonomy, code: str, heading: str) -> Genre | None:
    return taxonomy.by_label(f"{code} {heading}") or taxonomy.by_label(heading) if heading else None


def _columns(path: Path, found: Sequence[str]) -> dict[str, str]:
    """Which of the columns hold what."""
    by_name = {name.strip().casefold(): name for name in found}
    columns = {what: by_name[name] for what, names in _COLUMNS.items() for name in reversed(names) if name in by_name}
    if "code" not in columns or len(columns) < 2:
        raise DataError(
            f"{path} needs a column code and a column genre or heading; it has: {', '.join(found) or 'none'}"
        )
    return columns
