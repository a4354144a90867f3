"""One entry of the audit's list."""

from dataclasses import dataclass

__all__ = ["KINDS", "Concern"]

KINDS = {
    "side": "Fiction or nonfiction",
    "audience": "Children, teenagers or adults",
    "genre": "Wrong genre",
    "missing": "Missing genre",
    "series": "Contradiction in a series",
}
"""Kinds of concern, and what people call them."""


@dataclass(frozen=True, slots=True)
class Concern:
    """What is likely wrong with the subjects of one book.

    Attributes
    ----------
    kind
        One of `KINDS`.
    number
        Of the record.
    file
        Name of the file that holds it.
    identifier, title
        Of the book, as far as the catalogue gives them.
    message
        What is wrong, in plain words.
    doubted
        The subjects in doubt, as the catalogue writes them; empty where one is missing.
    subjects
        All subjects of the book.
    suggestion
        Names of the genres to look at in their place.
    codes
        Thema codes for these genres.
    confidence
        Share of such entries that were real errors when the audit was measured, between 0 and 1.
    genre
        Id of the genre for which, or against which, the sentence counts.
    against
        Whether the sentence is the one that counts most against `genre`.
    sentence
        The sentence that shows it, or the title where no sentence does; empty where none was looked for, or none says
        it by itself.
    """

    kind: str
    number: int
    file: str
    identifier: str
    title: str
    message: str
    doubted: tuple[str, ...]
    subjects: tuple[str, ...]
    suggestion: tuple[str, ...]
    codes: tuple[str, ...]
    confidence: float
    genre: str
    against: bool = False
    sentence: str = ""
