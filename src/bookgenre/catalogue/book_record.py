"""Records of formats that describe books rather than rows: which fields they have, and when they can be used."""

from bookgenre.book import Book
from bookgenre.catalogue.record import Record, Subject

__all__ = ["NO_DESCRIPTION", "book_record"]

NO_DESCRIPTION = "it has no description"


def book_record(
    number: int,
    *,
    identifier: str,
    title: str,
    authors: tuple[str, ...],
    description: str,
    publisher: str = "",
    language: str = "",
    audience: str = "",
    subjects: tuple[Subject, ...] = (),
    problem: str = "",
) -> Record:
    """Return the record of a book; it has a problem where `problem` says so, or where there is no description.

    Parameters
    ----------
    number, identifier, subjects, problem
        As in `Record`.
    title, authors, description
        Of the book.
    publisher, language, audience
        As the catalogue writes them; with the others they are the fields of the record.
    """
    problem = problem or ("" if description else NO_DESCRIPTION)
    return Record(
        number,
        None if problem else Book(description, title or None, authors=authors),
        identifier,
        subjects,
        {
            "identifier": identifier,
            "title": title,
            "authors": "; ".join(authors),
            "publisher": publisher,
            "language": language,
            "audience": audience,
            "description": description,
        },
        problem,
    )
