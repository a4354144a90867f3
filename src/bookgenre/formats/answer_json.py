"""Answers as JSON: one object for one book, a list for several."""

import json
from collections.abc import Sequence

from bookgenre.recommender import Answer

__all__ = ["LABEL", "MEDIA_TYPE", "write"]

LABEL = "JSON"
MEDIA_TYPE = "application/json"


def write(answers: Sequence[Answer]) -> str:
    """Return the answers as JSON."""
    plain = [answer.to_dict() for answer in answers]
    return json.dumps(plain[0] if len(plain) == 1 else plain, ensure_ascii=False, indent=1) + "\n"
