"""The panels below an answer: store categories, two versions of a blurb, and a palette of one's own."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from bookgenre.book import Book
from bookgenre.covers import check_palette
from bookgenre.covers.check import split_colours
from bookgenre.recommender import Answer, Recommender
from bookgenre.space.book_input import refusing
from bookgenre.space.rendering import advice_html, check_html, comparison_html
from bookgenre.stores import STORES, suggest_stores

__all__ = ["CheckPanel", "ComparePanel", "StorePanel"]


class StorePanel:
    """Categories to copy for each store, what to know of them, and keywords."""

    def __init__(self, recommender: Recommender) -> None:
        self._recommender = recommender

    def build(self) -> list[Any]:
        """Lay out the panel; return what `show` fills."""
        gr.HTML("<h2>Store categories</h2>")
        outputs: list[Any] = [
            gr.Textbox(label="Keywords", info="Phrases of your description.", buttons=["copy"], elem_id="keywords")
        ]
        for advice in suggest_stores(["fiction"]).stores:
            with gr.Group():
                outputs.append(
                    gr.Textbox(
                        label=advice.name,
                        lines=1,
                        max_lines=6,
                        interactive=False,
                        buttons=["copy"],
                        elem_id=f"store-{advice.id}",
                    )
                )
                with gr.Accordion("Rules and sources", open=False):
                    outputs.append(gr.HTML(padding=True))
        return outputs

    @refusing
    def show(self, answer: Answer | None) -> list[str]:
        """What to copy for each store, and what to know; all empty if no genre is listed."""
        if answer is None or answer.prediction is None or not answer.prediction.shortlist.genres:
            return [""] * (1 + 2 * len(STORES))
        report = self._recommender.stores(answer.book, prediction=answer.prediction)
        shown = ["; ".join(report.keywords)]
        for advice in report.stores:
            shown += [advice.paste, advice_html(advice)]
        return shown


class ComparePanel:
    """Another version of the blurb, and what it would change."""

    def __init__(self, recommender: Recommender) -> None:
        self._recommender = recommender

    def build(self, description: Any, title: Any, listen: Callable[..., Any]) -> None:
        """Lay out the panel and connect it; `description` and `title` hold the first version."""
        with gr.Accordion("Compare with another version", open=False, elem_id="compare"):
            second = gr.Textbox(label="The other version of the description", lines=6, max_lines=24, elem_id="second")
            second_title = gr.Textbox(
                label="Its title (leave empty for the same title)", max_lines=1, elem_id="second-title"
            )
            go = gr.Button("Compare", elem_id="compare-go")
            found = gr.HTML(elem_id="comparison")
            listen(go.click, self.show, [description, title, second, second_title], found)

    @refusing
    def show(self, description: str, title: str, second: str, second_title: str) -> str:
        """Compare what stands in the form with the other version."""
        first = Book(description, title or None)
        return comparison_html(self._recommender.compare(first, Book(second, second_title or title or None)))


class CheckPanel:
    """The colours of one's own cover, and whether they fit."""

    def build(self, genres: list[tuple[str, str]], listen: Callable[..., Any]) -> None:
        """Lay out the panel and connect it; `genres` are names and ids to choose from."""
        with gr.Accordion("Does my palette fit?", open=False, elem_id="check"):
            colours = gr.Textbox(
                label="Colours of your cover, the ground first",
                placeholder="#14060c, #c1121f, #f0e8d8",
                max_lines=1,
                elem_id="colours",
            )
            genre = gr.Dropdown(
                genres, value=None, label="Genre (optional)", allow_custom_value=True, elem_id="check-genre"
            )
            go = gr.Button("Check", elem_id="check-go")
            found = gr.HTML(elem_id="verdict")
            listen(go.click, self.show, [colours, genre], found)

    @refusing
    def show(self, colours: str, genre: str | None) -> str:
        """Check the colours against covers of the genre."""
        return check_html(check_palette(split_colours(colours), [genre] if genre else None))
