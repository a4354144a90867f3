"""What a visitor asks: the form, read and checked field by field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import get_args

from bookgenre.book import Book
from bookgenre.classifier.prediction import Rank
from bookgenre.covers.mockup import MOST_CHARACTERS, Layout
from bookgenre.covers.palette import Mode
from bookgenre.errors import InputError
from bookgenre.genres import Taxonomy, load_taxonomy
from bookgenre.text.cleaning import check_readable, check_text, clean_text
from bookgenre.web.request_schemas import MOST_GENRES, MOST_TITLE

__all__ = ["CHOICES", "MOST_VARIANT", "Question", "read_question", "typed_question"]

CHOICES: Mapping[str, tuple[str, ...]] = {
    "rank": get_args(Rank),
    "view": ("list", "facets"),
    "mode": get_args(Mode),
    "layout": get_args(Layout),
}
"""The switches of an answer; the first of each is how it begins."""

MOST_VARIANT = 1000
_MOST_TYPED = 2000


@dataclass(frozen=True, slots=True)
class Question:
    """A book, and how its answer is looked at.

    Attributes
    ----------
    description, title, author
        As they were typed.
    typed_genres
        As they were typed: names, with semicolons or commas between them.
    genres
        Their ids.
    rank, view, mode, layout, variant
        Of the answer.
    why
        Id of the genre whose reasons are shown, or "".
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
    why: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def book(self) -> Book:
        """The book as the classifier and the covers take it."""
        authors = (self.author,) if self.author else ()
        return Book(self.description, self.title or None, self.genres, authors=authors)

    def but(self, **problems: str) -> "Question":
        """Return the same question with further problems."""
        return replace(self, problems={**self.problems, **problems})


def typed_question(form: Mapping[str, str]) -> Question:
    """Return what was typed and nothing else, without a check: cheap, for the page of an error."""
    return Question(form.get("description", ""), form.get("title", ""), form.get("author", ""), form.get("genres", ""))


def read_question(form: Mapping[str, str], taxonomy: Taxonomy | None = None) -> Question:
    """Read the form; nothing that was typed is lost, and every problem is named at its field.

    Texts are cleaned for this, so it belongs into a slot of the concurrency limit.

    A button of the answer sends ``set`` with the one value that it changes, such as ``layout=frame``; it goes before
    the value that the form holds.
    """
    taxonomy = taxonomy or load_taxonomy()
    values = dict(form)
    changed, _, value = values.pop("set", "").partition("=")
    if changed in (*CHOICES, "variant", "why"):
        values[changed] = value
    problems: dict[str, str] = {}
    for name, check in (("description", _description), ("title", _title), ("author", _author)):
        try:
            check(values.get(name, ""))
        except InputError as error:
            problems[name] = _sentence(str(error))
    typed = values.get("genres", "")
    genres, strange = _find_genres(typed, taxonomy)
    if strange:
        problems["genres"] = strange
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
    why = values.get("why", "")
    if why and why not in taxonomy:
        problems["form"] = "There is no such genre to explain; choose one of the answer's."
        why = ""
    return Question(
        values.get("description", ""),
        values.get("title", ""),
        values.get("author", ""),
        typed,
        genres,
        variant=int(variant),
        why=why,
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
