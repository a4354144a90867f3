"""The text of what a selector found."""

from parsel import Selector

from bookgenre.text.markup import element_text

__all__ = ["one_line", "paragraphs"]


def one_line(element: Selector) -> str:
    """Return the text of `element` on one line."""
    return " ".join(paragraphs(element).split())


def paragraphs(element: Selector) -> str:
    """Return the text of `element` with its paragraphs."""
    return element_text(element.get())
