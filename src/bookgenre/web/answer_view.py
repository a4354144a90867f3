"""An answer as the site shows it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bookgenre.classifier import GenreScore
from bookgenre.errors import BookgenreError
from bookgenre.genres.genre import FACET_NAMES
from bookgenre.recommender import Answer
from bookgenre.web.explanation_view import ExplanationView, explanation_view
from bookgenre.web.form import BookForm
from bookgenre.web.service import Service

__all__ = ["SHOWN", "AnswerView", "compute_answer", "compute_view"]

SHOWN = 10
"""Genres of the list."""

_OF_FACET = 5
_LEAST_OF_FACET = 0.05
_HEADLINE = 3


@dataclass(frozen=True, slots=True)
class AnswerView:
    """All that the page of an answer shows.

    Attributes
    ----------
    form
        What was typed and chosen.
    answer
        The best ten genres in the order that was chosen, and the palette.
    facets
        Name of each facet to its genres that are chosen, or probable enough to be shown.
    headline
        Names of the chosen genres with the highest specificity.
    cover
        The mock-up, an SVG.
    explanation
        Of the genre that the form names; None without one, or where there is a `refusal`.
    refusal
        Why there is no explanation.
    """

    form: BookForm
    answer: Answer
    facets: tuple[tuple[str, tuple[GenreScore, ...]], ...]
    headline: tuple[str, ...]
    cover: str
    explanation: ExplanationView | None = None
    refusal: str = ""


def compute_answer(service: Service, form: BookForm) -> tuple[Answer, list[GenreScore]]:
    """Answer a form that has no problems; return the answer, and the scores of all genres by probability.

    Raises
    ------
    BusyError
        If all places are taken.
    """
    everything = service.predict(form.book, None)
    prediction = everything.ranked(form.rank, SHOWN)
    palette = service.palette(form.book, prediction=prediction, mode=form.mode, variant=form.variant)
    return Answer(form.book, prediction, palette=palette), everything.genres


def compute_view(service: Service, form: BookForm) -> AnswerView:
    """Answer a form that has no problems, and prepare the answer for the page; errors are those of `compute_answer`."""
    answer, scores = compute_answer(service, form)
    assert answer.prediction is not None  # noqa: S101 - a form without problems has a description
    assert answer.palette is not None  # noqa: S101 - for mypy
    chosen = replace(answer.prediction, genres=answer.prediction.chosen).ranked("specific")
    view = AnswerView(
        form,
        answer,
        _by_facet(scores),
        tuple(score.name for score in chosen.genres)[:_HEADLINE],
        service.recommender.cover(answer.palette, form.book, form.layout),
    )
    if not form.explained:
        return view
    try:
        explanation = service.explain(form.book, form.explained, answer.prediction.windows)
    except BookgenreError as error:
        return replace(view, refusal=f"This genre cannot be explained: {error}.")
    return replace(view, explanation=explanation_view(explanation))


def _by_facet(scores: Iterable[GenreScore]) -> tuple[tuple[str, tuple[GenreScore, ...]], ...]:
    rows: dict[str, list[GenreScore]] = {facet: [] for facet in FACET_NAMES}
    for score in scores:
        of_facet = rows[score.facet]
        if score.chosen or (score.probability >= _LEAST_OF_FACET and len(of_facet) < _OF_FACET):
            of_facet.append(score)
    return tuple((FACET_NAMES[facet], tuple(found)) for facet, found in rows.items())
