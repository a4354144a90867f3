"""Answers as JSON Lines (jsonlines.org): one object per line."""

import json
from collections.abc import Sequence

from bookgenre.recommender import Answer

__all__ = ["FOR_ONE_BOOK", "LABEL", "MEDIA_TYPE", "write"]

LABEL = "JSON Lines"
MEDIA_TYPE = "application/jsonl"
FOR_ONE_BOOK = False


def write(answers: Sequence[Answer]) -> str:
    """Return the answers, one per line."""
    return "".join(json.dumps(answer.to_dict(), ensure_ascii=False) + "\n" for answer in answers)
