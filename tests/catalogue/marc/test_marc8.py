import sys
import unicodedata

import pytest

from bookgenre.catalogue.marc.marc8 import decode_subfield, encode_value, uses_utf8
from bookgenre.errors import MissingExtraError

MARC8, UTF8 = b"00000nam  2200000 i 4500", b"00000nam a2200000 i 4500"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"Caf\xe2e", "Caf\u00e9"),
        (b"\xa5gir", "\u00c6gir"),
        (b"\x1b(NkNIGA\x1b(B", "\u041a\u043d\u0438\u0433\u0430"),
        (b"plain", "plain"),
        (b"a dash &#x2014; here", "a dash \u2014 here"),
        (b"no &#xD800; character", "no &#xD800; character"),
    ],
)
def test_marc8_is_decoded(data, text):
    assert decode_subfield(data, utf8=False) == text


@pytest.mark.parametrize("data", [b"cut \x1b$1!0", b"cut \x1b$1!0\x1b(B and on", b"\x1b", b"end \x1b(", b"\xff\xfe"])
def test_damaged_marc8_is_read_without_a_word(data, capfd):
    decode_subfield(data, utf8=False)
    assert capfd.readouterr() == ("", "")


def test_without_pymarc_only_ascii_can_be_read(monkeypatch):
    monkeypatch.setitem(sys.modules, "pymarc", None)
    assert decode_subfield(b"plain", utf8=False) == "plain"
    with pytest.raises(MissingExtraError, match=r"pymarc is not installed.*bookgenre\[catalogue\]"):
        decode_subfield(b"Caf\xe2e", utf8=False)


def test_damaged_utf8_is_replaced():
    assert decode_subfield(b"Caf\xe2e", utf8=True) == "Caf\ufffde"


@pytest.mark.parametrize(
    "text", ["sea", "Caf\u00e9", "\u0152uvre d\u2019\u00e9t\u00e9", "\u1ea3nh", "\u4e2d \U0001f409"]
)
def test_what_is_encoded_reads_back(text):
    assert decode_subfield(encode_value(text, utf8=True), utf8=True) == text
    assert decode_subfield(encode_value(text, utf8=False), utf8=False) == unicodedata.normalize("NFC", text)


def test_marks_stand_before_their_letter():
    assert encode_value("\u00e9t\u1ec7", utf8=False) == b"\xe2et\xf2\xe3e"


@pytest.mark.parametrize(
    ("leader", "data", "expected"),
    [
        (UTF8, b"Caf\xe2e", True),
        (MARC8, b"Cafe", False),
        (MARC8, b"Caf\xe2e", False),
        (MARC8, "Caf\u00e9".encode(), True),
        (MARC8, b"\x1b(N\xc3\xa9\x1b(B", False),
    ],
)
def test_the_character_set_is_that_of_the_leader_or_of_the_bytes(leader, data, expected):
    assert uses_utf8(leader, data) is expected
