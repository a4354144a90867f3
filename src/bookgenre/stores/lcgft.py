"""Library of Congress Genre/Form Terms, for the record of a library."""

from bookgenre.stores.advice import BookFacts, StoreAdvice, Suggestion, Unshelved
from bookgenre.stores.store_tables import SOURCES, lcgft_terms, rules_of

__all__ = ["advise_lcgft"]


def advise_lcgft(book: BookFacts) -> StoreAdvice:
    """Suggest the terms of all genres that have one, each once."""
    found: dict[str, Suggestion] = {}
    unshelved = []
    for genre in book.genres:
        terms = lcgft_terms().get(genre, ())
        if not terms:
            unshelved.append(Unshelved(genre, book.name(genre), "no term is recorded"))
        for term in terms:
            found.setdefault(term.path, Suggestion(term.path, genre, book.name(genre), term.relation, term.code))
    notes = ["terms for MARC field 655 (source code lcgft); 43 of them are recorded, look further at id.loc.gov"]
    if {"erotica", "romance"} & book.closed:
        notes.append(rules_of("libraries")["forbidden subjects"].value)
    return StoreAdvice(
        id="lcgft",
        name="Libraries (LCGFT)",
        scheme="LCGFT",
        suggestions=tuple(found.values()),
        unshelved=(*unshelved, *book.left_out()),
        notes=tuple(notes),
        source=SOURCES["lcgft"],
    )
