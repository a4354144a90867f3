"""One way to write each character: invisible marks, styled letters, piled accents, runs of one sign."""

import re
import unicodedata

__all__ = ["normalise_characters"]

# C0 and C1 controls, soft hyphen, zero-width and bidirectional marks, the place of an object, variation selectors,
# lone surrogates (half characters that JSON can carry: the tokenizer takes none), characters of private use. White
# space and the zero-width joiners, which shape words in several scripts, stay.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f"
    "\ufdd0-\ufdef\ufeff\ufff9-\ufffc\ufffe\uffff\ud800-\udfff\U000e0000-\U000e01ef]"
)
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]+")
# A letter that was lost on the way; in "don\ufffdt" it was an apostrophe.
_LOST_APOSTROPHE = re.compile("(?<=[A-Za-z])\ufffd(?=(?:s|t|d|m|re|ve|ll)\\b)")
# UTF-8 that was read as Windows-1252: "\u00e2\u20ac\u2122" for an apostrophe.
_MOJIBAKE = re.compile(
    "(?:\u00e2[\u20ac\u201a\u201e\u2020\u2021\u02c6][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6"
    "\u02dc\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]"
    "|\u00c3[\u00a0-\u00bf\u0080-\u009f\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d"
    "\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]|\u00c2[\u00a0-\u00bf])+"
)
# Letters in another dress, which Unicode's NFKC takes off: ligatures, full width, mathematical and raised letters,
# Roman numerals, the long s. What NFKC does to fractions, trade marks, ellipses and exponents would harm them.
_DRESSED = re.compile(
    "[\u017f\u1d2c-\u1d6a\u1d78\u1d9b-\u1dbf\u2071\u207f\u2090-\u209c\u2102\u210a-\u2113\u2115\u2119-\u211d\u2124\u2128"
    "\u212c-\u2131\u2133-\u2139\u2145-\u2149\u2160-\u217f\u24b6-\u24e9\ufb00-\ufb06\uff01-\uff9f\U0001d400-\U0001d7ff"
    "\U0001f130-\U0001f149]+"
)
# Where more marks than any script has are piled on a letter: normalising them takes the square of their number.
_MAYBE_PILED = re.compile(
    "[\u0300-\u1fff\u20d0-\u20ff\u2cef-\u2dff\u302a-\u309a\ua66f-\uabed\ufb1e\ufe20-\ufe2f\U00010000-\U0001ffff]{7,}"
)
_MOST_MARKS = 4
_SIGN = "!-/:-@\\[-`{-~\u00a6\u00af\u00b7\u2010-\u2017\u2020-\u2027\u2030-\u205e\u2190-\u2bff\u3030"
# Signs on a line and nothing else; and runs within one: six of a kind, or twelve that may alternate.
_SIGN_LINE = re.compile(rf"(?m)^[ \t]*+(?:[{_SIGN}][ \t]*+){{4,}}+$")
_SIGN_RUN = re.compile(rf"([{_SIGN}])\1{{5,}}+|(?:[{_SIGN}] ?){{12,}}+")
_END_SIGNS = frozenset({".", "!", "?", "\u2026"})


def normalise_characters(text: str) -> str:
    """Return `text` in Unicode form NFC, letters in their plain dress, without invisible marks and long runs of signs.

    Ligatures, full-width and styled letters are written plainly. Lines of signs go; "Run!!!!!!" becomes "Run!!!", and
    any other run a space.
    """
    text = _INVISIBLE.sub("", text) if text.isascii() else _plain_letters(text)
    return _SIGN_RUN.sub(_short_run, _SIGN_LINE.sub("", text))


def _plain_letters(text: str) -> str:
    if "\u00e2" in text or "\u00c3" in text or "\u00c2" in text:
        text = _MOJIBAKE.sub(_mended, text)
    text = _PRIVATE.sub(" ", _INVISIBLE.sub("", text))
    if "\ufffd" in text:
        text = _LOST_APOSTROPHE.sub("'", text).replace("\ufffd", " ")
    text = _MAYBE_PILED.sub(_unpiled, text)
    # Last, because a mark that stood between a letter and its accent would have kept them apart.
    return unicodedata.normalize("NFC", _DRESSED.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text))


def _short_run(run: re.Match[str]) -> str:
    first, before = run[0][0], run.string[max(0, run.start() - 2) : run.start()].rstrip()[-1:]
    if first not in _END_SIGNS or before in _END_SIGNS:
        return " "
    # The full stop of a sentence, and the run after it.
    return f"{first} " if run[0][1] == " " else first * 3


def _mended(run: re.Match[str]) -> str:
    # Five bytes have no character in Windows-1252; those who read it wrongly took them for controls.
    data = b"".join(
        character.encode("cp1252", "ignore") or character.encode("latin-1", "ignore") for character in run[0]
    )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return run[0]


def _unpiled(run: re.Match[str]) -> str:
    kept = []
    marks = 0
    for character in run[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)
