"""`Recommender`: one book in; its genres, reasons, store categories and cover colours out, for every entry point."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bookgenre.answer import Answer
from bookgenre.arguments import check_no_text, check_text_type
from bookgenre.book import Book
from bookgenre.classifier import Comparison, Explanation, GenreClassifier, Prediction, Rank
from bookgenre.classifier.scorer import Callback
from bookgenre.errors import InputError
from bookgenre.genres import load_taxonomy

# Colours and stores are imported where they are asked for: genres are answered a fifth sooner from a cold start.
if TYPE_CHECKING:
    from bookgenre.covers import Mode, Palette
    from bookgenre.covers.mockup import Layout
    from bookgenre.stores import BisacTable, StoreReport

__all__ = ["UNTITLED", "Answer", "Recommender"]

UNTITLED = "Your Title"
"""On the cover of a book that has no title, or none that can be drawn."""


class Recommender:
    """Recommends genres, store categories and cover colours for books. May be shared between threads.

    Every method takes a `Book`, or a description as text.

    >>> recommender = Recommender()  # doctest: +SKIP
    >>> answer = recommender.answer("A retired spy is pulled back to Cold War Berlin …")  # doctest: +SKIP
    >>> answer.prediction.genres[0].name, answer.palette.colours[0].colour.hex  # doctest: +SKIP

    Parameters
    ----------
    classifier
        The model; None for the packaged one, which is loaded when it is first needed.
    mapping
        The user's own BISAC codes (`bookgenre.stores.read_mapping`), for the stores that take them.
    """

    def __init__(self, classifier: GenreClassifier | None = None, mapping: BisacTable | None = None) -> None:
        self.mapping = mapping
        if classifier is not None:
            self.classifier = classifier

    @classmethod
    def from_pretrained(
        cls,
        folder_or_hub_id: str | Path | None = None,
        *,
        revision: str | None = None,
        threads: int | None = None,
        mapping: BisacTable | None = None,
    ) -> Recommender:
        """Load a model; other parameters and errors are those of `GenreClassifier.from_pretrained`."""
        return cls(GenreClassifier.from_pretrained(folder_or_hub_id, revision=revision, threads=threads), mapping)

    @cached_property
    def classifier(self) -> GenreClassifier:
        """The model."""
        return GenreClassifier.from_pretrained()

    def answer(
        self,
        book: Book | str,
        top_k: int | None = 10,
        *,
        rank: Rank = "probability",
        n: int = 10,
        mode: Mode = "fit-in",
        variant: int = 0,
        callback: Callback | None = None,
    ) -> Answer:
        """Predict genres, suggest store categories and recommend colours.

        Parameters and errors are those of `predict` and `palette`.
        """
        book = _as_book(book)
        prediction = self.predict(book, top_k, rank=rank, callback=callback)
        return Answer(
            book,
            prediction,
            self.stores(book, prediction=prediction) if prediction.shortlist.genres else None,
            self.palette(book, n, mode=mode, variant=variant, prediction=prediction),
        )

    def predict(
        self, book: Book | str, top_k: int | None = 10, *, rank: Rank = "probability", callback: Callback | None = None
    ) -> Prediction:
        """Predict the genres of one book; parameters and errors are those of `GenreClassifier.predict`."""
        return self.classifier.predict(book, top_k, rank=rank, callback=callback)

    def predict_many(
        self, books: Iterable[Book | str], top_k: int | None = 10, *, rank: Rank = "probability"
    ) -> list[Prediction | InputError]:
        """Predict the genres of many books; an `InputError` stands in the place of one that cannot be classified."""
        return self.classifier.predict_many(books, top_k, rank=rank, errors="collect")

    def explain(
        self,
        book: Book | str,
        genre: str | None = None,
        *,
        words: bool = True,
        callback: Callback | None = None,
    ) -> Explanation:
        """Say which sentences and words count for a genre; without `genre`, for the most specific of the shortlist.

        Where the shortlist is empty, the most probable genre is explained. Parameters and errors are those of
        `GenreClassifier.explain`.
        """
        if genre is None:
            prediction = self.predict(book, 1, callback=callback)
            genre = (prediction.shortlist.most_specific or prediction.genres[0]).id
        return self.classifier.explain(book, genre, words=words, callback=callback)

    def compare(self, first: Book | str, second: Book | str, *, callback: Callback | None = None) -> Comparison:
        """Say which genres rise and fall from one version of a book to another, and which sentences cause it.

        Parameters and errors are those of `GenreClassifier.compare`.
        """
        return self.classifier.compare(first, second, callback=callback)

    def stores(
        self,
        book: Book | str,
        names: Iterable[str] = (),
        *,
        genres: Sequence[str] | None = None,
        prediction: Prediction | None = None,
    ) -> StoreReport:
        """Suggest categories for each store.

        Parameters
        ----------
        book
            Keywords are phrases of its description.
        names
            Of the stores (`bookgenre.stores.find_stores`); none for all.
        genres
            Ids or names of the book's genres, the main one first; None for those of its shortlist.
        prediction
            The genres of this book where they have been predicted.

        Raises
        ------
        InputError
            If there is no genre to act on, a store is not known, or the description cannot be classified.
        GenreError
            If a genre is not known.
        """
        from bookgenre.stores import find_stores, suggest_stores

        names = find_stores(names)
        check_no_text("genres", genres)
        book = _as_book(book)
        side = audience = None
        if genres is None:
            shortlist = (prediction or self.predict(book, 1)).shortlist
            taxonomy = load_taxonomy()
            # A model of one's own may have genres that no store table knows.
            genres = [score.id for score in shortlist.genres if score.id in taxonomy]
            side, audience = shortlist.side, shortlist.audience
        return suggest_stores(
            genres, book.description, book.title, side=side, audience=audience, stores=names, mapping=self.mapping
        )

    def palette(
        self,
        book: Book | str,
        n: int = 10,
        *,
        genres: Sequence[str] | Mapping[str, float] | None = None,
        mode: Mode = "fit-in",
        variant: int = 0,
        prediction: Prediction | None = None,
        predict: bool | None = None,
    ) -> Palette:
        """Recommend cover colours.

        They follow the genres that are given and those that the model chooses. Beside given genres, chosen ones have
        half the weight.

        Parameters
        ----------
        book
            Its description and title also move the tone, and the hue where they name a colour.
        n, mode, variant
            As in `bookgenre.covers.recommend_colours`.
        genres
            Names of genres, or names with weights; None for ``book.genres``.
        prediction
            The genres of this book where they have been predicted.
        predict
            Whether to predict them where they have not; None: if none are given.

        Raises
        ------
        InputError
            If there is neither a genre nor a description, a number is out of range, an argument is of a wrong type, or
            the description cannot be classified.
        GenreError
            If a genre is not known.
        """
        from bookgenre.covers import recommend_colours

        book = _as_book(book)
        weights = self.genre_weights(book, genres, prediction=prediction, predict=predict)
        return recommend_colours(book.description, weights, book.title, n, mode=mode, variant=variant)

    def palette_choices(
        self,
        book: Book | str,
        n: int = 10,
        *,
        genres: Sequence[str] | Mapping[str, float] | None = None,
        prediction: Prediction | None = None,
        predict: bool | None = None,
    ) -> tuple[Palette, ...]:
        """Return the palettes to choose from, as `bookgenre.covers.palette_choices` does.

        Parameters and errors are those of `palette`.
        """
        from bookgenre.covers import palette_choices

        book = _as_book(book)
        weights = self.genre_weights(book, genres, prediction=prediction, predict=predict)
        return palette_choices(book.description, weights, book.title, n)

    def genre_weights(
        self,
        book: Book | str,
        genres: Sequence[str] | Mapping[str, float] | None = None,
        *,
        prediction: Prediction | None = None,
        predict: bool | None = None,
    ) -> dict[str, float]:
        """Return ids of the genres that cover colours follow, with their weights.

        Parameters and errors are those of `palette`.
        """
        from bookgenre.covers.colours import read_colour_words
        from bookgenre.covers.recommend import genre_weights

        book = _as_book(book)
        weights = genre_weights(book.genres if genres is None else genres)
        if prediction is None and (not weights if predict is None else predict) and book.description.strip():
            try:
                prediction = self.predict(Book(book.description, book.title))
            except InputError:
                # "Crimson and gold" is too short for a description, but it names colours.
                if not read_colour_words(book.description).words:
                    raise
        if prediction is None:
            return weights
        chosen = {score.id: score.probability for score in prediction.chosen}
        return {genre: value / 2 for genre, value in chosen.items()} | weights if weights else chosen

    def cover(self, palette: Palette, book: Book, layout: Layout = "band") -> str:
        """Draw the mock-up, an SVG. Long titles and names of authors end in an ellipsis; a missing title is `UNTITLED`.

        Raises
        ------
        InputError
            If there is no such layout.
        """
        from bookgenre.covers.mockup import cover_svg, shortened

        author = shortened(", ".join(book.authors))
        try:
            return cover_svg(palette, shortened(book.title or ""), author, layout=layout)
        except InputError:
            # No title, or one without a sign that can be drawn. If the layout is wrong, this raises again.
            return cover_svg(palette, UNTITLED, author, layout=layout)


def _as_book(book: Book | str) -> Book:
    if isinstance(book, str):
        return Book(book)
    if not isinstance(book, Book):
        raise InputError(f"the book is a {type(book).__name__}; pass a description (str) or a Book")
    check_text_type("the description", book.description)
    if book.title is not None:
        check_text_type("the title", book.title)
    return book
