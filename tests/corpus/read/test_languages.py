import pytest

from bookgenre.corpus.read import language_code
from bookgenre.corpus.read.languages import is_in, language_of


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
    from bookgenre.corpus.read.languages import _spellings

    spellings = list(_spellings())
    assert len({code for _, code in spellings}) > 60
    assert {len(code) for _, code in spellings} == {2}
    assert len(set(spellings)) == len({spelling for spelling, _ in spellings})


ENGLISH = (
    "A retired spy is pulled back to the harbour town where she grew up, because the man who once betrayed her has "
    "been found dead in the lighthouse, and nobody but her knows who he really was."
)
SPANISH = (
    "Una espía retirada vuelve al pueblo pesquero donde creció, porque el hombre que la traicionó hace muchos años ha "
    "aparecido muerto en el faro, y nadie más que ella sabe quién era en realidad."
)
GERMAN = (
    "Eine ehemalige Spionin kehrt in das Hafenstädtchen ihrer Kindheit zurück, denn der Mann, der sie einst verraten "
    "hat, wurde tot im Leuchtturm gefunden, und niemand außer ihr weiß, wer er wirklich war."
)
# Too short to be sure of; the model takes it for another language than it is in.
SHORT = "Rex et regina in Roma."
EN = frozenset({"en"})


@pytest.mark.parametrize(("text", "code"), [(ENGLISH, "en"), (SPANISH, "es"), (GERMAN, "de")])
def test_a_text_of_some_length_tells_its_language(text, code):
    found, probability = language_of(text)
    assert found == code
    assert 0.9 < probability <= 1


@pytest.mark.parametrize("stated", [None, "en", "es", "de"])
def test_a_long_text_counts_for_more_than_what_its_source_says(stated):
    assert is_in(ENGLISH, EN, stated) == (True, "en")
    assert is_in(SPANISH, EN, stated) == (False, "es")
    assert is_in(GERMAN, frozenset({"de", "es"}), stated) == (True, "de")


def test_telegraphic_english_is_english():
    text = (
        "Spy thriller. Berlin, 1961. Dead handler. Stolen files. Double agent. Betrayal. Murder. Revenge. Escape. Wall."
    )
    assert is_in(f"{text} Moscow. Poison. Secrets.", EN, None) == (True, "en")


def test_of_a_short_text_its_source_says_the_language():
    assert is_in(SHORT, EN, "en") == (True, "en")
    assert is_in(SHORT, EN, "la") == (False, "la")
    assert is_in(SHORT, frozenset({"la"}), "la") == (True, "la")


def test_a_short_text_in_one_of_the_languages_is_still_what_its_source_says():
    text = "The house is old and empty now."
    assert language_of(text)[0] == "en"
    assert is_in(text, EN, "es") == (False, "es")


def test_a_short_text_of_which_nothing_is_said_has_the_benefit_of_the_doubt():
    assert language_of(SHORT)[0] != "en"
    assert is_in(SHORT, EN, None) == (True, "en")


def test_the_benefit_goes_to_the_most_probable_language():
    assert is_in("El sol sale.", frozenset({"de", "es", "ja"}), None) == (True, "es")


def test_a_language_that_nobody_has_heard_of_takes_short_texts_only_by_their_source():
    assert is_in(SHORT, frozenset({"xx"}), None)[0] is False
    assert is_in(SHORT, frozenset({"xx"}), "xx") == (True, "xx")


@pytest.mark.parametrize(
    ("text", "stated", "code"), [(SPANISH, "en", "es"), (GERMAN, None, "de"), (SHORT, "la", "la"), (ENGLISH, "x", "en")]
)
def test_all_languages_are_kept_and_named(text, stated, code):
    assert is_in(text, frozenset(), stated) == (True, code)


def test_only_the_start_is_read():
    assert language_of(ENGLISH * 3) == language_of((ENGLISH * 3)[:400] + GERMAN)
