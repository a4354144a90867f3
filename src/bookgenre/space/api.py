"""The page's API, for gradio_client and plain HTTP: the answers of the command line's ``--json``, by name."""

from typing import Any

from gradio.events import api

from bookgenre.errors import InputError
from bookgenre.space.answers import TOP, Answers
from bookgenre.space.refusals import refusing

__all__ = ["add_api"]


def add_api(answers: Answers, **limits: Any) -> None:
    """Add ``/predict``, ``/explain`` and ``/cover`` to the Blocks that are being built; `limits` are Gradio's."""

    # Gradio reads names, types and docstrings of these from the functions themselves.
    @refusing
    def predict(description: str, title: str = "", rank: str = "probability", top: int = TOP) -> dict[str, Any]:
        """Predict the genres of a book; rank is "probability" or "specific" (the most telling first)."""
        _check(str, rank=rank)
        asked = answers.ask(description, title, rank=rank, top=top)  # type: ignore[arg-type]
        assert asked.prediction is not None  # noqa: S101 - no genres were given
        return asked.prediction.to_dict()

    @refusing
    def explain(description: str, title: str = "", genre: str = "", words: bool = True) -> dict[str, Any]:
        """Say which sentences and words of a description carry a genre; without one, the most probable."""
        _check(str, genre=genre)
        _check(bool, words=words)
        asked = answers.ask(description, title)
        return answers.explain(asked, genre, words=words).to_dict()

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
        _check(str, author=author, layout=layout, mode=mode)
        _check(int, variant=variant)
        asked = answers.ask(description, title, genres)
        palette = answers.colours(asked, mode, variant)  # type: ignore[arg-type]
        return answers.cover_answer(asked, palette, author, layout)  # type: ignore[arg-type]

    # What clients send is not held against the types.
    for function in (predict, explain, cover):
        api(function, api_name=function.__name__, **limits)


def _check(kind: type, **values: object) -> None:
    """Raise `InputError` for the first of the values that is of another type; True is no number."""
    for name, value in values.items():
        if type(value) is not kind:
            wanted = {str: "text", int: "a whole number", bool: "true or false"}[kind]
            raise InputError(f"{name} must be {wanted}, not {type(value).__name__}")
