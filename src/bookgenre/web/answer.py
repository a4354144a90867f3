"""The answer to a question, ready for the page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from bookgenre.classifier import GenreScore, Prediction
from bookgenre.covers.mockup import MOST_CHARACTERS, cover_svg
from bookgenre.covers.palette import Palette
from bookgenre.errors import BookgenreError
from bookgenre.genres import load_taxonomy
from bookgenre.genres.taxonomy import FACETS
from bookgenre.web.question import Question
from bookgenre.web.reasons import Reasons, reasons_of
from bookgenre.web.service import Service
from bookgenre.web.wording import FACET_NAMES, percent

__all__ = ["SHOWN", "Answer", "Row", "answer_question", "answer_to", "draw_cover"]

SHOWN = 10
"""Genres of the list."""

_OF_FACET = 5
_LEAST_OF_FACET = 0.05
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One genre as a line of the answer; widths are percents."""

    id: str
    name: str
    path: tuple[tuple[str, str], ...]
    percent: str
    width: float
    threshold: float
    threshold_text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """All that the page of an answer shows.

    Attributes
    ----------
    question
        What was asked.
    prediction
        The best ten genres in the order of the question's rank.
    rows
        The same for the page.
    facets
        Name of each facet to its rows, where there is something to show.
    headline
        Names of the most telling genres that pass their thresholds.
    palette, cover
        Colours, and the mock-up as an SVG.
    reasons
        Why the chosen genre; None without one, or where `refusal` says why not.
    refusal
        Why there are no reasons.
    """

    question: Question
    prediction: Prediction
    rows: tuple[Row, ...]
    facets: tuple[tuple[str, tuple[Row, ...]], ...]
    headline: tuple[str, ...]
    palette: Palette
    cover: str
    reasons: Reasons | None = None
    refusal: str = ""


def answer_to(service: Service, question: Question) -> tuple[Prediction, Prediction]:
    """Ask the classifier; return the best ten in the order that was asked for, and all genres by probability."""
    labels = service.classifier.labels
    everything = service.predict(question.book, len(labels))
    scores = everything.genres
    if question.rank == "specific":
        scores = _telling(service, scores)
    return replace(everything, genres=scores[:SHOWN], rank=question.rank), everything


def answer_question(service: Service, question: Question) -> Answer:
    """Answer a question that has no problems.

    Raises
    ------
    BusyError
        If there is no room.
    """
    prediction, everything = answer_to(service, question)
    palette = service.colours(prediction, question.book, mode=question.mode, variant=question.variant)
    rows = {score.id: _row(service, score) for score in everything.genres}
    reasons, refusal = None, ""
    if question.why:
        try:
            reasons = reasons_of(service.explain(everything, question.why))
        except BookgenreError as error:
            refusal = f"This genre cannot be explained: {error}."
    return Answer(
        question,
        prediction,
        tuple(rows[score.id] for score in prediction.genres),
        _by_facet(everything, rows),
        tuple(score.name for score in _telling(service, everything.genres) if score.chosen)[:_NAMED],
        palette,
        draw_cover(question, palette),
        reasons,
        refusal,
    )


def draw_cover(question: Question, palette: Palette) -> str:
    """Draw the mock-up; a title that is too long for one ends in an ellipsis, and none is told from yours."""
    title = " ".join(question.title.split())
    if len(title) > MOST_CHARACTERS:
        title = title[: MOST_CHARACTERS - 1].rsplit(" ", 1)[0] + "…"
    try:
        return cover_svg(palette, title or "Your Title", question.author, layout=question.layout)
    except BookgenreError:
        # A title without a letter or a sign that can be drawn.
        return cover_svg(palette, "Your Title", "", layout=question.layout)


def _telling(service: Service, scores: Sequence[GenreScore]) -> list[GenreScore]:
    """Return the scores of all genres, the most telling first."""
    labels = service.classifier.labels
    probabilities = np.zeros(len(labels))
    for score in scores:
        probabilities[labels.index[score.id]] = score.probability
    telling = labels.telling(probabilities)
    return sorted(scores, key=lambda score: -telling[labels.index[score.id]])


def _row(service: Service, score: GenreScore) -> Row:
    labels = service.classifier.labels
    threshold = labels.genres[labels.index[score.id]].threshold
    return Row(
        score.id,
        score.name,
        tuple((above, labels.genres[labels.index[above]].name) for above in score.path),
        percent(score.probability),
        round(100 * score.probability, 1),
        round(100 * threshold, 1),
        percent(threshold),
        score.chosen,
    )


def _by_facet(everything: Prediction, rows: dict[str, Row]) -> tuple[tuple[str, tuple[Row, ...]], ...]:
    taxonomy = load_taxonomy()
    of_facet: dict[str, list[Row]] = {facet: [] for facet in FACETS}
    for score in everything.genres:
        # A model of one's own may know genres that the taxonomy does not.
        facet = taxonomy[score.id].facet if score.id in taxonomy else "theme"
        worth = score.chosen or (score.probability >= _LEAST_OF_FACET and len(of_facet[facet]) < _OF_FACET)
        if worth:
            of_facet[facet].append(rows[score.id])
    return tuple((FACET_NAMES[facet], tuple(found)) for facet, found in of_facet.items())
