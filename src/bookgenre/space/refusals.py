"""What cannot be answered: a message for the reader, and one line in the log."""

import html
import logging
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import gradio as gr

from bookgenre.errors import BookgenreError

__all__ = ["refusing"]

_LOG = logging.getLogger("bookgenre.space")
_SECONDS = 20

P = ParamSpec("P")
R = TypeVar("R")


def refusing(function: Callable[P, R]) -> Callable[P, R]:
    """Show errors that bookgenre raises on purpose in the page; others are bugs and keep their traceback.

    The log gets one line with the kind of error and nothing of what was typed: descriptions are often not published
    yet, and a message can quote a genre's name or an option as it was sent.
    """

    @wraps(function)
    def answer(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except BookgenreError as error:
            _LOG.warning("%s refused: %s", function.__name__, type(error).__name__)
            # Gradio takes the message for HTML.
            message = html.escape(" ".join(str(error).split()), quote=False)
            raise gr.Error(message, duration=_SECONDS, print_exception=False) from None

    return answer
