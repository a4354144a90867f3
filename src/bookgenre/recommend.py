"""The whole way from a description to cover colours: the classifier's genres into the covers' tables."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bookgenre.book import Book
from bookgenre.covers import Mode, Palette
from bookgenre.covers import recommend_colours as from_genres
from bookgenre.covers.tables import load_table
from bookgenre.covers.wording import read_wording
from bookgenre.errors import InputError
from bookgenre.genres import load_taxonomy

if TYPE_CHECKING:
    from bookgenre.classifier import GenreClassifier, Prediction

__all__ = ["colours_of", "recommend_colours"]


def recommend_colours(
    description: str | None = None,
    genres: Sequence[str] | Mapping[str, float] | None = None,
    title: str | None = None,
    n: int = 10,
    *,
    mode: Mode = "fit-in",
    variant: int = 0,
    read: bool | None = None,
    classifier: "GenreClassifier | None" = None,
) -> Palette:
    """Recommend cover colours for a book; where no genres are given, the classifier reads them from the description.

    Parameters
    ----------
    description, genres, title, n, mode, variant
        As in `bookgenre.covers.recommend_colours`.
    read
        Whether genres are read from the description; None: if none are given. Beside given ones they weigh half their
        probability.
    classifier
        Asked for the genres; None: the packaged one.

    Raises
    ------
    InputError
        If there is nothing to go by, a number is out of range, or the description cannot be classified.
    GenreError
        If a genre is not known.
    """
    if (not genres if read is None else read) and description and description.strip():
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
            genres = _with_read(genres, prediction)
    return from_genres(description, genres, title, n, mode=mode, variant=variant)


def colours_of(
    prediction: "Prediction | None", book: Book, n: int = 10, *, mode: Mode = "fit-in", variant: int = 0
) -> Palette:
    """Recommend cover colours for a book whose genres have been predicted, without asking the classifier again.

    The genres that were read weigh half where ``book.genres`` names others. Errors are those of `recommend_colours`.
    """
    genres: Sequence[str] | Mapping[str, float] = list(book.genres)
    if prediction is not None:
        genres = _with_read(genres, prediction)
    return from_genres(book.description, genres, book.title, n, mode=mode, variant=variant)


def _with_read(given: Sequence[str] | Mapping[str, float] | None, prediction: "Prediction") -> Mapping[str, float]:
    """Return the genres that were given, if any, together with those that were read."""
    # A guess that the model does not stand by would only be called evidence.
    found = {score.id: score.probability for score in prediction.chosen}
    return _joined(given, found) if given else found


def _joined(given: Sequence[str] | Mapping[str, float], found: Mapping[str, float]) -> dict[str, float]:
    """Genres that were given, by id, and half as heavy those that were read."""
    taxonomy = load_taxonomy()
    weights = given if isinstance(given, Mapping) else dict.fromkeys(given, 1.0)
    own = {found.id: weight for genre, weight in weights.items() for found in taxonomy.find_all(genre)}
    return {genre: probability / 2 for genre, probability in found.items()} | own
