"""The page's API, for gradio_client and plain HTTP: the same answers as ``--json`` of the command line."""

from typing import Any

from gradio.events import api

from bookgenre.covers import check_palette
from bookgenre.errors import InputError
from bookgenre.formats.palette_svg import barcode_svg
from bookgenre.recommender import Recommender
from bookgenre.space.book_input import TOP, book_of, names_of, refusing
from bookgenre.space.book_input import predict as predict_book

__all__ = ["add_endpoints"]


def add_endpoints(recommender: Recommender, **limits: Any) -> None:
    """Add the endpoints below to the Blocks that are being built; `limits` are Gradio's."""

    # Gradio reads names, types and docstrings of these from the functions themselves.
    @refusing
    def predict(description: str, title: str = "", rank: str = "probability", top: int = TOP) -> dict[str, Any]:
        """Predict the genres of a book; rank is "probability" or "specific" (the most specific first)."""
        prediction = recommender.predict(book_of(description, title), top, rank=rank)  # type: ignore[arg-type]
        return prediction.to_dict()

    @refusing
    def explain(description: str, title: str = "", genre: str = "", words: bool = True) -> dict[str, Any]:
        """Say which sentences and words count for a genre; by default, for the most specific of the shortlist."""
        if not isinstance(words, bool):
            raise InputError(f"words is {words!r}; give true or false")
        return recommender.explain(book_of(description, title), genre or None, words=words).to_dict()

    @refusing
    def stores(
        description: str = "",
        title: str = "",
        stores: list[str] = [],  # noqa: B006 - Gradio shows it as the default
        genres: list[str] = [],  # noqa: B006
    ) -> dict[str, Any]:
        """Suggest categories for each store, or for those named, from the shortlist or from genres that are given."""
        names, book = names_of(stores, "the stores"), book_of(description, title, genres)
        return recommender.stores(book, names, genres=book.genres or None).to_dict()

    @refusing
    def compare(first: str, second: str, first_title: str = "", second_title: str = "") -> dict[str, Any]:
        """Say which genres rise and fall from one version to the other, and which sentences cause it."""
        return recommender.compare(book_of(first, first_title), book_of(second, second_title)).to_dict()

    @refusing
    def check(
        colours: list[str],
        genres: list[str] = [],  # noqa: B006
    ) -> dict[str, Any]:
        """Say whether a palette fits: 2 to 20 colours, the ground first, as CSS writes them."""
        return check_palette(names_of(colours, "the colours"), names_of(genres, "the genres") or None).to_dict()

    @refusing
    def cover(
        description: str = "",
        title: str = "",
        genres: list[str] = [],  # noqa: B006 - Gradio shows it as the default
        author: str = "",
        layout: str = "band",
        mode: str = "fit-in",
        variant: int = 0,
    ) -> dict[str, Any]:
        """Recommend cover colours for a description, for genres, or for both; with barcode and mock-up as SVG.

        layout is "band", "frame" or "split"; mode is "fit-in", "stand-out",
        "convention", "from-text", "dark", "light", "muted" or "vivid".
        """
        book = book_of(description, title, genres, author)
        prediction = predict_book(recommender, book)
        palette = recommender.palette(book, mode=mode, variant=variant, prediction=prediction)  # type: ignore[arg-type]
        return palette.to_dict() | {
            "barcode_svg": barcode_svg(palette),
            "cover_svg": recommender.cover(palette, book, layout),  # type: ignore[arg-type]
        }

    # Gradio does not check what clients send against the types; the functions that get it do.
    for function in (predict, explain, stores, compare, cover, check):
        api(function, api_name=function.__name__, **limits)
