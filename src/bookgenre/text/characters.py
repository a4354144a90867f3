"""One way to write each character: encodings, invisible marks, styled letters, piled accents, runs of one sign."""

import quopri
import re
import unicodedata
from string import ascii_lowercase, ascii_uppercase

__all__ = ["mend_encoding", "normalise_characters"]

# C0 and C1 controls, soft hyphen (with the line break behind it; some programs show it as a negation), zero-width and
# bidirectional marks, the place of an object, variation selectors, circles and keys around a letter, lines through and
# under it, lone surrogates (half characters that JSON can carry: the tokenizer takes none). White space stays, as do
# the zero-width joiners, which shape words in several scripts and emoji, except behind a Latin letter.
_INVISIBLE = re.compile(
    "\u00ad\n?|(?<=[a-z])\u00ac\n(?=[a-z])|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u0305\u0332-\u0338\u033f\u034f"
    "\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\u20dd-\u20e0\u20e2-\u20e4\ufe00-\ufe0f\ufdd0-\ufdef\ufeff\ufff9-\ufffc\ufffe\uffff\ud800-\udfff"
    "\U000e0000-\U000e01ef]|(?<=[\x00-\u024f])[\u200c\u200d]+"
)
# They look like a space: empty Braille, the fillers of Korean.
_BLANK = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]+")
# A letter that was lost on the way; in "don\ufffdt" it was an apostrophe.
_LOST_APOSTROPHE = re.compile("(?<=[A-Za-z])\ufffd(?=(?:s|t|d|m|re|ve|ll)\\b)")
# UTF-8 that was read as Windows-1252 or Latin-1
# ("\u00e2\u20ac\u2122" for an apostrophe), or as Mac Roman ("\u201a\u00c4\u00f4").
_AS_WINDOWS = re.compile(
    "(?:\u00e2[\u0080-\u009f\u20ac\u201a\u201e\u2020\u2021\u02c6][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192"
    "\u02c6\u02dc\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]"
    "|\u00c3[\u00a0-\u00bf\u0080-\u009f\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d"
    "\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]|\u00c2[\u00a0-\u00bf\u0080-\u009f]"
    "|\u00c5[\u0092\u0093\u00a0\u00a1\u00bd\u00be\u2019\u201c])+"
)
_MAC = re.escape(bytes(range(0x80, 0xC0)).decode("mac_roman"))
_AS_MAC = re.compile(f"(?:\u201a[\u00c4\u00c5\u00c7][{_MAC}]|\u2248[\u00ec\u00ed]|\u221a[{_MAC}]|\u00ac\u2020)+")
# The byte 9D has no character in Windows-1252, so of a closing quote only the start is left.
_QUOTE_START = re.compile("\u00e2\u20ac\ufffd?")
_MOST_ROUNDS = 3
# Signs that no cell can hold, as workbooks of Excel write them: the ends of lines above all.
_OF_EXCEL = re.compile("_x00(?:0D|0A|09|1F)_")
# The source of an e-mail: "=E2=80=99" for an apostrophe, and "=" where a line of 76 characters at most was broken.
_QUOTED_PRINTABLE = re.compile(r"(?m)^[^\n]{50,74}[^=\n]=\r?$|=E2=80=|=C3=[89AB]")
# Characters as the source of JSON or of a program writes them: \\u2019, \\xe2\\x80\\x99, \\".
_ESCAPED = re.compile(r"(?:\\u[0-9a-fA-F]{4})+|(?:\\x[89a-fA-F][0-9a-fA-F])+|\\[\"'/]")
# Windows-1252 that was read as Latin-1. No text means the controls that stand there; the end of a line stays one.
_AS_LATIN = {
    code: sign for code in range(0x80, 0xA0) if code != 0x85 and (sign := bytes([code]).decode("cp1252", "ignore"))
}
_LATIN = re.compile("[\x80-\x9f]+")
# Letters in another dress, which Unicode's NFKC takes off: ligatures, full width, mathematical and raised letters,
# Roman numerals, the long s. What NFKC does to fractions, trade marks, ellipses and exponents would harm them.
_DRESSED = re.compile(
    "[\u017f\u02b0-\u02b8\u02e0-\u02e4\u1d2c-\u1d6a\u1d78\u1d9b-\u1dbf\u2071\u207f\u2090-\u209c\u2102\u210a-\u2113\u2115\u2119-\u211d\u2124\u2128"
    "\u212c-\u2131\u2133-\u2139\u2145-\u2149\u2160-\u217f\u24b6-\u24e9\ufb00-\ufb06\uff01-\uff9f\U0001d400-\U0001d7ff"
    "\U0001f130-\U0001f149]+"
)
# Those that NFKC leaves: small capitals, letters in brackets, in filled circles and in filled squares.
_SMALL_CAPITALS = dict(
    zip(
        "\u1d00\u0299\u1d04\u1d05\u1d07\ua730\u0262\u029c\u026a\u1d0a\u1d0b\u029f\u1d0d\u0274\u1d0f\u1d18\u0280\ua731\u1d1b\u1d1c\u1d20\u1d21\u028f"
        "\u1d22",
        "abcdefghijklmnoprstuvwyz",
        strict=True,
    )
)
_PLAIN = str.maketrans(
    _SMALL_CAPITALS
    | {chr(0x249C + place): letter for place, letter in enumerate(ascii_lowercase)}
    | {chr(start + place): letter for start in (0x1F150, 0x1F170) for place, letter in enumerate(ascii_uppercase)}
)
_FILLED = re.compile(f"[{''.join(_SMALL_CAPITALS)}\u249c-\u24b5\U0001f150-\U0001f169\U0001f170-\U0001f189]+")
# Where more marks than any script has are piled on a letter: normalising them takes the square of their number.
_MAYBE_PILED = re.compile(
    "[\u0300-\u1fff\u20d0-\u20ff\u2cef-\u2dff\u302a-\u309a\ua66f-\uabed\ufb1e\ufe20-\ufe2f\U00010000-\U0001ffff]{7,}"
)
_MOST_MARKS = 4
_SIGN = "!-/:-@\\[-`{-~\u00a6\u00af\u00b4\u00b7\u00b8\u2010-\u2017\u2020-\u2027\u2030-\u205e\u2190-\u2bff\u3030"
# Signs on a line and nothing else; and runs within one: six of a kind, or twelve that may alternate.
_SIGN_LINE = re.compile(rf"(?m)^[ \t]*+(?:[{_SIGN}][ \t]*+){{4,}}+$")
_SIGN_RUN = re.compile(rf"([{_SIGN}])\1{{5,}}+|(?:[{_SIGN}] ?){{12,}}+")
_END_SIGNS = frozenset({".", "!", "?", "\u2026"})


def mend_encoding(text: str) -> str:
    """Return `text` with the characters that its bytes meant, where they were read in a wrong encoding, or twice.

    Comes before white space is made alike: some of the wrong characters are no-break spaces.
    """
    if "=" in text and _QUOTED_PRINTABLE.search(text):
        text = _quoted_printable(text)
    if "_x00" in text:
        text = _OF_EXCEL.sub("\n", text)
    if "\\" in text:
        text = _ESCAPED.sub(_unescaped, text)
    if text.isascii():
        return text
    for _ in range(_MOST_ROUNDS):
        mended = _AS_WINDOWS.sub(lambda run: _reread(run[0], "cp1252"), text)
        mended = _AS_MAC.sub(lambda run: _reread(run[0], "mac_roman"), mended)
        if mended == text:
            break
        text = mended
    return _LATIN.sub(lambda run: run[0].translate(_AS_LATIN), _QUOTE_START.sub("\u201d", text))


def normalise_characters(text: str) -> str:
    """Return `text` in Unicode form NFC, letters in their plain dress, without invisible marks and long runs of signs.

    Ligatures, full-width and styled letters are written plainly. Lines of signs go; "Run!!!!!!" becomes "Run!!!", and
    any other run a space.
    """
    text = _INVISIBLE.sub("", text) if text.isascii() else _plain_letters(text)
    return _SIGN_RUN.sub(_short_run, _SIGN_LINE.sub("", text))


def _plain_letters(text: str) -> str:
    text = _PRIVATE.sub(" ", _BLANK.sub(" ", _INVISIBLE.sub("", text)))
    if "\ufffd" in text:
        text = _LOST_APOSTROPHE.sub("'", text).replace("\ufffd", " ")
    text = _MAYBE_PILED.sub(_unpiled, text)
    text = _FILLED.sub(lambda run: run[0].translate(_PLAIN), text)
    # Last, because a mark that stood between a letter and its accent would have kept them apart.
    return unicodedata.normalize("NFC", _DRESSED.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text))


def _short_run(run: re.Match[str]) -> str:
    first, before = run[0][0], run.string[max(0, run.start() - 2) : run.start()].rstrip()[-1:]
    if first not in _END_SIGNS or before in _END_SIGNS:
        return " "
    # The full stop of a sentence, and the run after it.
    return f"{first} " if run[0][1] == " " else first * 3


def _quoted_printable(text: str) -> str:
    data = quopri.decodestring(text.encode("utf-8", "surrogatepass"))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _unescaped(run: re.Match[str]) -> str:
    escaped = run[0]
    if escaped[1] == "u":
        return bytes.fromhex(escaped.replace("\\u", "")).decode("utf-16-be", "ignore")
    if escaped[1] == "x":
        return bytes.fromhex(escaped.replace("\\x", "")).decode("utf-8", "ignore")
    return escaped[1]


def _reread(run: str, encoding: str) -> str:
    # Five bytes have no character in Windows-1252; those who read it wrongly took them for controls.
    data = b"".join(character.encode(encoding, "ignore") or character.encode("latin-1", "ignore") for character in run)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return run


def _unpiled(run: re.Match[str]) -> str:
    kept = []
    marks = 0
    for character in run[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)
