"""A ``tokenizer.json`` of unknown origin: what may stand in it, checked before the tokenizers library reads it.

A tokenizer is a small program. Its regular expressions can take exponential time on a text, its replacements can make
gigabytes of one, and the library tries the forms of a nested component one after another, which doubles with each
level.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from bookgenre.classifier.model_folder import LARGEST, TOKENIZER
from bookgenre.classifier.untrusted import as_model_error, read_json

__all__ = ["read_tokenizer"]

_DEEPEST = 16
_MOST_PARTS = 32
_MOST_ADDED = 10_000
_MOST_TOKENS = 2_000_000
_LONGEST_WORD = 200
"""Characters; the time that WordPiece takes for a word grows with the square of its length, and more."""

_PARTS = ("normalizer", "pre_tokenizer", "post_processor", "decoder")
_REGULAR_EXPRESSIONS = frozenset(
    {
        # Those of SentencePiece models and of GPT-2, as their converters write them. None can backtrack for long.
        " {2,}",
        r"\s+",
        r"\s",
        r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
    }
)


def read_tokenizer(path: Path) -> Tokenizer:
    """Read a ``tokenizer.json``, in bounded time and memory.

    Raises
    ------
    ModelError
        If it is no tokenizer, or holds what a tokenizer from elsewhere may not: regular expressions of its own,
        replacements that make a text longer, or more or deeper parts than any known one.
    """
    with as_model_error(path, "is not a tokenizer"):
        values = read_json(path, LARGEST[TOKENIZER])
        _check(values)
        # The values that were checked, and not the file: where a key stands in it twice, another reader may take the
        # other one.
        return Tokenizer.from_str(json.dumps(values, ensure_ascii=False, separators=(",", ":")))


def _check(values: Any) -> None:
    if not isinstance(values, dict) or not isinstance(values.get("model"), dict):
        raise ValueError("it has no model")
    added = values.get("added_tokens") or []
    if not isinstance(added, list) or len(added) > _MOST_ADDED:
        raise ValueError("it has too many added tokens")
    model = values["model"]
    vocabulary = model.get("vocab")
    if not isinstance(vocabulary, dict | list) or len(vocabulary) > _MOST_TOKENS:
        raise ValueError("its vocabulary is no list of tokens, or too long")
    longest = model.get("max_input_chars_per_word", 0)
    if not isinstance(longest, int) or not 0 <= longest <= _LONGEST_WORD:
        raise ValueError("it takes words of any length")
    if _is_deeper(values, _DEEPEST):
        raise ValueError("it is nested too deeply")
    parts = 0
    for part in _objects([values.get(name) for name in _PARTS]):
        parts += "type" in part
        if parts > _MOST_PARTS:
            raise ValueError("it has too many parts")
        _check_part(part)


def _check_part(part: dict[str, Any]) -> None:
    if "Regex" in part and part["Regex"] not in _REGULAR_EXPRESSIONS:
        raise ValueError("it has a regular expression of its own")
    if part.get("type") == "Replace":
        pattern, content = part.get("pattern"), part.get("content")
        if not isinstance(content, str) or not isinstance(pattern, dict):
            raise ValueError("a replacement is no text")
        found = pattern.get("String", "x")
        if not isinstance(found, str) or not found or len(content) > len(found):
            raise ValueError("a replacement makes texts longer")
    if part.get("type") == "Prepend" and len(str(part.get("prepend"))) > 1:
        raise ValueError("it puts more than one character before a text")


def _objects(root: Any) -> Iterator[dict[str, Any]]:
    left = [root]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            yield value
            left.extend(value.values())
        elif isinstance(value, list):
            left.extend(value)


def _is_deeper(root: Any, most: int) -> bool:
    level = [root]
    for _ in range(most):
        level = [
            inner
            for value in level
            for inner in (value.values() if isinstance(value, dict) else value)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True
