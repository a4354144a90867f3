"""The whole way from a description to cover colours: the classifier's genres into the covers' tables."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bookgenre.arguments import check_text_type
from bookgenre.book import Book
from bookgenre.covers import Mode, Palette
from bookgenre.covers import palette_choices as choices_from_genres
from bookgenre.covers import recommend_colours as from_genres
from bookgenre.covers.colour_words import read_colour_words
from bookgenre.covers.recommend import genre_weights
from bookgenre.errors import InputError

if TYPE_CHECKING:
    from bookgenre.classifier import GenreClassifier, Prediction

__all__ = ["colours_of", "genres_of", "recommend_choices", "recommend_colours"]


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
        If there is nothing to go by, a number is out of range, an argument is of a wrong type, or the description
        cannot be classified.
    GenreError
        If a genre is not known.
    """
    weights = genres_of(description, genres, title, read=read, classifier=classifier)
    return from_genres(description, weights, title, n, mode=mode, variant=variant)


def recommend_choices(
    description: str | None = None,
    genres: Sequence[str] | Mapping[str, float] | None = None,
    title: str | None = None,
    n: int = 10,
    *,
    read: bool | None = None,
    classifier: "GenreClassifier | None" = None,
) -> tuple[Palette, ...]:
    """Return the palettes to choose from, as `bookgenre.covers.palette_choices`.

    Parameters and errors are those of `recommend_colours`.
    """
    weights = genres_of(description, genres, title, read=read, classifier=classifier)
    return choices_from_genres(description, weights, title, n)


def genres_of(
    description: str | None,
    genres: Sequence[str] | Mapping[str, float] | None,
    title: str | None = None,
    *,
    read: bool | None = None,
    classifier: "GenreClassifier | None" = None,
) -> dict[str, float]:
    """Return ids of genres with their weights: the given ones, and those read from the description.

    Parameters and errors are those of `recommend_colours`.
    """
    weights = genre_weights(genres)
    for name, text in (("the description", description), ("the title", title)):
        if text is not None:
            check_text_type(name, text)
    if (not weights if read is None else read) and description and description.strip():
        if classifier is None:
            from bookgenre.classifier import GenreClassifier

            classifier = GenreClassifier.from_pretrained()
        try:
            prediction = classifier.predict(description, title=title)
        except InputError:
            # "Crimson and gold" is no description, and yet it says something of colours.
            if not read_colour_words(description).words:
                raise
        else:
            weights = _with_read(weights, prediction)
    return weights


def colours_of(
    prediction: "Prediction | None", book: Book, n: int = 10, *, mode: Mode = "fit-in", variant: int = 0
) -> Palette:
    """Recommend cover colours for a book whose genres have been predicted, without asking the classifier again.

    The genres that were read weigh half where ``book.genres`` names others. Errors are those of `recommend_colours`.
    """
    weights = genre_weights(book.genres)
    if prediction is not None:
        weights = _with_read(weights, prediction)
    return from_genres(book.description, weights, book.title, n, mode=mode, variant=variant)


def _with_read(given: Mapping[str, float], prediction: "Prediction") -> dict[str, float]:
    """Return the genres that were given, by id, and those that were read, which weigh half beside given ones."""
    # A guess that the model does not stand by would only be called evidence.
    found = {score.id: score.probability for score in prediction.chosen}
    return {genre: probability / 2 for genre, probability in found.items()} | dict(given) if given else found
