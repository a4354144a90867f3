"""What the stores need to know about a book, and their advice: categories to choose, and genres without one."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from bookgenre.genres import Taxonomy
from bookgenre.genres.genre import READERS
from bookgenre.stores.store_tables import Relation, Rule

__all__ = ["BookFacts", "Refused", "StoreAdvice", "Suggestion", "Unshelved"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One category to choose.

    Attributes
    ----------
    text
        What to choose or to paste: a path, or a code.
    genre, name
        Id and name of the genre that it stands for.
    relation
        ``exact``: the store names this genre. ``broader``: the store's class is wider. ``narrower``: the store has only
        narrower classes, and this is one of them.
    code
        The store's own id of the path, where one is recorded; the heading's code where `text` is not a code.
    selectable
        False where the store shows this node but wants one below it.
    note
        What to do or to know, in plain words; empty for nothing.
    """

    text: str
    genre: str
    name: str
    relation: Relation
    code: str = ""
    selectable: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class Unshelved:
    """A genre for which the store has nothing of its own, and why."""

    genre: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A genre that may not stand beside the others, in the words of the rule."""

    genre: str
    name: str
    rule: str


@dataclass(frozen=True, slots=True)
class StoreAdvice:
    """Categories and rules of one store.

    Attributes
    ----------
    id, name
        Id and name of the store; KDP has one for each format.
    scheme
        What the categories are: paths, BISAC, Thema …
    suggestions
        Categories to choose, the main one first.
    qualifiers
        Qualifiers of Thema, which follow the subjects and are never used without them.
    keywords
        For the store's keyword fields.
    unshelved, refused
        Genres that have no category, and genres that may not be mixed with the others.
    notes
        Rules to know, in plain words; uncertain ones say so.
    source
        Where the shelves or codes come from, with the date.
    """

    id: str
    name: str
    scheme: str
    suggestions: tuple[Suggestion, ...] = ()
    qualifiers: tuple[Suggestion, ...] = ()
    keywords: tuple[str, ...] = ()
    unshelved: tuple[Unshelved, ...] = ()
    refused: tuple[Refused, ...] = ()
    notes: tuple[str, ...] = ()
    source: str = ""

    @property
    def paste(self) -> str:
        """What to copy: one category per line; where the fields take one line, joined as the store wants it."""
        if self.scheme == "Thema":
            return " ".join(suggestion.text for suggestion in (*self.suggestions, *self.qualifiers))
        return "\n".join(suggestion.text for suggestion in self.suggestions if suggestion.selectable)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self) | {"paste": self.paste}


@dataclass(frozen=True, slots=True)
class BookFacts:
    """What the stores need to know about a book; `of` makes it.

    Attributes
    ----------
    genres
        Ids, the main one first, all of one side and one audience.
    taxonomy
        That holds them.
    side
        ``fiction``, ``nonfiction``, or None where nothing says.
    audience
        ``adult``, ``young-adult`` or ``childrens``.
    mixed, mixed_audience
        Ids of the genres that were left out because they are of the other side, and of another audience.
    """

    genres: tuple[str, ...]
    taxonomy: Taxonomy
    side: str | None
    audience: str
    mixed: tuple[str, ...] = ()
    mixed_audience: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, genres: Iterable[str], taxonomy: Taxonomy, side: str | None = None, audience: str | None = None
    ) -> "BookFacts":
        """Settle the side and the audience by the first genre that says so, where they are not given."""
        ids = tuple(dict.fromkeys(genres))
        side = side or next(filter(None, map(taxonomy.side_of, ids)), None)
        audience = audience or next(filter(None, map(taxonomy.audience_of, ids)), "adult")
        mixed = tuple(one for one in ids if taxonomy.side_of(one) not in (None, side))
        other = tuple(one for one in ids if taxonomy.audience_of(one) not in (None, audience) and one not in mixed)
        kept = tuple(one for one in ids if one not in (*mixed, *other))
        return cls(kept, taxonomy, side, audience, mixed, other)

    @property
    def closed(self) -> frozenset[str]:
        """Ids of the genres and of those above them."""
        return self.taxonomy.close(self.genres)

    @property
    def comics(self) -> bool:
        """Whether it is a comic."""
        return "comics-graphic-novels" in self.closed

    def name(self, genre: str) -> str:
        """Name of a genre."""
        return self.taxonomy[genre].name

    def upwards(self, genre: str) -> tuple[str, ...]:
        """The genre and those above it, the nearest first, without *Fiction* and *Nonfiction*."""
        above = reversed(self.taxonomy.ancestors(genre))
        return (genre, *(one for one in above if one not in ("fiction", "nonfiction")))

    def left_out(self) -> tuple[Unshelved, ...]:
        """Return the genres that were left out, for a store without a rule against mixing them."""
        pairs = [(one, self.side) for one in self.mixed]
        pairs += [(one, f"for {READERS[self.audience]}") for one in self.mixed_audience]
        return tuple(Unshelved(one, self.name(one), f"left out, because the book is {what}") for one, what in pairs)

    def refused(self, sides: Rule, audiences: Rule) -> tuple[Refused, ...]:
        """Return the genres that were left out, with the store's rules against mixing them."""
        pairs = [(one, sides) for one in self.mixed] + [(one, audiences) for one in self.mixed_audience]
        return tuple(Refused(one, self.name(one), rule.words) for one, rule in pairs)
