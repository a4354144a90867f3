"""The whole way from a description to cover colours: the classifier's genres into the covers' tables."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bookgenre.covers import Mode, Palette
from bookgenre.covers import recommend_colours as from_genres
from bookgenre.covers.tables import load_table
from bookgenre.covers.wording import read_wording
from bookgenre.errors import InputError

if TYPE_CHECKING:
    from bookgenre.classifier import GenreClassifier

__all__ = ["recommend_colours"]


def recommend_colours(
    description: str | None = None,
    genres: Sequence[str] | Mapping[str, float] | None = None,
    title: str | None = None,
    n: int = 10,
    *,
    mode: Mode = "fit-in",
    variant: int = 0,
    classifier: "GenreClassifier | None" = None,
) -> Palette:
    """Recommend cover colours for a book; where no genres are given, the classifier reads them from the description.

    Parameters
    ----------
    description, genres, title, n, mode, variant
        As in `bookgenre.covers.recommend_colours`.
    classifier
        Asked for the genres; None: the packaged one.

    Raises
    ------
    InputError
        If there is nothing to go by, a number is out of range, or the description cannot be classified.
    GenreError
        If a genre is not known.
    """
    if not genres and description and description.strip():
        if classifier is None:
            from bookgenre.classifier import GenreClassifier

            classifier = GenreClassifier.from_pretrained()
        try:
            prediction = classifier.predict(description, title=title)
        except InputError:
            # "Crimson and gold" is no description, and yet it says something of colours.
            if not read_wording(description, load_table().terms).words:
                raise
        else:
            # A guess that the model does not stand by would only be called evidence.
            genres = {score.id: score.probability for score in prediction.chosen}
    return from_genres(description, genres, title, n, mode=mode, variant=variant)
