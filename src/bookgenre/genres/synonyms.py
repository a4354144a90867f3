"""Spellings and words of stores, libraries and readers for genres that the taxonomy lists under other names.

Kept apart from the taxonomy, because the taxonomy is shared data and this is not. Plural and British forms, hyphens,
ampersands and the usual abbreviations need no entry: `folding.label_key` makes them alike.
"""

from collections.abc import Container
from importlib import resources

__all__ = ["load_synonyms"]


def load_synonyms(known: Container[str]) -> dict[str, str]:
    """Return the words for genres, each with the id of the genre that it names.

    Parameters
    ----------
    known
        The ids of the taxonomy. A line of ``synonyms.txt`` may name several genres, the best first; the first that is
        known counts, so that a taxonomy without the finer genre still answers with the broader one.
    """
    text = (resources.files("bookgenre.genres") / "synonyms.txt").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        ids, _, labels = line.partition(":")
        genre = next((genre for genre in ids.split() if genre in known), None)
        if genre is not None:
            found.update(dict.fromkeys((label.strip() for label in labels.split(";")), genre))
    return found
