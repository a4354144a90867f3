"""A ``tokenizer.json`` of unknown origin: what may stand in it, checked before the tokenizers library reads it.

A tokenizer is a small program. Its regular expressions can take exponential time on a text, its replacements can make
gigabytes of one, and the library tries the forms of a nested component one after another, which doubles with each
level. It keeps a tree of the bytes of all tokens, and takes that down by recursion: a long token ends the process.
"""

import base64
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from bookgenre.classifier.model_folder import LARGEST, TOKENIZER
from bookgenre.classifier.untrusted import as_model_error, read_json

__all__ = ["read_tokenizer"]

_DEEPEST = 16
_MOST_PARTS = 32
_MOST_VALUES = 1_000
"""Objects, lists and values in the parts; those of well-known tokenizers have some fifty."""
_MOST_ADDED = 10_000
_MOST_TOKENS = 2_000_000
_LONGEST_TOKEN = 256
_MOST_BYTES = 4_000_000
"""Of all tokens together; a byte can take 350 in memory. The largest known vocabularies have about half of it."""
_LONGEST_REPLACED = 64
"""Bytes that a map of characters may put in the place of one; Unicode's longest such text has 33."""
_LONGEST_WORD = 200
"""Characters; the time that WordPiece takes for a word grows with the square of its length, and more."""

_PARTS = ("normalizer", "pre_tokenizer", "post_processor", "decoder")
_LISTS = ("normalizers", "pretokenizers", "processors", "decoders")
_MAY_DOUBLE = ("ByteLevel", "Precompiled")
"""Kinds of parts that make a text longer by a factor: once each, as a second one multiplies it again."""
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
        replacements that make a text longer, or longer tokens, or more or deeper parts than any known one.
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
    tokens = [token[0] if isinstance(token, list) and token else token for token in vocabulary]
    tokens += [token.get("content") if isinstance(token, dict) else None for token in added]
    tokens += [model.get(name) or "" for name in ("continuing_subword_prefix", "end_of_word_suffix")]
    if not all(isinstance(token, str) and len(token) <= _LONGEST_TOKEN for token in tokens):
        raise ValueError(f"a token is no text of up to {_LONGEST_TOKEN} characters")
    if sum(len(token.encode("utf-8", "replace")) for token in tokens) > _MOST_BYTES:
        raise ValueError("its tokens are too long together")
    _check_parts({name: values[name] for name in _PARTS if values.get(name) is not None})


def _check_parts(outer: dict[str, Any]) -> None:
    if any(count > _MOST_VALUES for count, _ in enumerate(_values(outer))):
        raise ValueError("its parts are too large")
    objects = [value for value in _values(outer) if isinstance(value, dict)]
    parts = [*outer.values(), *(part for value in objects for name in _LISTS for part in value.get(name, ()))]
    # The library also takes parts that do not say what they are, and guesses; what they do could not be checked here.
    if not all(isinstance(part, dict) and isinstance(part.get("type"), str) for part in parts):
        raise ValueError("a part does not say of which type it is")
    if len(parts) > _MOST_PARTS:
        raise ValueError("it has too many parts")
    of_texts = _values([outer.get("normalizer"), outer.get("pre_tokenizer")])
    kinds = Counter(part.get("type") for part in of_texts if isinstance(part, dict))
    if any(kinds[kind] > 1 for kind in _MAY_DOUBLE):
        raise ValueError("two of its parts make texts longer")
    for part in objects:
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
    if part.get("type") == "Precompiled":
        # As SentencePiece writes it: the length of a tree, the tree, and texts that each end with a zero byte.
        charsmap = base64.b64decode(part["precompiled_charsmap"])
        replaced = charsmap[4 + int.from_bytes(charsmap[:4], "little") :].split(b"\0")
        if max(map(len, replaced)) > _LONGEST_REPLACED:
            raise ValueError("its map of characters makes texts longer")


def _values(root: Any) -> Iterator[Any]:
    """Yield all that is in `root`, at any depth."""
    left = [root]
    while left:
        value = left.pop()
        yield value
        if isinstance(value, dict):
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
