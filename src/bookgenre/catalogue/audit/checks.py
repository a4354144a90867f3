"""What contradicts what in one book: its subjects, and the genres that its description has."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bookgenre.catalogue.audit.claims import Claim
from bookgenre.catalogue.record import Finding
from bookgenre.genres import Taxonomy
from bookgenre.genres.folding import fold

__all__ = ["Doubt", "Evidence", "branch_of", "branches_of", "check_book", "confidence", "is_kind"]

SCALES: Mapping[str, Sequence[tuple[float, float]]] = {
    "side": ((0.88, 0.65), (0.93, 0.80), (0.96, 0.93)),
    "adult": ((0.88, 0.50), (0.93, 0.60)),
    "young": ((0.975, 0.70), (0.985, 0.80)),
    "genre": ((0.9985, 0.70), (0.9995, 0.95)),
    "missing": ((0.90, 0.80), (0.97, 0.90)),
}
"""For each check: scores, and the share of entries with about this score that were real errors. Below the first score
nothing is listed. Chosen and measured by ``benchmarks/catalogue/audit.py``."""

# So wide, or so much a matter of opinion, that a catalogue is not wrong to give them or to leave them out.
_VAGUE = frozenset(
    {"contemporary-fiction", "realistic-fiction", "literary-fiction", "womens-fiction", "coming-of-age", "humor"}
    | {"action-adventure", "gothic", "suspense", "reference", "education", "study-guides", "culture-society", "essays"}
    | {"family-saga", "classics", "short-stories", "novella", "anthologies", "magical-realism", "retellings", "drama"}
    | {"self-help", "personal-development", "family", "history", "social-science", "psychology", "philosophy"}
)
_NEEDLESS = frozenset({"fiction", "nonfiction", "books", "story", "stories", "general"})
"""Words of the names of genres that say nothing by themselves."""
_MAIN = 0.5
"""Probability at which another kind of book takes the place of a genre in doubt."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What one check found, as in `bookgenre.catalogue.audit.concern.Concern`; its suggestion are ids of genres."""

    kind: str
    message: str
    doubted: tuple[Claim, ...]
    suggestion: tuple[str, ...]
    confidence: float
    genre: str
    against: bool = False


class Evidence:
    """Probabilities of a book's genres, and its shortlist; the finding has all genres of the model."""

    def __init__(self, finding: Finding, taxonomy: Taxonomy) -> None:
        self.finding = finding
        self.taxonomy = taxonomy
        self.probability = {genre.id: genre.probability for genre in finding.genres}
        self.shortlist = tuple(genre.id for genre in finding.shortlist if genre.id in taxonomy)

    def side(self, side: str) -> float:
        """How sure it is that the book is of this side and not of the other one."""
        other = "nonfiction" if side == "fiction" else "fiction"
        return self.probability.get(side, 0.0) * (1 - self.probability.get(other, 1.0))

    @property
    def young(self) -> float:
        """How sure it is that the book is for children or for teenagers."""
        return max(self.probability.get(genre, 0.0) for genre in ("childrens", "young-adult"))

    @property
    def kinds(self) -> tuple[str, ...]:
        """Genres of the shortlist that say what kind of book it is."""
        return tuple(genre for genre in self.shortlist if is_kind(genre, self.taxonomy))


def is_kind(genre_id: str, taxonomy: Taxonomy) -> bool:
    """Say whether a genre says what kind of book it is, and is neither a side nor a shelf word."""
    genre = taxonomy[genre_id]
    return genre.facet in ("fiction", "nonfiction") and genre.parent is not None and not genre.shelf


def branch_of(genre_id: str, taxonomy: Taxonomy) -> str:
    """Return the genre below fiction or nonfiction that contains a genre: of *Cozy Mystery*, *Mystery, Thriller …*."""
    path = (*taxonomy.ancestors(genre_id), genre_id)
    return path[1] if path[0] in ("fiction", "nonfiction") and len(path) > 1 else path[0]


def branches_of(claim: Claim, taxonomy: Taxonomy) -> set[str]:
    """Return the branches of the kinds of book that a subject names."""
    return {branch_of(genre, taxonomy) for genre in claim.genres if is_kind(genre, taxonomy)}


def confidence(scale: str, score: float) -> float | None:
    """Share of entries with this score that were real errors; None where it is too low to be listed."""
    scores, shares = zip(*SCALES[scale], strict=True)
    return float(np.interp(score, scores, shares)) if score >= scores[0] else None


def _confidence(scale: str, score: float, *, mixed: bool) -> float | None:
    sure = confidence(scale, score)
    # A mixture of codes is a contradiction in any case; which half is wrong is another question.
    return max(sure or 0.0, _MAIN) if mixed else sure


def check_book(claims: Sequence[Claim], evidence: Evidence) -> list[Doubt]:
    """Return what is likely wrong with a book's subjects; nothing where it has none that is understood."""
    if not any(claim.genres or claim.side or claim.audience for claim in claims):
        return []
    side = _check_side(claims, evidence)
    audience = _check_audience(claims, evidence)
    # Where the side or the audience is wrong, so is each code: one entry says it.
    genre = None if side else _check_genre(claims, evidence)
    missing = None if side or audience else _check_missing(claims, evidence)
    return [doubt for doubt in (side, audience, genre, missing) if doubt is not None]


def _check_side(claims: Sequence[Claim], evidence: Evidence) -> Doubt | None:
    mixed = _mixed((claim for claim in claims if claim.coded and claim.subject.scheme != "thema"), "side")
    sides = {claim.side for claim in claims if claim.side}
    if not mixed and len(sides) != 1:
        return None
    # Of a mixture, the half that the description contradicts is in doubt.
    wrong = min(("fiction", "nonfiction"), key=evidence.side) if mixed else sides.pop()
    right = "nonfiction" if wrong == "fiction" else "fiction"
    score = evidence.side(right)
    sure = _confidence("side", score, mixed=mixed)
    if sure is None:
        return None
    given = "has codes for fiction and for nonfiction" if mixed else f"is catalogued as {wrong}"
    message = f"{given}; the description reads as {right} ({score:.0%})"
    doubted = tuple(claim for claim in claims if claim.side == wrong)
    return Doubt("side", message, doubted, evidence.kinds or (right,), sure, right)


def _check_audience(claims: Sequence[Claim], evidence: Evidence) -> Doubt | None:
    mixed = _mixed((claim for claim in claims if claim.coded), "audience")
    audiences = {claim.audience for claim in claims if claim.audience}
    if not mixed and len(audiences) != 1:
        return None
    young = evidence.young
    wrong = ("young" if young < _MAIN else "adult") if mixed else audiences.pop()
    likely = max(("childrens", "young-adult"), key=lambda genre: evidence.probability.get(genre, 0.0))
    readers = {"childrens": "children", "young-adult": "young adults"}[likely]
    adults_only = evidence.probability.get("erotica", 0.0)
    if wrong == "adult":
        given, score, words = "adults", young, f"{readers} ({young:.0%})"
    else:
        given, score, words = "children or teenagers", 1 - young * (1 - adults_only), f"adults ({1 - young:.1%})"
    sure = _confidence(wrong, score, mixed=mixed)
    if sure is None:
        return None
    given = "has codes for adults and for children or teenagers" if mixed else f"is catalogued for {given}"
    message = f"{given}; the description reads as a book for {words}"
    doubted = tuple(claim for claim in claims if claim.audience == wrong)
    suggestion = (likely,) if wrong == "adult" else evidence.kinds
    return Doubt("audience", message, doubted, suggestion, sure, likely, against=wrong == "young")


def _check_genre(claims: Sequence[Claim], evidence: Evidence) -> Doubt | None:
    """The firm subject that fits the description least, where another kind of book takes its place."""
    taxonomy, probability = evidence.taxonomy, evidence.probability
    main = next((genre for genre in evidence.kinds if probability[genre] >= _MAIN), None)
    if main is None:
        return None
    found: list[tuple[float, Claim, str]] = []
    for claim in claims:
        kinds = [genre for genre in claim.genres if is_kind(genre, taxonomy) and genre in probability]
        if not claim.firm or not kinds or not _VAGUE.isdisjoint(kinds):
            continue
        branches = {branch_of(genre, taxonomy) for genre in kinds}
        if branch_of(main, taxonomy) in branches:
            continue
        # What is narrowest says what was meant; what contains it has to be unlikely, too.
        best = max(probability.get(branch, 0.0) for branch in branches)
        narrowest = max(kinds, key=lambda genre: len(taxonomy.ancestors(genre)))
        found.append((best, claim, narrowest))
    if not found:
        return None
    unlikely, claim, narrowest = min(found, key=lambda one: one[0])
    sure = confidence("genre", 1 - unlikely)
    if sure is None:
        return None
    name, other = taxonomy[narrowest].name, taxonomy[main].name
    message = f"is catalogued as {name}, but the description does not suggest that; it reads as {other}"
    return Doubt("genre", message, (claim,), evidence.kinds, sure, main)


def _check_missing(claims: Sequence[Claim], evidence: Evidence) -> Doubt | None:
    """The kind of book that it is first of all, where no subject hints at it."""
    taxonomy = evidence.taxonomy
    # A heading that is not understood may name it.
    if not evidence.kinds or any(claim.firm and not (claim.genres or claim.side) for claim in claims):
        return None
    # Comics have a section of their own in most schemes, whatever they tell of.
    if any("comics-graphic-novels" in claim.genres for claim in claims):
        return None
    main = evidence.kinds[0]
    branch = branch_of(main, taxonomy)
    score = evidence.probability.get(branch, 0.0)
    sure = confidence("missing", score)
    if sure is None or branch in _VAGUE or any(branch in branches_of(claim, taxonomy) for claim in claims):
        return None
    # "Food, Drink & Entertaining" says it, though not in the words of a genre.
    names = _words(f"{taxonomy[branch].name} {taxonomy[main].name}") - _NEEDLESS
    if any(names & _words(claim.text) for claim in claims):
        return None
    # The genre to add may be a narrower one that is less sure than what contains it.
    broader = "" if main == branch else f"{taxonomy[branch].name}: "
    message = f"reads as {taxonomy[main].name} ({broader}{score:.0%}), but no subject says so"
    narrower = tuple(genre for genre in evidence.kinds if branch_of(genre, taxonomy) == branch)
    return Doubt("missing", message, (), narrower, sure, branch)


def _words(text: str) -> set[str]:
    """Longer words of a text, folded."""
    return {word for word in fold(text).split() if len(word) > 3}


def _mixed(claims: Iterable[Claim], name: str) -> bool:
    return len({value for claim in claims if (value := getattr(claim, name))}) > 1
