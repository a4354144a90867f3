"""Books of one series whose subjects contradict each other."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bookgenre.catalogue.audit.checks import Doubt, Evidence, branches_of
from bookgenre.catalogue.audit.claims import Claim
from bookgenre.catalogue.record import Record
from bookgenre.genres import load_taxonomy

__all__ = ["SeriesIndex", "series_of"]

_COLUMNS = frozenset({"series", "series name", "series title", "seriesname", "seriestitle"})
# "The Prisoner's Gold (The Hunters 3)", "A Cold Trail (Agent Vale, #2)", "Bread (Home Baker Book 4)".
_IN_TITLE = re.compile(
    r"\(([^()]*?[^\W\d_][^()]*?)[\s,:;.]*(?:#|no\.?|book|vol(?:ume|\.)?|part)?\s*\d{1,3}\)\s*$", re.I
)
_NUMBER = re.compile(r"[\s,:;.(\[]*(?:#|no\.?|book|vol(?:ume|\.)?|part)?\s*\d{1,3}[\s)\]]*$", re.I)
_ASPECTS = ("side", "audience", "branch")
_MOST_OF = 2 / 3
"""Share of a series' books that have to agree before the others are in doubt."""
_FEWEST = 3
_LIKELY = 0.5
"""Probability from which the description of the book in doubt sides with the series."""
_CONFIDENCE = 0.9


@dataclass(frozen=True, slots=True)
class _Member:
    """What is kept of a book of a series until all is read: its subjects, and what its description has.

    The caller knows it by `place`; `likely` are ids of genres, and ``young`` or ``adult``.
    """

    place: int
    claims: tuple[Claim, ...]
    likely: frozenset[str]
    kinds: tuple[str, ...]

    def claimed(self, aspect: str) -> set[str]:
        """What its subjects say."""
        return {value for claim in self.claims for value in _claimed(aspect, claim)}


def series_of(record: Record) -> tuple[str, str]:
    """Return what identifies a book's series, and its name; both are empty where it has none.

    Two authors may use one name. It stands in a column ``series``, or with a number in brackets at the end of a title.
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
        self._series: defaultdict[str, list[_Member]] = defaultdict(list)
        self._names: dict[str, str] = {}

    def add(self, key: str, name: str, place: int, claims: Sequence[Claim], evidence: Evidence) -> None:
        """Keep a book of the series that `series_of` found; `place` is what its caller knows the book by."""
        likely = {one for one, value in evidence.probability.items() if value >= _LIKELY and one in evidence.taxonomy}
        likely.add("young" if evidence.young >= _LIKELY else "adult")
        self._series[key].append(_Member(place, tuple(claims), frozenset(likely), evidence.kinds))
        self._names.setdefault(key, name)

    def doubts(self) -> list[tuple[int, Doubt]]:
        """Return the place of each book whose subjects contradict those of its series, with what is wrong."""
        found: list[tuple[int, Doubt]] = []
        for key, members in self._series.items():
            if len(members) < _FEWEST:
                continue
            counts = {aspect: Counter(value for one in members for value in one.claimed(aspect)) for aspect in _ASPECTS}
            checked = ((one.place, _check(self._names[key], one, counts, len(members))) for one in members)
            found += [(place, doubt) for place, doubt in checked if doubt]
        return found


def _check(name: str, member: _Member, counts: Mapping[str, Counter[str]], books: int) -> Doubt | None:
    for aspect in _ASPECTS:
        own = member.claimed(aspect)
        common, count = next(iter(counts[aspect].most_common(1)), ("", 0))
        # Only where the book's own description sides with the series.
        if not own or count / books < _MOST_OF or common in own or common not in member.likely:
            continue
        given = " and ".join(_words(aspect, one) for one in sorted(own))
        message = (
            f"is catalogued {given}, but {count} of the {books} books of the series “{name}” "
            f"{_words(aspect, common)}; its description agrees with the series"
        )
        doubted = tuple(claim for claim in member.claims if own & _claimed(aspect, claim))
        genre = "childrens-and-ya" if common in ("young", "adult") else common
        suggestion = (genre,) if aspect == "branch" or common == "young" else member.kinds
        return Doubt("series", message, doubted, suggestion, _CONFIDENCE, genre, against=common == "adult")
    return None


def _words(aspect: str, value: str) -> str:
    if aspect == "audience":
        return "for adults" if value == "adult" else "for children or teenagers"
    return f"as {value}" if aspect == "side" else f"as {load_taxonomy()[value].name}"


def _claimed(aspect: str, claim: Claim) -> set[str]:
    if aspect == "branch":
        return branches_of(claim, load_taxonomy())
    value = claim.side if aspect == "side" else claim.audience
    return {value} if value else set()


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").split())
