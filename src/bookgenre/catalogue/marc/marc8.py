"""The two character sets of MARC 21: UTF-8, and MARC-8, to which most older records are written."""

import re
import unicodedata
from functools import cache

from bookgenre.errors import MissingExtraError

__all__ = ["decode_subfield", "encode_value", "uses_utf8"]

_ESCAPE = b"\x1b"
# Characters of East Asian sets have three bytes.
_TRIPLES = re.compile(rb"(\x1b\$,?1)([^\x1b]*)")
_ANSEL = 0x45
_REFERENCE = re.compile(r"&#x([0-9A-Fa-f]{1,6});")


def uses_utf8(leader: bytes, data: bytes) -> bool:
    """Say whether a record is UTF-8: its leader says so, or its bytes can hardly be anything else.

    Many records of old systems were converted and kept the leader of MARC-8. Letters with diacritics in MARC-8 are not
    valid UTF-8.
    """
    if leader[9:10] == b"a":
        return True
    if data.isascii() or _ESCAPE in data:
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def decode_subfield(data: bytes, *, utf8: bool) -> str:
    """Return the text of a subfield; what cannot be decoded is replaced.

    Letters of MARC-8 need the tables of pymarc; it is a `MissingExtraError` if that is not installed.
    """
    if data.isascii() and _ESCAPE not in data:
        text = data.decode("ascii")
    elif utf8:
        text = data.decode("utf-8", "replace")
    else:
        text = _decode_marc8(data)
    return text if utf8 or "&#x" not in text else _REFERENCE.sub(_character, text)


def _decode_marc8(data: bytes) -> str:
    try:
        from pymarc import marc8_to_unicode
    except ModuleNotFoundError as error:
        raise MissingExtraError("catalogue", "pymarc") from error
    try:
        # A character that is cut would shift those after it, and pymarc complain on standard error.
        whole = _TRIPLES.sub(lambda run: run[1] + run[2][: len(run[2]) // 3 * 3], data)
        return str(marc8_to_unicode(whole, hide_utf8_warnings=True))
    except UnicodeDecodeError:
        return data.decode("ascii", "replace")


def _character(match: re.Match[str]) -> str:
    number = int(match[1], 16)
    return chr(number) if number <= 0x10FFFF and not 0xD800 <= number < 0xE000 else match[0]


def encode_value(text: str, *, utf8: bool) -> bytes:
    """Return a text in the character set of a record.

    MARC-8 gets Latin letters as ASCII and ANSEL have them, marks before their letter; any other character as the
    reference that the Library of Congress defines for lossless conversion, ``&#x2014;`` for a dash.
    """
    if utf8 or text.isascii():
        return text.encode("utf-8")
    encoded, marks = bytearray(), bytearray()
    for character in reversed("".join(map(_decomposed, unicodedata.normalize("NFC", text)))):
        code, combines = _ansel().get(ord(character), (b"&#x%04X;" % ord(character), False))
        if combines:
            marks = bytearray(code) + marks
            continue
        # From the end to the start: marks come before the letter that they follow in Unicode.
        encoded[:0] = marks + (character.encode("ascii") if character.isascii() else code)
        marks.clear()
    return bytes(marks + encoded)


def _decomposed(character: str) -> str:
    return character if ord(character) in _ansel() else unicodedata.normalize("NFD", character)


@cache
def _ansel() -> dict[int, tuple[bytes, bool]]:
    """ANSEL's code of a Unicode character, and whether it is a mark on the letter after it."""
    from pymarc import marc8_mapping

    return {
        number: (bytes([code]), bool(combines)) for code, (number, combines) in marc8_mapping.CODESETS[_ANSEL].items()
    }
