import quopri
import sys
import unicodedata

import pytest

from bookgenre.text.characters import _MAYBE_PILED, mend_encoding, normalise_characters


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("o\ufb03cers \ufb01nd the \ufb02eet", "officers find the fleet"),
        ("\uff21 \uff53\uff50\uff59\uff0e", "A spy."),
        ("\U0001d4d0 \U0001d5cc\U0001d5c9\U0001d5d2", "A spy"),
        ("\u24b6 \u24e2\u24df\u24e8", "A spy"),
        ("\u1d2c \u02e2\u1d56\u02b8", "A spy"),
        ("\u1d00 \ua731\u1d18\u028f \u026a\u0274 \u0299\u1d07\u0280\u029f\u026a\u0274", "a spy in berlin"),
        ("\U0001f170 \U0001f162\U0001f15f\U0001f168 \u24ae\u24ab\u24b4", "A SPY spy"),
        ("A\u200d re\u200ctired\u034f s\u20ddp\u20ddy 1\ufe0f\u20e3", "A retired spy 1"),
        ("A\u2800spy\u3164in\u115fBerlin", "A spy in Berlin"),
        ("hand\u00ad\nler", "handler"),
        ("s\u0336p\u0336y\u0336 b\u0332o\u0332o\u0332k\u0332", "spy book"),
        ("hand\u00ac\nler", "handler"),
        ("Book \u2163, the \u017fpy", "Book IV, the spy"),
        ("cafe\u0301", "caf\u00e9"),
        ("cafe\u200b\u0301", "caf\u00e9"),
        ("\ufffcA re\u00adtired spy\ufffc", "A retired spy"),
        ("don\ufffdt \ufffdgo\ufffd", "don't  go "),
    ],
)
def test_letters_are_written_plainly(text, plain):
    assert normalise_characters(text) == plain


PROSE = "They don\u2019t know \u201cthe caf\u00e9\u201d \u2014 voil\u00e0 \u0153uvre\u2026 \u20ac5"
LONG = "A retired spy who mends clocks by night and sells them by day, is pulled back to Berlin"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("They don\u00e2\u20ac\u2122t know the caf\u00c3\u00a9", "They don\u2019t know the caf\u00e9"),
        (PROSE.encode().decode("latin-1"), PROSE),
        (PROSE.encode().decode("cp1252", "replace"), PROSE),
        (PROSE.encode().decode("mac_roman"), PROSE),
        ("It\u2019s caf\u00e9".encode().decode("cp1252").encode().decode("cp1252"), "It\u2019s caf\u00e9"),
        ("They don\x92t know \x93the caf\u00e9\x94", "They don\u2019t know \u201cthe caf\u00e9\u201d"),
        (PROSE, PROSE),
        (r"It\u2019s \"caf\xc3\xa9\" \ud83d\ude00 \ud83d and\/or", 'It\u2019s "caf\u00e9" \U0001f600  and/or'),
        ("Berlin._x000D_\nWho_x000A_is he?", "Berlin.\n\nWho\nis he?"),
        # The source of an e-mail.
        (quopri.encodestring(f"{LONG} {PROSE}".encode()).decode(), f"{LONG} {PROSE}"),
        (quopri.encodestring(f"{LONG} 2=2".encode()).decode().replace("\n", "\r\n"), f"{LONG} 2=2"),
        (f"{LONG} caf=E9".replace("by day, ", "by day, =\n"), f"{LONG} caf\u00e9"),
        ("== Berlin ==\nA spy =\nA dead man. A=41", "== Berlin ==\nA spy =\nA dead man. A=41"),
        (r"C:\users\xavier \n \\", r"C:\users\xavier \n \\"),
        (
            "\u00c2ge, \u00c3o, \u221a2, \u201aso\u2018 and \u00ac",
            "\u00c2ge, \u00c3o, \u221a2, \u201aso\u2018 and \u00ac",
        ),
    ],
)
def test_what_was_read_in_a_wrong_encoding_is_mended(text, plain):
    assert mend_encoding(text) == plain


@pytest.mark.parametrize(
    "text",
    [
        "\u00bd cup, 10\u00b2 m, Acme\u2122, No \u2116 5, 20 \u20ac \u2026",
        "na\u00efve S\u00e3o \u0130stanbul",
        "\u0939\u093f\u0928\u094d\u0926\u0940 \u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd",
        "\u200d",
        "What?! \u201cNo \u2014 no\u2026\u201d ....",
    ],
)
def test_signs_that_mean_something_stay(text):
    assert normalise_characters(text) == text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("=" * 70 + "\nA spy.\n" + "=" * 70, "\nA spy.\n"),
        ("* * * *\nA spy.\n~*~*~*~*~", "\nA spy.\n"),
        ("A spy!!!!!!!!!!", "A spy!!!"),
        ("A spy" + "." * 49_000, "A spy..."),
        ("A spy" + ". " * 20 + "runs", "A spy. runs"),
        ("A spy. " + "." * 49_000, "A spy. "),
        ("A spy --------- a wall", "A spy   a wall"),
        ("-=-=-=-=-=-=-=- A spy", " A spy"),
    ],
)
def test_runs_of_signs_are_cut_short(text, plain):
    assert normalise_characters(text) == plain


def test_marks_that_are_piled_on_a_letter_are_cut_off():
    assert normalise_characters("a" + "\u0316\u0301" * 24_500) == "\u00e1\u0316\u0316\u0301"
    # The pattern that finds them is a superset: nothing that combines is outside of it.
    strange = [code for code in range(sys.maxunicode + 1) if unicodedata.combining(chr(code))]
    assert all(_MAYBE_PILED.match(chr(code) * 7) for code in strange)
