import json

import pytest

from bookgenre.classifier.encoding import BookEncoder
from bookgenre.classifier.tokenizer_file import read_tokenizer
from bookgenre.errors import ModelError

REPLACE = {"type": "Replace", "pattern": {"String": "a"}, "content": "b"}


@pytest.fixture
def write(bert_tokenizer, tmp_path):
    """A function that writes the tiny tokenizer with some of its parts changed."""

    def write(**changed):
        path = tmp_path / "tokenizer.json"
        path.write_text(json.dumps(json.loads(bert_tokenizer.to_str()) | changed), encoding="utf-8")
        return path

    return write


def refused(path, why):
    with pytest.raises(ModelError, match=rf"tokenizer\.json is not a tokenizer \(.*{why}.*\); fetch or export"):
        BookEncoder.from_file(path, 64)


def test_a_sound_tokenizer_is_read_as_it_is(write, bert_tokenizer):
    assert read_tokenizer(write()).to_str() == bert_tokenizer.to_str()


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "(", "x" * 10_000])
@pytest.mark.parametrize("part", ["normalizer", "pre_tokenizer"])
def test_regular_expressions_of_its_own_are_refused_unread(write, part, pattern):
    split = {"type": "Split", "pattern": {"Regex": pattern}, "behavior": "Isolated", "invert": False}
    inner = REPLACE | {"pattern": {"Regex": pattern}} if part == "normalizer" else split
    refused(write(**{part: inner}), "regular expression")
    refused(write(**{part: {"type": "Sequence", f"{part}s": [inner]}}), "regular expression")


def test_those_of_well_known_tokenizers_pass(write):
    known = REPLACE | {"pattern": {"Regex": " {2,}"}, "content": " "}
    assert read_tokenizer(write(normalizer=known)).normalizer.normalize_str("a    b") == "a b"


@pytest.mark.parametrize(
    ("part", "why"),
    [
        (REPLACE | {"content": "b" * 1000}, "makes texts longer"),
        (REPLACE | {"pattern": {"String": ""}}, "makes texts longer"),
        (REPLACE | {"content": None}, "no text"),
        ({"type": "Prepend", "prepend": "b" * 1000}, "more than one character"),
        ({"type": "Sequence", "normalizers": [REPLACE] * 40}, "too many parts"),
    ],
)
def test_what_makes_gigabytes_of_a_text_is_refused(write, part, why):
    refused(write(normalizer=part), why)


def test_deep_nesting_is_refused(write, tmp_path):
    part = {"type": "Lowercase"}
    for _ in range(20):
        part = {"type": "Sequence", "normalizers": [part]}
    refused(write(normalizer=part), "nested too deeply")
    path = tmp_path / "tokenizer.json"
    path.write_text('{"model": {"vocab": {}}, "normalizer": ' + "[" * 100_000 + "]" * 100_000 + "}", encoding="utf-8")
    refused(path, "recursion")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"model": None}, "no model"),
        ({"model": {"type": "WordLevel", "vocab": 5}}, "vocabulary"),
        ({"model": {"type": "WordPiece", "vocab": {}, "max_input_chars_per_word": 10**9}}, "words of any length"),
        ({"added_tokens": [{"id": 0, "content": "x"}] * 10_001}, "too many added tokens"),
        ({"version": "2.0"}, ""),
        ({"truncation": {"max_length": 10**400}}, ""),
    ],
)
def test_impossible_parts_are_refused(write, changed, why):
    refused(write(**changed), why)


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff\xfe", b'{"model": NaN}', b'"' + b"x" * 100])
def test_what_is_no_tokenizer_is_a_model_error(tmp_path, content):
    path = tmp_path / "tokenizer.json"
    path.write_bytes(content)
    refused(path, "")


def test_a_panic_in_the_library_is_a_model_error(write):
    # A charsmap that is cut off makes the library panic, which is no `Exception`.
    refused(write(normalizer={"type": "Precompiled", "precompiled_charsmap": "/////w=="}), "")
