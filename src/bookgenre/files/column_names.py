"""Which column of a table holds what, recognised by its name in the languages and programs that people use."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bookgenre.errors import DataError

__all__ = [
    "FIELDS",
    "NAMED_IDENTIFIERS",
    "NamedColumns",
    "has_description",
    "has_title",
    "is_column_name",
    "name_columns",
]

# Names that mean a description; the full ones before the short ones.
_SURE = (
    "description book_description description_text desc blurb book_blurb synopsis summary book_summary "
    "long_description main_description product_description publisher_description marketing_copy "
    "catalogue_copy catalog_copy jacket_copy flap_copy back_cover_copy overview annotation plot_summary plot abstract "
    "beschreibung klappentext langtext langbeschreibung produktbeschreibung buchbeschreibung inhaltsangabe "
    "inhaltsbeschreibung zusammenfassung inhalt résumé resume descripción descripcion sinopsis descrizione trama "
    "beschrijving short_description kurzbeschreibung kurztext about_the_book back_cover"
).split()
# These may hold anything: a kind of binding, a note of the warehouse, an author's life. `comments` is calibre's.
_UNSURE = "about text body comments".split()
# What a column may be called, in small letters, words joined by underscores; the first that a file has is taken.
FIELDS: Mapping[str, Sequence[str]] = {
    "description": (*_SURE, *_UNSURE),
    "title": (
        "title name book_title full_title product_title book_name titel buchtitel titre título titulo titolo"
    ).split(),
    "genres": (
        "genres genre categories category bisac bisacs bisac_subjects bisac_subject bisac_categories "
        "bisac_category bisac_headings bisac_heading bisac_codes bisac_code subjects subject subject_headings thema "
        "thema_codes thema_subjects tags topics labels label book_genres book_genre genre_list genre_names main_genre "
        "primary_genre shelves bookshelves shelf gattung kategorie kategorien genero género géneros genere categorie "
        "catégorie schlagwörter keywords"
    ).split(),
    "authors": (
        "authors author author_name book_author author_names creator creators autor autoren autorin autor_in "
        "verfasser urheber auteur autore contributor contributors"
    ).split(),
    "language": "language lang language_code languages sprache langue idioma lingua".split(),
}
_IDENTIFIERS: Mapping[str, Sequence[str]] = {
    "isbn13": "isbn13 isbn_13 isbn ean ean13 ean_13 gtin gtin13 gtin_13 isbn_ean ean_isbn isbn13_ean isbn_gtin".split(),
    "isbn10": "isbn10 isbn_10".split(),
    "goodreads": "goodreads_book_id goodreads_id".split(),
    "url": "url link book_url".split(),
    "id": "id book_id bookid sku product_id artikelnummer".split(),
}
# "Genre 1", "BISAC2", "Secondary genre": one genre in each.
_ONE_OF_SEVERAL = re.compile(
    r"(?:(?:main|primary|first|second(?:ary)?|third|tertiary|additional|other|sub)_?)?"
    r"(genre|category|bisac(?:_(?:subject|code|heading|category))?|subject|tag)s?(?:_?\d{1,2})?"
)
NAMED_IDENTIFIERS = (*_IDENTIFIERS, "smashwords", "wikipedia")
"""Kinds of identifiers that a column may hold."""
_SHOWN = 30
# The name of a column is not as long as a sentence.
_LONG_NAME = 60


@dataclass(frozen=True, slots=True)
class NamedColumns:
    """Names of the columns that hold what is known of a book; None for what no column holds.

    Attributes
    ----------
    genres
        Several where each holds one genre.
    identifiers
        By kind: ``{"isbn13": "EAN"}``.
    other_descriptions
        Further columns of descriptions, in the order in which they take the place of one that is empty.
    """

    description: str
    title: str | None = None
    genres: tuple[str, ...] = ()
    authors: str | None = None
    language: str | None = None
    identifiers: Mapping[str, str] = field(default_factory=dict)
    other_descriptions: tuple[str, ...] = ()

    @property
    def used(self) -> tuple[str, ...]:
        """All these names."""
        single = (self.description, self.title, self.authors, self.language)
        several = (*self.other_descriptions, *self.genres, *self.identifiers.values())
        return tuple(name for name in (*single, *several) if name)

    @property
    def sentence(self) -> str:
        """The sentence that says which column was taken for what."""
        single = {"description": self.description, "title": self.title}
        rest = {"authors": self.authors, "language": self.language, **self.identifiers}
        names = {field: repr(name) for field, name in single.items() if name}
        names["description"] = ", or ".join(map(repr, (self.description, *self.other_descriptions)))
        if self.genres:
            more = len(self.genres) - _SHOWN
            shown = [*map(repr, self.genres[:_SHOWN]), *([f"{more:,} more"] if more > 0 else [])]
            names["genres"] = " and ".join(shown)
        names |= {field: repr(name) for field, name in rest.items() if name}
        return "columns: " + ", ".join(f"{field} from {name}" for field, name in names.items())


def name_columns(path: Path | str, found: Sequence[str], named: Mapping[str, str] | None = None) -> NamedColumns:
    """Recognise the columns `found` in `path` by their names, as far as they are not `named`.

    Case does not count, nor whether words are parted by spaces, hyphens or underscores. A column that is `named` for
    one field is taken for no other.

    Raises
    ------
    DataError
        If none seems to hold descriptions, a key of `named` means nothing, or two of them name one column.
    """
    named = named or {}
    unknown = [key for key in named if key not in FIELDS and key not in NAMED_IDENTIFIERS]
    if unknown:
        known = ", ".join([*FIELDS, *NAMED_IDENTIFIERS])
        raise DataError(f"there is no field {unknown[0]!r}; choose one of: {known}")
    _check_named_once(named)
    # A column that the user names for one field holds no other.
    free = [name for name in found if name not in named.values()]
    fields = {field: named.get(field) or _find(names, free) for field, names in FIELDS.items()}
    if fields["description"] is None:
        raise DataError(_no_description(path, found))
    genres = [name for name in (fields["genres"],) if name]
    if not named.get("genres"):
        # "BISAC" beside "BISAC 2" and "BISAC 3".
        kinds_of = {name: one[1] for name in free if (one := _ONE_OF_SEVERAL.fullmatch(_plain(name)))}
        kind = kinds_of.get(genres[0], "") if genres else None
        genres = [name for name in kinds_of if kind in (None, kinds_of[name])] or genres
    kinds = {kind: named.get(kind) or _find(_IDENTIFIERS.get(kind, []), free) for kind in NAMED_IDENTIFIERS}
    return NamedColumns(
        fields["description"],
        fields["title"],
        tuple(genres),
        fields["authors"],
        fields["language"],
        {kind: name for kind, name in kinds.items() if name},
        () if named.get("description") else _find_all(_SURE, free)[1:],
    )


def has_description(columns: Sequence[str], *, sure: bool = False) -> bool:
    """Say whether one of these columns has a name for descriptions; if `sure`, one that means nothing else."""
    return _find(_SURE if sure else FIELDS["description"], columns) is not None


def has_title(columns: Sequence[str]) -> bool:
    """Say whether one of these columns has a name for titles."""
    return _find(FIELDS["title"], columns) is not None


def is_column_name(name: str) -> bool:
    """Say whether a column of this name is recognised."""
    return any(_plain(name) in names for names in (*FIELDS.values(), *_IDENTIFIERS.values()))


def _no_description(path: Path | str, found: Sequence[str]) -> str:
    plain = {_plain(name) for name in found}
    if plain <= {"title", "url", "link", ""} and not plain.isdisjoint({"url", "link"}):
        return (
            f"{path} lists links to books ({', '.join(filter(None, found))}) and holds no descriptions; "
            "collect the books that it names first: bookgenre collect books"
        )
    shown = ", ".join(name[:40] for name in found[:_SHOWN]) + (", …" if len(found) > _SHOWN else "")
    if any(len(name) > _LONG_NAME for name in found):
        return (
            f"the first line of {path} is a row and no header: {shown}; "
            "write a line with the names of the columns above it, such as title,description,genres"
        )
    if sum(bool(name.strip()) for name in found) == 1:
        return (
            f"the first line of {path} names no description: {shown}; write the names of the columns there, such as "
            "title,description,genres, with nothing above them, or name the column: --column description=NAME"
        )
    return (
        f"no column of {path} has a name for descriptions; it has: {shown or 'none'}; "
        "name the column that holds it: --column description=NAME"
    )


def _plain(name: str) -> str:
    """Return the name of a column in small letters, its words joined by underscores: ``Genre(s)`` is ``genres``."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip().lstrip("\ufeff")).replace("(s)", "s")
    return re.sub(r"\W+|_+", "_", words.casefold()).strip("_")


def _check_named_once(named: Mapping[str, str]) -> None:
    for one in FIELDS:
        other = next((key for key, name in named.items() if key != one and name == named.get(one)), None)
        if other is not None:
            raise DataError(
                f"the column {named[one]!r} is named for {one} and for {other}; name another column for one of them"
            )


def _find_all(names: Sequence[str], columns: Sequence[str]) -> tuple[str, ...]:
    plain = {_plain(column): column for column in reversed(columns)}
    return tuple(plain[name] for name in names if name in plain)


def _find(names: Sequence[str], columns: Sequence[str]) -> str | None:
    return next(iter(_find_all(names, columns)), None)
