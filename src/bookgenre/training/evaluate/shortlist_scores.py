"""Shortlists measured: against the labels of a corpus, and against blurbs that a reader has judged."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bookgenre.book import Book
from bookgenre.classifier.genre_score import score_genres
from bookgenre.classifier.label_space import SIDES, LabelSpace
from bookgenre.classifier.shortlist import FEWEST, Shortlist, make_shortlist
from bookgenre.errors import DataError
from bookgenre.files import open_lines
from bookgenre.genres import load_taxonomy

__all__ = [
    "JudgedBlurb",
    "JudgedScores",
    "ShortlistScores",
    "judged_scores",
    "read_judged",
    "shortlist_scores",
    "shortlist_table",
    "shortlists_of",
]

Floats = npt.NDArray[np.floating]
Cells = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class ShortlistScores:
    """How well shortlists agree with the labels of a corpus, on known cells only.

    Attributes
    ----------
    precision
        Share of the listed genres that the book has.
    recall
        Share of a book's genres that its list names, itself or through a narrower one; *Fiction*, *Nonfiction*,
        *Children's & Young Adult* and shelf words are left out, for no list may hold them. All books pooled.
    hit
        Share of books with at least one genre on the list that they have.
    length, short
        Mean number of genres on a list, and the share of lists with fewer than three.
    doubtful
        Share of lists with a doubt: either of two sides or two audiences.
    """

    books: int
    precision: float
    recall: float
    hit: float
    length: float
    short: float
    doubtful: float


@dataclass(frozen=True, slots=True)
class JudgedBlurb:
    """A blurb, and ids of genres that any reader would name (parents included), that some would, and that embarrass."""

    book: Book
    must: frozenset[str]
    may: frozenset[str]
    never: frozenset[str]


@dataclass(frozen=True, slots=True)
class JudgedScores:
    """How well shortlists stand before a reader.

    A list names its genres and those above them, roots left out, because a reader who names *Cooking* does not object
    to *Baking*.

    All but `blurbs` are shares of the blurbs: those whose list names no `never` genre, names a `must` genre, or holds
    one itself. `with_must_first_edition` holds one in the taxonomy's first edition, by which the reader judged: there,
    a newer genre counts as the nearest one above it. `precision` is the mean share of the listed genres that name a
    `must` or a `may`; a blurb without a list counts 0.
    """

    blurbs: int
    without_never: float
    with_must: float
    with_must_itself: float
    with_must_first_edition: float
    precision: float


def shortlists_of(probabilities: Floats, labels: LabelSpace) -> list[Shortlist]:
    """Return the shortlist of each row of probabilities of shape (books, genres)."""
    chosen = labels.decide(probabilities)
    return [
        make_shortlist(score_genres(labels, row, decided)) for row, decided in zip(probabilities, chosen, strict=True)
    ]


def shortlist_scores(probabilities: Floats, targets: Cells, known: Cells, labels: LabelSpace) -> ShortlistScores:
    """Measure the shortlists of probabilities of shape (books, genres) against labels of that shape."""
    taxonomy = load_taxonomy()
    shortlists = shortlists_of(probabilities, labels)
    listed, named = (np.zeros(targets.shape, dtype=bool) for _ in range(2))
    for row, shortlist in enumerate(shortlists):
        for column in (labels.index[score.id] for score in shortlist.genres):
            if known[row, column]:
                listed[row, column] = True
                named[row, [column, *labels.paths[column]]] = True
    unlisted = {*SIDES, "childrens-and-ya", *(genre.id for genre in taxonomy if genre.shelf)}
    countable = np.array([genre.id not in unlisted for genre in labels.genres])
    right = listed & targets.astype(bool)
    true = (targets & known).astype(bool) & countable
    lengths = np.array([len(shortlist.genres) for shortlist in shortlists])
    return ShortlistScores(
        books=len(shortlists),
        precision=float(right.sum() / max(1, listed.sum())),
        recall=float((named & true).sum() / max(1, true.sum())),
        hit=float(right.any(axis=1).mean()),
        length=float(lengths.mean()),
        short=float((lengths < FEWEST).mean()),
        doubtful=float(np.mean([bool(shortlist.doubts) for shortlist in shortlists])),
    )


def read_judged(path: Path) -> list[JudgedBlurb]:
    """Read blurbs with ``must``, ``may`` and ``never`` (ids) from JSON Lines.

    Raises `DataError` if the file cannot be read, or a line is no such blurb or names a genre that the taxonomy does
    not hold.
    """
    taxonomy = load_taxonomy()
    blurbs = []
    for line, text in enumerate(open_lines(path), start=1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
            book = Book(str(row["description"]), row.get("title") or None)
            must, may, never = (frozenset(row.get(name) or ()) for name in ("must", "may", "never"))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise DataError(
                f"{path}, line {line}: not a blurb with description, must, may and never ({error!r})"
            ) from None
        unknown = sorted(genre_id for genre_id in must | may | never if genre_id not in taxonomy)
        if unknown:
            raise DataError(f"{path}, line {line}: there is no genre {unknown[0]!r}; see: bookgenre genres")
        blurbs.append(JudgedBlurb(book, must, may, never))
    return blurbs


def judged_scores(shortlists: Sequence[Shortlist], blurbs: Sequence[JudgedBlurb]) -> JudgedScores:
    """Measure the shortlists of blurbs, one for each, against what the reader says."""
    taxonomy = load_taxonomy()
    first_edition = {genre.id for genre in taxonomy if genre.since == 1}
    clean = must = itself = first = 0
    precisions = []
    for shortlist, blurb in zip(shortlists, blurbs, strict=True):
        named = [{score.id, *score.path} - set(SIDES) for score in shortlist.genres]
        ids = {score.id for score in shortlist.genres}
        every = frozenset[str]().union(*named)
        clean += not every & blurb.never
        must += bool(every & blurb.must)
        itself += bool(ids & blurb.must)
        lines = [(score.id, *reversed(score.path)) for score in shortlist.genres]
        known = {next((one for one in line if one in first_edition), "") for line in lines}
        first += bool(known & (blurb.must - set(SIDES)))
        precisions.append(sum(bool(names & (blurb.must | blurb.may)) for names in named) / max(1, len(named)))
    total = max(1, len(blurbs))
    shares = clean / total, must / total, itself / total, first / total
    return JudgedScores(len(blurbs), *shares, float(np.mean(precisions or [0.0])))


def shortlist_table(scores: ShortlistScores | JudgedScores) -> str:
    """Return the figures as a Markdown table."""
    names = {
        "books": "books",
        "precision": "precision",
        "recall": "recall",
        "hit": "at least one right genre",
        "length": "genres per list",
        "short": "fewer than three genres",
        "doubtful": "either of two sides or audiences",
        "blurbs": "blurbs",
        "without_never": "names no `never` genre",
        "with_must": "names a `must` genre below the roots",
        "with_must_itself": "holds a `must` genre itself",
        "with_must_first_edition": "holds a `must` genre itself, in the genres of the taxonomy's first edition",
    }
    lines = ["| shortlist | value |", "|---|---:|"]
    for key, value in asdict(scores).items():
        lines.append(f"| {names[key]} | {value if isinstance(value, int) else f'{value:.4f}'} |")
    return "\n".join(lines)
