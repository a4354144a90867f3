"""The shortlist: the three to five genres that a bookseller would act on."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bookgenre.classifier.genre_score import GenreScore
from bookgenre.classifier.label_space import SIDES
from bookgenre.genres import Taxonomy, load_taxonomy
from bookgenre.genres.genre import READERS

__all__ = ["FEWEST", "FOR_YOUNG_READERS", "LEAST", "MOST", "SETTING", "Shortlist", "make_shortlist"]

FEWEST, MOST = 3, 5

# All were chosen on ../shared/gold/blurbs.jsonl and on validation rows (docs/stores.md).
LEAST = 0.22
"""Probability at which a genre above its threshold is listed."""
_LEAST_TO_FILL = 0.18
"""Probability at which a genre is listed where there would be fewer than three, above its threshold or not."""
_NARROWER = 1 / 2
"""Share of a genre's probability at which a narrower one takes its place …"""
_UNSURE, _UNSURE_NARROWER = 0.45, 3 / 4
"""… the share if the narrower one is less likely than that …"""
_THEME_FOR_KIND = 2 / 3
"""… and at which a theme takes the place of a kind of book: *Dragons* that of *Fantasy*."""
SETTING = 0.5
"""Probability at which a place or a time is what the book is about."""
FOR_YOUNG_READERS = 2 / 3
"""Probability at which a book is for children or for teenagers: twice as probable as not."""

_KIND, _THEME, _PLACE_OR_TIME = range(3)
_RANKS = {"theme": _THEME, "culture": _THEME, "setting-place": _PLACE_OR_TIME, "setting-time": _PLACE_OR_TIME}


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The genres to use for the book, the main one first.

    None is an ancestor of another, none is a shelf word, and all fit one side and one audience.

    Attributes
    ----------
    genres
        Three to five; fewer where the description says too little. Kinds of book come first, then themes and cultures,
        then one place and one time; of two, the one that tells more of this book (probability times the logarithm of
        how many times as probable it is as for any book). Genres below their thresholds, which fill up a short list,
        come last.
    side
        ``fiction`` or ``nonfiction``: the more probable of the two.
    audience
        ``adult``, ``young-adult`` or ``childrens``.
    doubts
        Contradictions that remain, in plain words: the book reads as either of two sides or two audiences.
    """

    genres: tuple[GenreScore, ...]
    side: str | None
    audience: str
    doubts: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """Side and audience in words: ``fiction for young adults``."""
        return f"{self.side or 'a book'} for {READERS[self.audience]}"

    @property
    def most_specific(self) -> GenreScore | None:
        """The listed genre with the highest specificity; None where none is listed."""
        return max(self.genres, key=lambda score: score.specificity, default=None)


def make_shortlist(scores: Iterable[GenreScore], taxonomy: Taxonomy | None = None) -> Shortlist:
    """Return the shortlist of a book.

    Parameters
    ----------
    scores
        All genres of the model in any order, as in the `genres` of ``predict(…, top_k=None)``.
    taxonomy
        Says what each genre is; None for the packaged one. A genre that it does not hold counts as a theme.
    """
    taxonomy = taxonomy or load_taxonomy()
    found = {score.id: score for score in scores}
    probability = {genre_id: score.probability for genre_id, score in found.items()}
    side, side_doubt = _side(probability)
    audience, audience_doubt = _audience(found, probability)
    fits = _fitting(taxonomy, side, audience)
    open_to = {one: score for one, score in found.items() if score.probability >= _LEAST_TO_FILL and fits(one)}
    rank = {one: _RANKS.get(taxonomy[one].facet if one in taxonomy else "theme", _KIND) for one in open_to}

    def takes_the_place(narrower: str, broader: str) -> bool:
        share = _THEME_FOR_KIND if rank[narrower] > rank[broader] else _NARROWER
        if probability[narrower] < _UNSURE:
            share = _UNSURE_NARROWER
        return probability[narrower] >= share * probability[broader]

    strong = {
        genre_id: score
        for genre_id, score in open_to.items()
        if score.chosen and score.probability >= (SETTING if rank[genre_id] == _PLACE_OR_TIME else LEAST)
    }
    listed = [genre_id for genre_id in strong if _stands(genre_id, strong, takes_the_place)]
    # Of what is left of a chain of three, the narrowest.
    listed = [one for one in listed if not any(one in found[other].path for other in listed)]
    # Kinds first; of two, the one that tells more of this book.
    telling = {one: probability[one] * math.log(probability[one] / _rate(taxonomy, one)) for one in open_to}
    listed = sorted(listed, key=lambda one: (rank[one], -telling[one]))
    # One place and one time: the 20th century says nothing beside the Second World War.
    facets = [found[one].facet if rank[one] == _PLACE_OR_TIME else one for one in listed]
    listed = [one for place, one in enumerate(listed) if facets[place] not in facets[:place]][:MOST]
    for genre_id in sorted(open_to, key=lambda one: -probability[one]):
        if len(listed) >= FEWEST:
            break
        kin = {genre_id, *found[genre_id].path}
        if rank[genre_id] != _PLACE_OR_TIME and not any(
            other in kin or genre_id in found[other].path for other in listed
        ):
            listed.append(genre_id)
    listed.sort(key=lambda one: (not found[one].chosen, rank[one], -telling[one]))
    doubts = tuple(doubt for doubt in (side_doubt, audience_doubt) if doubt)
    return Shortlist(tuple(found[genre_id] for genre_id in listed), side, audience, doubts)


def _rate(taxonomy: Taxonomy, genre_id: str) -> float:
    """Share of books that have a genre, by its support."""
    books = sum(taxonomy[root].support for root in SIDES if root in taxonomy) or 1
    return min(1.0, ((taxonomy[genre_id].support if genre_id in taxonomy else 0) + 1) / (books + 1))


def _stands(genre_id: str, strong: Mapping[str, GenreScore], takes_the_place: Callable[[str, str], bool]) -> bool:
    """Say whether a genre stands against those above and below it that pass their thresholds, too."""
    below = (other for other, score in strong.items() if genre_id in score.path)
    above = (other for other in strong[genre_id].path if other in strong)
    return not any(takes_the_place(other, genre_id) for other in below) and all(
        takes_the_place(genre_id, other) for other in above
    )


def _fitting(taxonomy: Taxonomy, side: str | None, audience: str) -> Callable[[str], bool]:
    """Say of a genre whether it may stand on the list of a book of that side and that audience."""

    def fits(genre_id: str) -> bool:
        # The roots, and "Children's & Young Adult", say only what `side` and `audience` say.
        if genre_id in (*SIDES, "childrens-and-ya"):
            return False
        if genre_id not in taxonomy:
            return True
        if taxonomy[genre_id].shelf or taxonomy.side_of(genre_id) not in (None, side):
            return False
        return taxonomy.audience_of(genre_id) in (None, audience)

    return fits


def _side(probability: Mapping[str, float]) -> tuple[str | None, str | None]:
    """Return the more probable side, and a doubt where it is less than twice as probable as the other."""
    fiction, nonfiction = (probability.get(root, 0.0) for root in SIDES)
    if not fiction and not nonfiction:
        return None, None
    side = "fiction" if fiction >= nonfiction else "nonfiction"
    if 2 * min(fiction, nonfiction) < max(fiction, nonfiction):
        return side, None
    return side, f"reads as either fiction ({fiction:.0%}) or nonfiction ({nonfiction:.0%})"


def _audience(found: Mapping[str, GenreScore], probability: Mapping[str, float]) -> tuple[str, str | None]:
    """Return the audience, and a doubt where another one is possible.

    A book that is likely erotica is for adults, whatever else speaks for children or teenagers.
    """
    likely = {audience: probability.get(audience, 0.0) for audience in ("childrens", "young-adult")}
    best = max(likely, key=lambda audience: likely[audience])
    erotica = found.get("erotica")
    if erotica is not None and erotica.chosen and erotica.probability >= LEAST:
        if likely[best] < 1 / 2:
            return "adult", None
        percents = f"({erotica.probability:.0%}) or as a book for {READERS[best]} ({likely[best]:.0%})"
        return "adult", f"reads as either erotica {percents}; it can never be both"
    audience = best if likely[best] >= FOR_YOUNG_READERS else "adult"
    if audience == "adult" and likely[best] >= 1 / 2:
        return audience, f"reads as either a book for adults or one for {READERS[best]} ({likely[best]:.0%})"
    other = "young-adult" if best == "childrens" else "childrens"
    if audience != "adult" and likely[other] >= 1 / 2:
        return audience, (
            f"reads as either a book for {READERS[audience]} ({likely[audience]:.0%}) "
            f"or one for {READERS[other]} ({likely[other]:.0%})"
        )
    return audience, None
