"""From records and findings to the list of concerns, the most confident first."""

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from bookgenre.catalogue.audit.checks import Doubt, Evidence, check_book
from bookgenre.catalogue.audit.claims import read_claims
from bookgenre.catalogue.audit.concern import Concern
from bookgenre.catalogue.audit.series import SeriesIndex, series_of
from bookgenre.catalogue.record import Finding, Record
from bookgenre.classifier import Explanation
from bookgenre.genres.label_mapper import LabelMapper
from bookgenre.recommender import Recommender

__all__ = ["Audit", "Auditor", "add_sentences"]

_LONGEST_SENTENCE = 300
_LONGEST_TITLE = 200
_LONGEST_SUBJECT = 60
_MOST_UNKNOWN = 1000
"""Subjects that are not understood and are counted."""
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Audit:
    """The result of an audit.

    Attributes
    ----------
    concerns
        The most confident first; of two that are alike, in the order of the catalogue.
    records, with_subjects, unusable
        Number of records, of those with at least one subject that was understood, and of those that could not be
        classified.
    found
        Number of concerns of each kind, also of those that are not listed.
    not_understood
        Up to five subjects that were not understood, of records of which none was; the most frequent first.
    """

    concerns: tuple[Concern, ...]
    records: int
    with_subjects: int
    unusable: int
    found: Mapping[str, int]
    model_version: str = ""
    not_understood: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """Number of concerns, also of those that are not listed."""
        return sum(self.found.values())


@dataclass(frozen=True, slots=True)
class _Place:
    """What is kept of a book of a series."""

    file: str
    number: int
    identifier: str
    title: str
    subjects: tuple[str, ...]
    thema: tuple[str, ...]
    kinds: frozenset[str]


class Auditor:
    """Looks at one book after another and keeps the `most` confident concerns.

    Memory is bounded by them and by what is kept of the books of series: their subjects, not their descriptions.
    """

    def __init__(self, most: int = 500) -> None:
        self._most = most
        self._mapper = LabelMapper()
        self._heap: list[tuple[float, int, Concern]] = []
        self._order = count()
        self._series = SeriesIndex()
        self._places: list[_Place] = []
        self._counts: Counter[str] = Counter()
        self._found: Counter[str] = Counter()
        self._version = ""
        self._unknown: Counter[str] = Counter()

    def look(self, record: Record, finding: Finding, file: str = "") -> list[Concern]:
        """Look at one book of a file; return what is likely wrong with it, as far as it does not depend on others.

        The finding has all genres of the model: `AnswerSettings.top` is to be their number.
        """
        self._counts["records"] += 1
        if finding.problem or record.book is None:
            self._counts["unusable"] += 1
            return []
        self._version = finding.model_version or self._version
        claims = read_claims(record.subjects, self._mapper)
        if not any(claim.genres or claim.side or claim.audience for claim in claims):
            for text in dict.fromkeys(claim.text[:_LONGEST_SUBJECT] for claim in claims):
                if text in self._unknown or len(self._unknown) < _MOST_UNKNOWN:
                    self._unknown[text] += 1
            return []
        self._counts["with_subjects"] += 1
        evidence = Evidence(finding, self._mapper.taxonomy)
        doubts = check_book(claims, evidence)
        subjects = tuple(claim.text for claim in claims)
        title = (record.book.title or "")[:_LONGEST_TITLE]
        place = _Place(
            file,
            record.number,
            record.identifier,
            title,
            subjects,
            finding.thema,
            frozenset(one.kind for one in doubts),
        )
        key, name = series_of(record)
        if key:
            self._series.add(key, name, len(self._places), claims, evidence)
            self._places.append(place)
        return [self._keep(place, doubt) for doubt in doubts]

    def result(self) -> Audit:
        """Return the list for all books so far."""
        better = set()
        for index, doubt in self._series.doubts():
            place = self._places[index]
            # One entry says that a book has the wrong code, and more than that another one is missing.
            if not place.kinds & {"side", "audience", "genre"}:
                self._keep(place, doubt)
                self._found["missing"] -= "missing" in place.kinds
                better.add((place.file, place.number))
        self._found = +self._found
        kept = sorted(
            (one for one in self._heap if one[2].kind != "missing" or (one[2].file, one[2].number) not in better),
            key=lambda entry: (-entry[0], -entry[1]),
        )
        return Audit(
            tuple(concern for _, _, concern in kept),
            self._counts["records"],
            self._counts["with_subjects"],
            self._counts["unusable"],
            dict(self._found),
            self._version,
            tuple(text for text, _ in self._unknown.most_common(_NAMED)),
        )

    def _keep(self, place: _Place, doubt: Doubt) -> Concern:
        taxonomy = self._mapper.taxonomy
        concern = Concern(
            kind=doubt.kind,
            number=place.number,
            file=place.file,
            identifier=place.identifier,
            title=place.title,
            message=doubt.message,
            doubted=tuple(claim.text for claim in doubt.doubted),
            subjects=place.subjects,
            suggestion=tuple(taxonomy[genre].name for genre in doubt.suggestion),
            codes=place.thema,
            confidence=doubt.confidence,
            genre=doubt.genre,
            against=doubt.against,
        )
        self._found[doubt.kind] += 1
        # The last of two that are alike goes first.
        entry = (round(doubt.confidence, 4), -next(self._order), concern)
        if len(self._heap) < self._most:
            heapq.heappush(self._heap, entry)
        else:
            heapq.heappushpop(self._heap, entry)
        return concern


def add_sentences(
    concerns: Sequence[Concern], records: Iterable[tuple[str, Record]], recommender: Recommender
) -> list[Concern]:
    """Return the concerns with the sentence that shows each; `records` are the same again, with their files' names.

    A sentence takes some thirty readings of the description by the network; only listed books are read.
    """
    wanted: dict[tuple[str, int], list[int]] = {}
    for index, concern in enumerate(concerns):
        wanted.setdefault((concern.file, concern.number), []).append(index)
    result = list(concerns)
    for file, record in records:
        if not wanted:
            break
        for index in wanted.pop((file, record.number), ()):
            concern = result[index]
            # A model of one's own may not have the genre.
            if record.book is not None and recommender.classifier.labels.get(concern.genre):
                found = recommender.explain(record.book, concern.genre, words=False)
                result[index] = replace(concern, sentence=_sentence(found, against=concern.against))
    return result


def _sentence(explanation: Explanation, *, against: bool) -> str:
    """The sentence that counts most for a genre, or against it, else the title; empty where neither does."""
    sign = -1 if against else 1
    part = max(explanation.sentences, key=lambda one: sign * one.contribution, default=None)
    if part is None or sign * part.contribution <= 0:
        part = explanation.title_part
    if part is None or sign * part.contribution <= 0:
        return ""
    text = " ".join(part.text.split())
    return text if len(text) <= _LONGEST_SENTENCE else text[: _LONGEST_SENTENCE - 1].rsplit(" ", 1)[0] + "…"
