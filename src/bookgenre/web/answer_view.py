"""An answer as the site shows it."""

from collections.abc import Iterable
from dataclasses import dataclass

from bookgenre.classifier import GenreScore
from bookgenre.errors import BookgenreError, InputError
from bookgenre.genres.genre import FACET_NAMES
from bookgenre.recommender import Answer
from bookgenre.web.explanation_view import ComparisonView, ExplanationView, comparison_view, explanation_view
from bookgenre.web.form import BookForm
from bookgenre.web.problems import said
from bookgenre.web.service import Service

__all__ = ["AnswerView", "compute_answer", "compute_view"]

_SHOWN = 10
_OF_FACET = 5
_LEAST_OF_FACET = 0.05


@dataclass(frozen=True, slots=True)
class AnswerView:
    """All that the page of an answer shows.

    Attributes
    ----------
    form
        What was typed and chosen.
    answer
        The shortlist, the best ten genres in the order that was chosen, store categories, and the palette.
    facets
        Name of each facet to its genres that are chosen, or probable enough to be shown.
    cover
        The mock-up, an SVG.
    explanation, refusal
        Of the genre that the form names, or why there is none; None and "" where the form names none.
    comparison, comparison_refusal
        With the earlier version that the form holds, in the same way.
    """

    form: BookForm
    answer: Answer
    facets: tuple[tuple[str, tuple[GenreScore, ...]], ...]
    cover: str
    explanation: ExplanationView | None
    refusal: str
    comparison: ComparisonView | None
    comparison_refusal: str


def compute_answer(service: Service, form: BookForm) -> tuple[Answer, list[GenreScore]]:
    """Answer a form that has no problems; return the answer, and the scores of all genres by probability."""
    everything = service.predict(form.book, None)
    prediction = everything.ranked(form.rank, _SHOWN)
    stores = service.stores(form.book, prediction=prediction) if prediction.shortlist.genres else None
    palette = service.palette(form.book, prediction, mode=form.mode, variant=form.variant)
    return Answer(form.book, prediction, stores, palette), everything.genres


def compute_view(service: Service, form: BookForm) -> AnswerView:
    """Answer a form that has no problems, and prepare the answer for the page."""
    answer, scores = compute_answer(service, form)
    assert answer.prediction is not None  # noqa: S101 - a form without problems has a description
    assert answer.palette is not None  # noqa: S101 - for mypy
    cover = service.recommender.cover(answer.palette, form.book, form.layout)
    comparison, comparison_refusal = None, ""
    if form.earlier_book:
        try:
            comparison = comparison_view(service.compare(form.earlier_book, form.book))
        except InputError as error:
            comparison_refusal = f"The two versions cannot be compared: {error}."
    explanation, refusal = None, form.unexplained
    if form.explained and not refusal:
        try:
            explanation = explanation_view(service.explain(form.book, form.explained, answer.prediction.windows))
        except BookgenreError as error:
            refusal = f"This genre cannot be explained: {said(error)}."
    return AnswerView(form, answer, _by_facet(scores), cover, explanation, refusal, comparison, comparison_refusal)


def _by_facet(scores: Iterable[GenreScore]) -> tuple[tuple[str, tuple[GenreScore, ...]], ...]:
    rows: dict[str, list[GenreScore]] = {facet: [] for facet in FACET_NAMES}
    for score in scores:
        of_facet = rows[score.facet]
        if score.chosen or (score.probability >= _LEAST_OF_FACET and len(of_facet) < _OF_FACET):
            of_facet.append(score)
    return tuple((FACET_NAMES[facet], tuple(found)) for facet, found in rows.items())
