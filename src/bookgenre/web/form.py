"""The form of the site, read and checked field by field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import get_args

from bookgenre.book import Book
from bookgenre.classifier import Rank
from bookgenre.covers.mockup import MOST_CHARACTERS, Layout
from bookgenre.covers.palette import Mode
from bookgenre.errors import InputError
from bookgenre.genres import Taxonomy, load_taxonomy
from bookgenre.text.cleaning import check_readable, check_text, clean_text
from bookgenre.web.request_schemas import MOST_GENRES, MOST_TITLE

__all__ = ["CHOICES", "MOST_VARIANT", "BookForm", "read_form", "unchecked_form"]

CHOICES: Mapping[str, tuple[str, ...]] = {
    "rank": get_args(Rank),
    "view": ("list", "facets"),
    "mode": get_args(Mode),
    "layout": get_args(Layout),
}
"""The options of an answer; the first of each is the default."""

MOST_VARIANT = 1000
_MOST_TYPED = 2000


@dataclass(frozen=True, slots=True)
class BookForm:
    """A book, and how its answer is shown.

    Attributes
    ----------
    description, title, author
        As they were typed.
    typed_genres
        As they were typed: names, with semicolons or commas between them.
    genres
        Their ids.
    rank, view, mode, layout, variant
        Options of the answer.
    explained
        Id of the genre that is explained, or "".
    problems
        Field to what is wrong with it.
    """

    description: str = ""
    title: str = ""
    author: str = ""
    typed_genres: str = ""
    genres: tuple[str, ...] = ()
    rank: Rank = "probability"
    view: str = "list"
    mode: Mode = "fit-in"
    layout: Layout = "band"
    variant: int = 0
    explained: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def book(self) -> Book:
        """The book as the classifier and the covers take it."""
        authors = (self.author,) if self.author else ()
        return Book(self.description, self.title or None, self.genres, authors=authors)


def unchecked_form(fields: Mapping[str, str]) -> BookForm:
    """Return the texts of a form without a check: cheap, for the page of an error."""
    return BookForm(
        description=fields.get("description", ""),
        title=fields.get("title", ""),
        author=fields.get("author", ""),
        typed_genres=fields.get("genres", ""),
    )


def read_form(fields: Mapping[str, str], taxonomy: Taxonomy | None = None) -> BookForm:
    """Read and check the form; it keeps all that was typed, and names every problem at its field.

    Texts are cleaned for this, so call it in a slot of the concurrency limit.

    A button of the answer sends ``set`` with the one value that it changes, such as ``layout=frame``, which replaces
    the value in the form.
    """
    taxonomy = taxonomy or load_taxonomy()
    values = dict(fields)
    changed, _, value = values.pop("set", "").partition("=")
    if changed in (*CHOICES, "variant", "explain"):
        values[changed] = value
    problems: dict[str, str] = {}
    for name, check in (("description", _description), ("title", _title), ("author", _author)):
        try:
            check(values.get(name, ""))
        except InputError as error:
            problems[name] = _sentence(str(error))
    typed = values.get("genres", "")
    genres, unknown = _find_genres(typed, taxonomy)
    if unknown:
        problems["genres"] = unknown
    elif len(genres) > MOST_GENRES:
        problems["genres"] = f"These are {len(genres)} genres; {MOST_GENRES} can be given at most."
    chosen = {name: values.get(name) or options[0] for name, options in CHOICES.items()}
    for name, options in CHOICES.items():
        if chosen[name] not in options:
            problems["form"] = f"There is no {name} of that name; choose {' or '.join(options)}."
            chosen[name] = options[0]
    variant = values.get("variant") or "0"
    if not re.fullmatch("[0-9]{1,4}", variant) or int(variant) > MOST_VARIANT:
        problems["form"] = f"The variant is a number from 0 to {MOST_VARIANT}."
        variant = "0"
    explained = values.get("explain", "")
    if explained and explained not in taxonomy:
        problems["form"] = "There is no such genre to explain; choose one of the answer's."
        explained = ""
    return BookForm(
        values.get("description", ""),
        values.get("title", ""),
        values.get("author", ""),
        typed,
        genres,
        variant=int(variant),
        explained=explained,
        problems=problems,
        **chosen,  # type: ignore[arg-type]
    )


def _description(text: str) -> None:
    check_text(text)


def _title(text: str) -> None:
    length = len(clean_text(check_readable(text, kind="title")))
    if length > MOST_TITLE:
        raise InputError(f"the title has {length:,} characters; shorten it to {MOST_TITLE:,} at most")


def _author(text: str) -> None:
    length = len(clean_text(check_readable(text, kind="author's name")))
    if length > MOST_CHARACTERS:
        raise InputError(f"the author's name has {length:,} characters; shorten it to {MOST_CHARACTERS} at most")


def _find_genres(typed: str, taxonomy: Taxonomy) -> tuple[tuple[str, ...], str]:
    """Ids of the genres that were typed, and what is wrong with the first that is not known."""
    if len(typed) > _MOST_TYPED:
        return (), f"The list of genres has {len(typed):,} characters; name {MOST_GENRES} genres at most."
    found: dict[str, None] = {}
    for name, genre in taxonomy.read_list(typed):
        if genre is None:
            near = [taxonomy[genre_id].name for genre_id in taxonomy.nearest(name)]
            advice = f"Did you mean {' or '.join(near)}?" if near else "The page Genres lists them all."
            return tuple(found), f"There is no genre “{name[:100]}”. {advice}"
        found[genre.id] = None
    return tuple(found), ""


def _sentence(message: str) -> str:
    """Return a message that begins with a capital and ends with a full stop."""
    return message[:1].upper() + message[1:] + ("" if message.endswith((".", "?")) else ".")
