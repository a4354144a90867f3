"""Why a genre is, or is not, on the shortlist of a book, in plain words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bookgenre.classifier.genre_score import GenreScore
from bookgenre.classifier.label_space import SIDES
from bookgenre.classifier.shortlist import LEAST, SETTING, Shortlist
from bookgenre.genres import load_taxonomy
from bookgenre.genres.genre import READERS

__all__ = ["Standing", "find_standing"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a genre stands in the answer for a book.

    Attributes
    ----------
    listed
        Whether it is on the shortlist.
    threshold
        Probability from which it is chosen, if the genres above it are.
    reason
        Its place on the shortlist, or why it has none, in plain words.
    """

    listed: bool
    threshold: float
    reason: str


def find_standing(genre_id: str, shortlist: Shortlist, scores: Sequence[GenreScore]) -> Standing:
    """Return where a genre of `scores`, which are all genres of the model, stands beside the shortlist of the book."""
    found = {score.id: score for score in scores}
    score = found[genre_id]
    places = {listed.id: place for place, listed in enumerate(shortlist.genres, 1)}
    if genre_id in places:
        return Standing(True, score.threshold, f"number {places[genre_id]} of {len(places)} on the shortlist")
    reason = _kept_out(score, shortlist) or _outranked(score, shortlist, found)
    return Standing(False, score.threshold, f"not on the shortlist: {reason}")


def _kept_out(score: GenreScore, shortlist: Shortlist) -> str | None:
    """Say which rule keeps the genre off the list of this book, however probable it is; None if none does."""
    taxonomy = load_taxonomy()
    if score.id in SIDES or score.id == "childrens-and-ya":
        return f"it says only which side or which readers a book has, and this one reads as {shortlist.kind}"
    if score.id not in taxonomy:
        return None
    if taxonomy[score.id].shelf:
        return "it is a shelf of a shop or library, and no kind of book"
    side, audience = taxonomy.side_of(score.id), taxonomy.audience_of(score.id)
    if side not in (None, shortlist.side):
        return f"it is {side}, and the book reads as {shortlist.kind}"
    if audience is not None and audience != shortlist.audience:
        return f"it is for {READERS[audience]}, and the book reads as {shortlist.kind}"
    return None


def _outranked(score: GenreScore, shortlist: Shortlist, found: Mapping[str, GenreScore]) -> str:
    """Say why a genre that would be allowed is not listed."""
    likely = f"it is {score.probability:.0%} likely"
    narrower = [listed.name for listed in shortlist.genres if score.id in listed.path]
    if narrower:
        return f"{' and '.join(narrower)}, which {'is' if len(narrower) == 1 else 'are'} narrower, can say it better"
    if score.probability < score.threshold:
        return f"{likely}, and is chosen from {score.threshold:.0%}"
    failing = next((above for above in score.path if found[above].probability < found[above].threshold), None)
    if not score.chosen and failing is not None:
        above = found[failing]
        likely = f"{above.name}, to which it belongs, is {above.probability:.0%} likely"
        return f"{likely} and is chosen from {above.threshold:.0%}"
    if score.facet in ("setting-place", "setting-time") and score.probability < SETTING:
        return f"{likely}, and a place or time is listed from {SETTING:.0%}"
    if score.probability < LEAST:
        return f"{likely}, and a genre is listed from {LEAST:.0%}"
    broader = [listed for listed in shortlist.genres if listed.id in score.path]
    if broader:
        return f"{likely}, too little beside {broader[-1].name} ({broader[-1].probability:.0%}), to which it belongs"
    return f"{likely}, and the genres on it tell more of this book"
