"""Calibration on the mixture that a model's decisions are made for."""

from collections.abc import Callable, Sequence

from bookgenre.classifier import GenreClassifier
from bookgenre.corpus import LabelledBook
from bookgenre.training.data.label_arrays import label_arrays
from bookgenre.training.decide.thresholds import OF_A_MIXTURE, DecisionData
from bookgenre.training.evaluate.evaluation import answer_in_chunks
from bookgenre.training.evaluate.scores import calibration_error

__all__ = ["mixture_scores"]


def mixture_scores(
    classifier: GenreClassifier,
    records: Sequence[LabelledBook],
    *,
    nonfiction_share: float,
    titles: bool = True,
    progress: Callable[[int], object] = lambda _: None,
) -> dict[str, float]:
    """Calibration errors of `classifier` on a mixture of rows, by ten-fold cross-validation.

    The packaged calibration was fitted to the mixture, so the error that it has there says little. Instead, it is
    fitted anew, as `bookgenre.training.export` does, to nine tenths of the rows, and measured on the tenth. `records`
    are all rows of the mixture, complete or not; an unknown cell counts as an absence, by `GAP_WEIGHT`, as in the fit.
    `nonfiction_share` is of the weight of the books; `titles` and `progress` are as in `evaluate`.

    Returns ``mixture_rows``, ``mixture_calibration_error`` (all cells) and ``mixture_calibration_error_above_0.1``.
    """
    genres = {genre.id: genre for genre in classifier.labels.genres}
    genre_ids = list(genres)
    logits = answer_in_chunks(classifier.logits, records, titles=titles, progress=progress)
    # The tree of the model, which may be of an earlier edition of the taxonomy.
    data = DecisionData(genres, genre_ids, logits, *label_arrays(records, genre_ids)).as_mixture(nonfiction_share)
    cells = data.unseen_probabilities(OF_A_MIXTURE[0]), data.targets, data.weights
    return {
        "mixture_rows": float(len(records)),
        "mixture_calibration_error": calibration_error(*cells),
        "mixture_calibration_error_above_0.1": calibration_error(*cells, above=0.1),
    }
