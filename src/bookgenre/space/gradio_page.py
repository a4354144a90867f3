"""The page: shortlist, genres, explanations, store categories and colours for a description, a title and genres."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

# Before Gradio is imported; it sends statistics unless this says otherwise.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import gradio as gr

from bookgenre.book import Book
from bookgenre.classifier import Rank
from bookgenre.classifier.parallel import available_cores
from bookgenre.covers import Mode
from bookgenre.covers.mockup import Layout
from bookgenre.covers.palette import MODE_NAMES
from bookgenre.errors import DataError
from bookgenre.formats.palette_svg import barcode_svg
from bookgenre.genres import load_taxonomy
from bookgenre.recommender import Answer, Recommender
from bookgenre.space.book_input import MOST_GENRES, TOP, book_of, predict, refusing
from bookgenre.space.endpoints import add_endpoints
from bookgenre.space.panels import CheckPanel, ComparePanel, StorePanel
from bookgenre.space.rendering import (
    Pieces,
    genre_label,
    highlighted,
    notes_html,
    palette_html,
    picture_html,
    shortlist_html,
)
from bookgenre.stores import read_mapping

__all__ = ["EXAMPLES", "build_page"]

EXAMPLES = Path(__file__).with_name("examples.json")
"""Invented books: a list of objects with title, description and genres."""

_MOST_WAITING = 32
_HOUR = 3600
_RANKS = [("Most probable first", "probability"), ("Most specific first", "specific")]
_MODES = [(name, mode) for mode, name in MODE_NAMES.items()]
_LAYOUTS = [("Band", "band"), ("Frame", "frame"), ("Split", "split")]


def build_page(
    model: str | Path | None = None,
    examples: Path = EXAMPLES,
    *,
    cores: int | None = None,
    mapping: str | Path | None = None,
) -> gr.Blocks:
    """Load the model and build the page.

    Parameters
    ----------
    model
        Model folder or hub id, None for the packaged one; `ModelError` says why it cannot be had.
    examples
        File like `EXAMPLES`; `DataError` says that it cannot be read.
    cores
        Requests answered at once, each on one core; None for as many as this process may use. 32 more may wait; for
        further ones the queue is full.
    mapping
        Table of BISAC codes; None for the one that ``BOOKGENRE_MAPPING`` names, if any. `InputError` says that there is
        none, `DataError` that it cannot be read.
    """
    rows = _read_examples(examples)
    recommender = Recommender.from_pretrained(model, threads=1, mapping=read_mapping(mapping))
    cores = cores or available_cores()
    page = gr.Blocks(title="bookgenre", analytics_enabled=False)
    with page:
        _Page(recommender, rows, cores).build()
        add_endpoints(recommender, concurrency_limit=cores, concurrency_id="model")
    page.queue(max_size=_MOST_WAITING, default_concurrency_limit=cores)
    return page


class _Page:
    """Components, and what happens between them."""

    def __init__(self, recommender: Recommender, examples: list[list[Any]], cores: int) -> None:
        self._recommender = recommender
        self._examples = examples
        self._stores = StorePanel(recommender)
        # The page's own events serve the browser; programs have the API, whose answers do not follow the layout.
        self._event: dict[str, Any] = {
            "concurrency_limit": cores,
            "concurrency_id": "model",
            "api_visibility": "private",
        }

    def build(self) -> None:
        """Lay out the page and connect it."""
        gr.HTML(
            "<h1>bookgenre</h1>"
            "<p>Paste a book description and get its genres, store categories and matching cover colours.</p>"
        )
        answer = gr.State(None, time_to_live=_HOUR)
        with gr.Row():
            with gr.Column(scale=5, min_width=320):
                inputs = self._inputs()
                go = gr.Button("Find genres and colours", variant="primary", elem_id="go")
            with gr.Column(scale=4, min_width=320):
                shortlist = gr.HTML(elem_id="shortlist")
                remarks = gr.HTML(elem_id="remarks")
                rank = gr.Radio(_RANKS, value="probability", label="Order of all genres", elem_id="rank")
                label = genre_label(num_top_classes=TOP, label="All genres", elem_id="genres")
        gr.Examples(
            self._examples,
            inputs=inputs,
            example_labels=[row[1] for row in self._examples],
            label="Invented examples",
            cache_examples=False,
            api_visibility="private",
        )
        genre, explanation = self._explanation()
        stores = self._stores.build()
        ComparePanel(self._recommender).build(inputs[0], inputs[1], self._listen)
        options, pictures = self._colours()
        CheckPanel().build(_genre_choices(), self._listen)

        outputs = [answer, shortlist, label, remarks, genre]
        for event in (go.click, inputs[1].submit):
            (
                event(self.show_genres, [*inputs, rank], outputs, **self._event)
                .success(self.show_explanation, [answer, genre], explanation, **self._event)
                .success(self._stores.show, [answer], stores, **self._event)
                .success(self.show_colours, [answer, *options], pictures, **self._event)
            )
        self._listen(rank.input, self.show_order, [answer, rank], label)
        self._listen(genre.input, self.show_explanation, [answer, genre], explanation)
        for option in options:
            trigger = option.submit if isinstance(option, gr.Textbox) else option.input
            self._listen(trigger, self.show_colours, [answer, *options], pictures)

    def _listen(self, trigger: Any, show: Any, inputs: list[Any], outputs: Any) -> None:
        trigger(show, inputs, outputs, **self._event)

    def _inputs(self) -> list[Any]:
        return [
            gr.Textbox(
                label="Description",
                info="The blurb, in English. Works best with 50 words or more.",
                lines=9,
                max_lines=24,
                elem_id="description",
            ),
            gr.Textbox(label="Title (optional)", max_lines=1, elem_id="title"),
            gr.Dropdown(
                _genre_choices(),
                multiselect=True,
                max_choices=MOST_GENRES,
                # Also for other names of a genre; what bookgenre does not know, its own message answers.
                allow_custom_value=True,
                label="Genres for the colours (optional)",
                info="Genres that you name count twice as much as those found in the description.",
                elem_id="given",
            ),
        ]

    def _explanation(self) -> tuple[gr.Dropdown, list[Any]]:
        gr.HTML("<h2>Why, or why not</h2>")
        genre = gr.Dropdown(
            [],
            label="Genre to explain",
            info="Or type any other genre to see why it is not on the shortlist.",
            allow_custom_value=True,
            elem_id="genre",
        )
        said = gr.HTML(elem_id="said")
        # One after the other on a narrow page, side by side on a wide one.
        with gr.Row():
            sentences = gr.HighlightedText(
                label="Sentences (red counts for the genre, violet against it)", elem_id="sentences", min_width=320
            )
            words = gr.HighlightedText(label="Words of the most important sentences", elem_id="words", min_width=320)
        return genre, [said, sentences, words]

    def _colours(self) -> tuple[list[Any], list[Any]]:
        gr.HTML("<h2>Cover colours</h2>")
        with gr.Row():
            mode = gr.Radio(_MODES, value="fit-in", label="Palette", elem_id="mode")
            layout = gr.Radio(_LAYOUTS, value="band", label="Layout", elem_id="layout")
            author = gr.Textbox(label="Author on the cover (press Enter)", max_lines=1, elem_id="author")
        barcode = gr.HTML(elem_id="barcode")
        with gr.Row():
            with gr.Column(scale=7, min_width=320):
                palette = gr.HTML(elem_id="palette")
            with gr.Column(scale=3, min_width=240):
                cover = gr.HTML(elem_id="cover")
        return [mode, layout, author], [palette, barcode, cover]

    @refusing
    def show_genres(
        self, description: str, title: str, genres: list[str] | None, rank: Rank
    ) -> tuple[Answer, str, Any, str, gr.Dropdown]:
        """Predict, and offer the genres of the answer for explanation."""
        book = book_of(description, title, genres)
        everything = predict(self._recommender, book)
        answer = Answer(book, everything)
        if everything is None:
            remarks = notes_html(["there is no description, so only colours are shown, for the genres that you named"])
            return answer, "", None, remarks, gr.Dropdown(choices=[], value=None)
        prediction = everything.ranked(rank, TOP)
        shortlist = prediction.shortlist
        offered = {score.id: score.name for score in (*shortlist.genres, *prediction.genres, *prediction.chosen)}
        chosen = ", ".join(score.name for score in prediction.chosen)
        remarks = notes_html(
            [*prediction.warnings, f"above their threshold: {chosen}" if chosen else "no genre passes its threshold"]
        )
        explained = shortlist.most_specific or prediction.genres[0]
        choices = [(name, key) for key, name in offered.items()]
        return (
            answer, shortlist_html(shortlist), prediction.genres, remarks,
            gr.Dropdown(choices=choices, value=explained.id),
        )  # fmt: skip

    @refusing
    def show_order(self, answer: Answer | None, rank: Rank) -> Any:
        """Put the genres of the last answer in another order."""
        if answer is None or answer.prediction is None:
            return None
        return answer.prediction.ranked(rank, TOP).genres

    @refusing
    def show_explanation(self, answer: Answer | None, genre: str | None) -> tuple[str, Pieces | None, Pieces | None]:
        """Mark the sentences and words that count for a genre or against it."""
        if answer is None or answer.prediction is None or not genre:
            return "", None, None
        explanation = self._recommender.explain(Book(answer.book.description, answer.book.title), genre)
        lines = [f"{explanation.name} ({explanation.probability:.0%}): {explanation.standing.reason}"]
        if explanation.sentences:
            most = max(explanation.sentences, key=lambda part: abs(part.contribution))
            lines.append(f"without its most important sentence: {most.without:.0%} (“{_short(most.text)}”)")
        if explanation.title_part is not None:
            lines.append(f"without the title: {explanation.title_part.without:.0%}")
        return (
            notes_html([*lines, *explanation.notes]),
            highlighted(explanation, explanation.sentences),
            highlighted(explanation, explanation.words),
        )

    @refusing
    def show_colours(self, answer: Answer | None, mode: Mode, layout: Layout, author: str) -> tuple[str, str, str]:
        """Show palette, barcode and mock-up."""
        if answer is None:
            return "", "", ""
        palette = self._recommender.palette(answer.book, mode=mode, prediction=answer.prediction)
        names = ", ".join(f"{entry.colour.name} {entry.share}%" for entry in palette.colours)
        book = replace(answer.book, authors=(author,) if author else ())
        cover = self._recommender.cover(palette, book, layout)
        title = book.title or "the book"
        return (
            palette_html(palette),
            picture_html(barcode_svg(palette, height=80), f"Cover colours: {names}", "barcode"),
            picture_html(cover, f"A plain cover for {title}", "cover"),
        )


def _genre_choices() -> list[tuple[str, str]]:
    return [(genre.name, genre.id) for genre in sorted(load_taxonomy(), key=lambda genre: genre.name.casefold())]


def _short(text: str, most: int = 90) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _read_examples(path: Path) -> list[list[Any]]:
    """Return rows of description, title and genres."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return [[row["description"], row["title"], row.get("genres", [])] for row in rows]
    except OSError as error:
        raise DataError(f"the examples {path} cannot be read: {error.strerror}") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise DataError(
            f"{path} contains no examples ({error}); write a list of objects with title, description and genres"
        ) from error
