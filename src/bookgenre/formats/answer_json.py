"""Answers as JSON: one object for one book, a list for several."""

import json
from collections.abc import Sequence
from typing import Any

from bookgenre.recommender import Answer

__all__ = ["LABEL", "MEDIA_TYPE", "answer_dict", "write"]

LABEL = "JSON"
MEDIA_TYPE = "application/json"


def write(answers: Sequence[Answer]) -> str:
    """Return the answers as JSON."""
    plain = [answer_dict(answer) for answer in answers]
    return json.dumps(plain[0] if len(plain) == 1 else plain, ensure_ascii=False, indent=1) + "\n"


def answer_dict(answer: Answer) -> dict[str, Any]:
    """Return an answer as plain values: the book, the fields of its prediction, stores, palette and explanation."""
    book = answer.book
    plain: dict[str, Any] = {
        "book": {"title": book.title, "author": ", ".join(book.authors) or None, "genres": list(book.genres)}
    }
    if answer.prediction is not None:
        plain |= answer.prediction.to_dict()
    if answer.stores is not None:
        plain["stores"] = answer.stores.to_dict()
    if answer.palette is not None:
        plain["palette"] = answer.palette.to_dict()
    if answer.explanation is not None:
        plain["explanation"] = answer.explanation.to_dict()
    return plain
