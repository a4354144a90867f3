import base64
import json
import struct

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
        ({"type": "Sequence", "normalizers": [{"type": "ByteLevel"}] * 2}, "make texts longer"),
        # Without their type, which the library guesses.
        ({"pattern": {"String": "a"}, "content": "b" * 1000}, "type"),
        ({"prepend": "b" * 1000}, "type"),
        ({"type": "Sequence", "normalizers": [{"prepend": "b" * 1000}]}, "type"),
    ],
)
def test_what_makes_gigabytes_of_a_text_is_refused(write, part, why):
    refused(write(normalizer=part), why)


def charsmap(replaced):
    """A map in which the letter e becomes `replaced`, as SentencePiece writes one."""
    tree = [0] * 512
    tree[0] = 256 << 10
    tree[256 ^ ord("e")] = 128 << 10 | 1 << 8 | ord("e")
    tree[256 ^ ord("e") ^ 128] = 1 << 31
    packed = b"".join(struct.pack("<I", unit) for unit in tree)
    content = struct.pack("<I", len(packed)) + packed + replaced + b"\0"
    return {"type": "Precompiled", "precompiled_charsmap": base64.b64encode(content).decode()}


def test_a_map_of_characters_may_not_make_a_text_much_longer(write):
    assert read_tokenizer(write(normalizer=charsmap(b"ee"))).normalizer.normalize_str("spell") == "speell"
    refused(write(normalizer=charsmap(b"x" * 5000)), "makes texts longer")
    twice = {"type": "Sequence", "normalizers": [charsmap(b"ee")] * 2}
    refused(write(normalizer=twice), "make texts longer")


UNIGRAM = {"type": "Unigram", "unk_id": 0, "byte_fallback": False}


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        # The library's tree of its bytes is taken down by recursion, which ends the process.
        ({"model": UNIGRAM | {"vocab": [["[UNK]", 0.0], ["x" * 300_000, -1.0]]}}, "256 characters"),
        ({"model": UNIGRAM | {"vocab": [[f"{n:0256}", -1.0] for n in range(20_000)]}}, "too long together"),
        ({"model": {"type": "WordPiece", "vocab": {}, "continuing_subword_prefix": "#" * 10_000}}, "256 characters"),
        ({"added_tokens": [{"id": 0, "content": "x" * 10_000}]}, "256 characters"),
        ({"model": UNIGRAM | {"vocab": [[], 5]}}, "256 characters"),
        (
            {"post_processor": {"type": "TemplateProcessing", "single": [{"Sequence": {"id": "A"}}] * 5_000}},
            "too large",
        ),
    ],
)
def test_what_fills_memory_or_takes_for_ever_is_refused(write, changed, why):
    refused(write(**changed), why)


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
