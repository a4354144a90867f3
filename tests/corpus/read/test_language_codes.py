import pytest

from bookgenre.corpus.read import language_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("English", "en"),
        ("  ENGLISH ", "en"),
        ("eng", "en"),
        ("en-US", "en"),
        ("en_GB", "en"),
        ("English (US)", "en"),
        ("Español", "es"),
        ("Espanol", "es"),
        ("Spanish; Castilian", "es"),
        ("ger", "de"),
        ("deu", "de"),
        ("Deutsch", "de"),
        ("fre", "fr"),
        ("Français", "fr"),
        ("Greek, Modern (1453-)", "el"),
        ("Norwegian Bokmål", "nb"),
        ("Bokmål, Norwegian", "nb"),
        ("zh-Hans-CN", "zh"),
        ("中文", "zh"),
        ("한국어", "ko"),
        ("हिन्दी", "hi"),
        ("Tiếng Việt", "vi"),
        ("Slovenčina", "sk"),
        ("Filipino; Pilipino", "tl"),
        ("English, German", "en"),
    ],
)
def test_names_and_codes_are_understood(text, code):
    assert language_code(text) == code


@pytest.mark.parametrize(
    "text",
    [None, "", " ", "-", "und", "mul", "Multiple languages", "Klingon", "English, Middle (1100-1500)", "Old Norse"],
)
def test_what_is_not_known_is_none(text):
    assert language_code(text) is None


def test_no_two_languages_share_a_spelling():
    from bookgenre.corpus.read.language_codes import _spellings

    spellings = list(_spellings())
    assert len({code for _, code in spellings}) > 60
    assert {len(code) for _, code in spellings} == {2}
    assert len(set(spellings)) == len({spelling for spelling, _ in spellings})
