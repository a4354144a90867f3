"""Books of one series whose subjects contradict each other."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bookgenre.catalogue.audit.checks import Doubt, Evidence, branches_of
from bookgenre.catalogue.audit.claims import Claim
from bookgenre.catalogue.record import Record
from bookgenre.genres import load_taxonomy

__all__ = ["Member", "SeriesIndex", "series_of"]

_COLUMNS = frozenset({"series", "series name", "series title", "seriesname", "seriestitle"})
# "The Prisoner's Gold (The Hunters 3)", "A Cold Trail (Agent Vale, #2)", "Bread (Home Baker Book 4)".
_IN_TITLE = re.compile(
    r"\(([^()]*?[^\W\d_][^()]*?)[\s,:;.]*(?:#|no\.?|book|vol(?:ume|\.)?|part)?\s*\d{1,3}\)\s*$", re.I
)
_NUMBER = re.compile(r"[\s,:;.(\[]*(?:#|no\.?|book|vol(?:ume|\.)?|part)?\s*\d{1,3}[\s)\]]*$", re.I)
_MOST_OF = 2 / 3
"""Share of a series' books that have to agree before the others are in doubt."""
_FEWEST = 3
_LIKELY = 0.5
"""Probability from which the description of the book in doubt sides with the series."""
_CONFIDENCE = 0.9


@dataclass(frozen=True, slots=True)
class Member:
    """What is kept of a book of a series until its file has been read.

    Attributes
    ----------
    place
        What the caller knows it by.
    sides, audiences, branches
        What its subjects claim.
    likely
        What its description has: ids of genres, and ``young`` or ``adult``.
    kinds
        Of its shortlist.
    claims
        Its subjects.
    """

    place: int
    sides: frozenset[str]
    audiences: frozenset[str]
    branches: frozenset[str]
    likely: frozenset[str]
    kinds: tuple[str, ...]
    claims: tuple[Claim, ...] = field(repr=False)


def series_of(record: Record) -> tuple[str, str]:
    """Return what identifies a book's series, and its name; both are empty where it has none.

    Two authors may use one name. It stands in a column ``series``, or with a number in brackets at the end of the
    title.
    """
    title = (record.book.title if record.book else None) or ""
    name = next((str(value) for key, value in record.fields.items() if _folded(str(key)) in _COLUMNS and value), "")
    if not name and (found := _IN_TITLE.search(title)):
        name = found[1]
    author = record.book.authors[0] if record.book and record.book.authors else ""
    name = " ".join(_NUMBER.sub("", name).split())
    return (f"{_folded(name)}\n{_folded(author)}", name) if name else ("", "")


class SeriesIndex:
    """Collects the books of each series, and finds those whose subjects contradict the others'."""

    def __init__(self) -> None:
        self._series: dict[str, list[Member]] = {}
        self._names: dict[str, str] = {}

    def add(self, key: str, name: str, place: int, claims: Sequence[Claim], evidence: Evidence) -> None:
        """Keep a book of the series that `series_of` found; `place` is what its caller knows the book by."""
        taxonomy, probability = evidence.taxonomy, evidence.probability
        branches = {branch for claim in claims for branch in branches_of(claim, taxonomy)}
        likely = {one for one, value in probability.items() if value >= _LIKELY and one in taxonomy}
        young = {"young"} if evidence.young >= _LIKELY else {"adult"}
        member = Member(
            place,
            frozenset(claim.side for claim in claims if claim.side),
            frozenset(claim.audience for claim in claims if claim.audience),
            frozenset(branches),
            frozenset(likely | young),
            evidence.kinds,
            tuple(claims),
        )
        self._series.setdefault(key, []).append(member)
        self._names.setdefault(key, name)

    def doubts(self) -> list[tuple[int, Doubt]]:
        """Return the place of each book whose subjects contradict those of its series, with what is wrong."""
        found = []
        for key, members in self._series.items():
            if len(members) >= _FEWEST:
                found += [
                    (member.place, doubt) for member in members if (doubt := _check(self._names[key], member, members))
                ]
        return found


def _check(name: str, member: Member, members: Sequence[Member]) -> Doubt | None:
    for values in ("sides", "audiences", "branches"):
        counts = Counter(value for one in members for value in getattr(one, values))
        own: frozenset[str] = getattr(member, values)
        common = next((value for value, count in counts.most_common(1) if count / len(members) >= _MOST_OF), None)
        # Only where the book's own description sides with the series.
        if not own or common is None or common in own or common not in member.likely:
            continue
        given = " and ".join(_words(values, one) for one in sorted(own))
        message = (
            f"is catalogued {given}, {counts[common]} of the {len(members)} books of the series “{name}” "
            f"{_words(values, common)}; its description agrees with the series"
        )
        doubted = tuple(claim for claim in member.claims if own & _values_of(values, claim))
        genre = "childrens-and-ya" if common in ("young", "adult") else common
        suggestion = (genre,) if values == "branches" or common == "young" else member.kinds
        return Doubt("series", message, doubted, suggestion, _CONFIDENCE, genre, against=common == "adult")
    return None


def _words(values: str, value: str) -> str:
    if values == "audiences":
        return "for adults" if value == "adult" else "for children or teenagers"
    return f"as {value}" if values == "sides" else f"as {load_taxonomy()[value].name}"


def _values_of(values: str, claim: Claim) -> set[str]:
    if values == "branches":
        return branches_of(claim, load_taxonomy())
    return {value for value in (claim.side if values == "sides" else claim.audience,) if value}


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").split())
