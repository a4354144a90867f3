"""One record from several that are the same, and its genres."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from bookgenre.genres import LabelMapper

__all__ = ["RowMerger", "merge_rows"]

# The fields that dropped duplicates add to the record that is kept.
GIVEN = ("genres", "labels", "complete", "masked", "source", "identifiers", "authors", "title")


def merge_rows(best: Mapping[str, Any], others: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return `best` with the genres, identifiers and sources of its duplicates added; gaps are filled from them, too.

    A list of genres that is full in one source is full in the merged record, because a union only adds.
    """
    merged = dict(best)
    genres = dict.fromkeys(best["genres"])
    unread = dict(genres) if not best["labels"] else {}
    labels = set(best["labels"])
    sources = dict.fromkeys([best["source"]])
    identifiers = dict(best["identifiers"])
    complete = best["complete"]
    masked = set(best["masked"]) if best["complete"] else None
    for other in others:
        labels.update(other["labels"])
        words = dict.fromkeys(other["genres"])
        genres.update(words)
        # If a source uses the genres of the taxonomy, its raw words have been read already.
        if not other["labels"]:
            unread.update(words)
        sources[other["source"]] = None
        for kind, value in other["identifiers"]:
            identifiers.setdefault(kind, value)
        merged["authors"] = merged["authors"] or other["authors"]
        merged["title"] = merged["title"] or other["title"]
        complete = complete or other["complete"]
        if other["complete"]:
            masked = set(other["masked"]) if masked is None else masked & set(other["masked"])
    merged |= {
        "genres": list(genres),
        "unread": list(unread),
        "labels": labels,
        "complete": complete,
        "masked": masked or set(),
        "sources": list(sources),
        "identifiers": identifiers,
    }
    return merged


class RowMerger:
    """Gives merged records their genres; `unmapped` counts the words that name no genre, by number of records."""

    def __init__(self) -> None:
        self._mapper = LabelMapper()
        self.unmapped: Counter[str] = Counter()

    def label(self, merged: dict[str, Any]) -> frozenset[str]:
        """Return the genres of a merged record, parents included."""
        mapping = self._mapper.map(merged["unread"])
        # Also of records in the genres of the taxonomy: their raw words show what it lacks.
        self.unmapped.update(self._mapper.map(merged["genres"]).unmapped)
        known = {label for label in merged["labels"] if label in self._mapper.taxonomy}
        self.unmapped.update(merged["labels"] - known)
        return mapping.genres | self._mapper.taxonomy.close(known)
