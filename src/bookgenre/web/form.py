"""The form of the site, read and checked field by field."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import get_args

from bookgenre.book import Book
from bookgenre.classifier import Rank
from bookgenre.covers.mockup import MOST_CHARACTERS, Layout
from bookgenre.covers.palette import Mode
from bookgenre.errors import InputError
from bookgenre.genres import Taxonomy, load_taxonomy
from bookgenre.text.cleaning import check_readable, check_text, clean_text
from bookgenre.web.problems import sentence
from bookgenre.web.request_schemas import MOST_GENRES, MOST_TITLE

__all__ = ["BookForm", "find_genres", "read_form", "unchecked_form"]

# The options of an answer; the first of each is the default.
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "rank": get_args(Rank),
    "view": ("list", "facets"),
    "mode": get_args(Mode),
    "layout": get_args(Layout),
}
_MOST_VARIANT = 1000
# Characters of a description up to which two versions of it are compared: three of them have to fit into a body.
_MOST_COMPARED = 20_000
_MOST_TYPED = 2000


@dataclass(frozen=True, slots=True)
class BookForm:
    """A book, and how its answer is shown.

    Attributes
    ----------
    description, title, author, typed_genres
        As they were typed; genres with semicolons or commas between them.
    genres
        Their ids.
    rank, view, mode, layout, variant
        Options of the answer.
    explained
        Id of the genre that is explained, or "".
    unexplained
        Why the genre that was asked for by its name cannot be explained, or "".
    earlier, earlier_title
        Description and title of the version with which this one is compared; "" for none.
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
    unexplained: str = ""
    earlier: str = ""
    earlier_title: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def book(self) -> Book:
        """The book as the classifier and the covers take it."""
        authors = (self.author,) if self.author else ()
        return Book(self.description, self.title or None, self.genres, authors=authors)

    @property
    def earlier_book(self) -> Book | None:
        """The version with which the book is compared; None without one."""
        return Book(self.earlier, self.earlier_title or None) if self.earlier else None

    @property
    def comparable(self) -> bool:
        """Whether the description is short enough for the form to keep it as an earlier version."""
        return len(self.description) <= _MOST_COMPARED


def unchecked_form(fields: Mapping[str, str]) -> BookForm:
    """Return the texts of a form without a check: cheap, for the page of an error."""
    return BookForm(
        description=fields.get("description", ""),
        title=fields.get("title", ""),
        author=fields.get("author", ""),
        typed_genres=fields.get("genres", ""),
        earlier=fields.get("shown") or fields.get("earlier", ""),
        earlier_title=fields.get("shown_title" if fields.get("shown") else "earlier_title", ""),
    )


def read_form(fields: Mapping[str, str]) -> BookForm:
    """Read and check the form; it keeps all that was typed, and names every problem at its field.

    Texts are cleaned for this, so call it in a slot of the concurrency limit.

    A button of the answer sends ``set`` with the one value that it changes, such as ``layout=frame``, which replaces
    the value in the form. ``why`` is a genre to explain, by its name. ``shown`` is the description to which the page
    with this form was the answer: where another one comes, it is the earlier version.
    """
    taxonomy = load_taxonomy()
    values = dict(fields)
    changed, _, value = values.pop("set", "").partition("=")
    if changed in (*_CHOICES, "variant", "explain", "earlier"):
        values[changed] = value
    problems: dict[str, str] = {}
    checks: dict[str, Callable[[str], object]] = {
        "description": check_text,
        "title": lambda text: _check_length(text, "title", MOST_TITLE),
        "author": lambda text: _check_length(text, "author's name", MOST_CHARACTERS),
    }
    for name, check in checks.items():
        try:
            check(values.get(name, ""))
        except InputError as error:
            problems[name] = sentence(error)
    typed = values.get("genres", "")
    genres, wrong = find_genres(typed, taxonomy)
    if wrong:
        problems["genres"] = wrong
    chosen = {name: values.get(name) or options[0] for name, options in _CHOICES.items()}
    for name, options in _CHOICES.items():
        if chosen[name] not in options:
            problems["form"] = f"There is no {name} of that name; choose {' or '.join(options)}."
            chosen[name] = options[0]
    variant = values.get("variant") or "0"
    if not re.fullmatch("[0-9]{1,4}", variant) or int(variant) > _MOST_VARIANT:
        problems["form"] = f"The variant must be a number from 0 to {_MOST_VARIANT}."
        variant = "0"
    explained = values.get("explain", "")
    if explained and explained not in taxonomy:
        problems["form"] = "Choose one of the genres of this answer."
        explained = ""
    unexplained = ""
    if changed != "explain" and (why := values.get("why", "").strip()):
        if genre := taxonomy.by_label(why[:100]):
            explained = genre.id
        else:
            unexplained = _unknown(why, taxonomy)
    earlier, earlier_title = _earlier(values)
    return replace(
        unchecked_form(values),
        genres=genres,
        variant=int(variant),
        explained=explained,
        unexplained=unexplained,
        earlier=earlier,
        earlier_title=earlier_title,
        problems=problems,
        **chosen,  # type: ignore[arg-type]
    )


def _check_length(text: str, kind: str, most: int) -> None:
    # As the API measures it, and as it will be shown: cleaning shortens most texts, and lengthens some.
    length = len(text) if len(text) > most else len(clean_text(check_readable(text, kind=kind)))
    if length > most:
        raise InputError(f"the {kind} has {length:,} characters; shorten it to {most:,} at most")


def _earlier(values: Mapping[str, str]) -> tuple[str, str]:
    """Description and title of the version to compare with: what the page answered, if that differs."""
    now = values.get("description", "").split(), values.get("title", "").split()
    for name in ("shown", "earlier"):
        text, title = values.get(name, ""), values.get(f"{name}_title", "")
        if not text or (text.split(), title.split()) == now:
            continue
        try:
            # Browsers send two characters for the end of a line.
            if len(text) <= 2 * _MOST_COMPARED:
                check_text(text)
                _check_length(title, "title", MOST_TITLE)
                return text, title
        except InputError:
            # Our own pages send only what has been answered.
            break
    return "", ""


def _unknown(name: str, taxonomy: Taxonomy) -> str:
    near = [taxonomy[genre_id].name for genre_id in taxonomy.nearest(name[:100])]
    advice = f"Did you mean {' or '.join(near)}?" if near else "All genres are on the page Genres."
    return f"There is no genre “{name[:100]}”. {advice}"


def find_genres(typed: str, taxonomy: Taxonomy) -> tuple[tuple[str, ...], str]:
    """Return the ids of the genres that were typed, and what is wrong with the list, or ""."""
    if len(typed) > _MOST_TYPED:
        return (), f"The list of genres has {len(typed):,} characters; name {MOST_GENRES} genres at most."
    found: dict[str, None] = {}
    for name, genre in taxonomy.read_list(typed):
        if genre is None:
            return tuple(found), _unknown(name, taxonomy)
        found[genre.id] = None
    wrong = f"You gave {len(found)} genres; give {MOST_GENRES} at most." if len(found) > MOST_GENRES else ""
    return tuple(found), wrong
