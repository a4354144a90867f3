"""How reliable the answer is for a genre: the figures of the model, as they are and in words."""

import logging
from collections.abc import Mapping
from functools import cache

from bookgenre.classifier.figures import Figures, GenreFigures, read_figures
from bookgenre.classifier.hub import find_model_folder
from bookgenre.errors import ModelError

__all__ = ["LEAST_BOOKS", "accuracy_words", "accuracy_words_of", "figures_of"]

log = logging.getLogger("bookgenre.web")

LEAST_BOOKS = 10
"""Held-out books with a genre below which its figures say nothing."""

# Share of the books for which a genre was named and that have it, and what we call it.
_VERDICTS = ((0.8, "Very reliable"), (0.65, "Reliable"), (0.5, "Fairly reliable"), (0.0, "Often wrong"))


def accuracy_words(figures: GenreFigures | None) -> str:
    """Say how often a genre is right where it is chosen, how often it is found, and on how many books.

    None stands for a genre that was not measured.
    """
    if figures is None or figures.support == 0:
        return "Not measured: no held-out book has this genre."
    books = f"{figures.support:,} held-out book{'s' if figures.support != 1 else ''}"
    if figures.support < LEAST_BOOKS:
        return f"Uncertain: only {books} with this genre."
    if figures.recall == 0:
        return f"Not found in any of {books} with this genre."
    verdict = next(words for least, words in _VERDICTS if figures.precision >= least)
    right, found = 100 * figures.precision, 100 * figures.recall
    return f"{verdict}: right {right:.0f} times in 100 when chosen; found in {found:.0f} of 100 such books ({books})."


@cache
def figures_of(model: str | None) -> Figures | None:
    """Read the figures of a model folder or hub id, or of the packaged model; None where it has none."""
    try:
        return read_figures(find_model_folder(model))
    except ModelError as error:
        log.warning("the model's figures cannot be shown: %s", error)
        return None


@cache
def accuracy_words_of(model: str | None) -> Mapping[str, str]:
    """Id of each genre to how reliable it is, in words; empty for a model without figures."""
    figures = figures_of(model)
    return {genre: accuracy_words(of) for genre, of in figures.genres.items()} if figures else {}
