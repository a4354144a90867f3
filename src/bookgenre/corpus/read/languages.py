"""Languages: their names and codes to ISO 639-1, and which one a description is in."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

__all__ = ["is_in", "language_code", "language_of"]

# ISO 639-1, ISO 639-2 (B and T where they differ), then names: English ones, and the language's own.
_LANGUAGES = """
af afr | Afrikaans
am amh | Amharic; አማርኛ
ar ara | Arabic; العربية
az aze | Azerbaijani; Azeri; Azərbaycanca
be bel | Belarusian; Беларуская
bg bul | Bulgarian; Български
bn ben | Bengali; Bangla; বাংলা
bs bos | Bosnian; Bosanski
ca cat | Catalan; Valencian; Català
cs cze ces | Czech; Čeština; Česky
cy wel cym | Welsh; Cymraeg
da dan | Danish; Dansk
de ger deu | German; Deutsch
el gre ell | Greek; Modern Greek; Ελληνικά
en eng | English; Inglés; Anglais; Englisch
eo epo | Esperanto
es spa | Spanish; Castilian; Español; Castellano
et est | Estonian; Eesti
eu baq eus | Basque; Euskara
fa per fas | Persian; Farsi; فارسی
fi fin | Finnish; Suomi
fr fre fra | French; Français
ga gle | Irish; Irish Gaelic; Gaeilge
gl glg | Galician; Galego
gu guj | Gujarati; ગુજરાતી
he heb iw | Hebrew; עברית
hi hin | Hindi; हिन्दी; हिंदी
hr hrv scr | Croatian; Hrvatski
hu hun | Hungarian; Magyar
hy arm hye | Armenian; Հայերեն
id ind in | Indonesian; Bahasa Indonesia
is ice isl | Icelandic; Íslenska
it ita | Italian; Italiano
ja jpn | Japanese; 日本語
jv jav | Javanese; Basa Jawa
ka geo kat | Georgian; ქართული
kk kaz | Kazakh; Қазақ
km khm | Khmer; Central Khmer; ខ្មែរ
kn kan | Kannada; ಕನ್ನಡ
ko kor | Korean; 한국어
ku kur | Kurdish; Kurdî
la lat | Latin; Latina
lt lit | Lithuanian; Lietuvių
lv lav | Latvian; Latviešu
mk mac mkd | Macedonian; Македонски
ml mal | Malayalam; മലയാളം
mn mon | Mongolian; Монгол
mr mar | Marathi; मराठी
ms may msa | Malay; Bahasa Melayu; Bahasa Malaysia
my bur mya | Burmese; မြန်မာ
nb nob | Norwegian Bokmål; Bokmål; Bokmål, Norwegian
ne nep | Nepali; नेपाली
nl dut nld | Dutch; Flemish; Nederlands; Vlaams
nn nno | Norwegian Nynorsk; Nynorsk; Nynorsk, Norwegian
no nor | Norwegian; Norsk
pa pan | Punjabi; Panjabi; ਪੰਜਾਬੀ
pl pol | Polish; Polski
ps pus | Pashto; Pushto; پښتو
pt por | Portuguese; Português
ro rum ron | Romanian; Moldavian; Română
ru rus | Russian; Русский
sa san | Sanskrit; संस्कृतम्
si sin | Sinhala; Sinhalese; සිංහල
sk slo slk | Slovak; Slovenčina
sl slv | Slovenian; Slovene; Slovenščina
so som | Somali; Soomaali
sq alb sqi | Albanian; Shqip
sr srp scc | Serbian; Српски; Srpski
sv swe | Swedish; Svenska
sw swa | Swahili; Kiswahili
ta tam | Tamil; தமிழ்
te tel | Telugu; తెలుగు
th tha | Thai; ไทย
tl tgl fil | Tagalog; Filipino; Pilipino
tr tur | Turkish; Türkçe
uk ukr | Ukrainian; Українська
ur urd | Urdu; اردو
uz uzb | Uzbek; Oʻzbek
vi vie | Vietnamese; Tiếng Việt
yi yid | Yiddish; ייִדיש
zh chi zho cmn | Chinese; Mandarin; Mandarin Chinese; 中文; 汉语; 漢語
zu zul | Zulu; isiZulu
"""
_END = re.compile(r"[-_;,/(\[]")
# Middle English is not English, and Ancient Greek not Greek, to a reader or a model.
_PAST = re.compile(r"\b(?:ancient|middle|old)\b")


@cache
def language_code(text: str | None) -> str | None:
    """Return the ISO 639-1 code of a language given as a name or as a code; None where it is not known.

    Understands English and own names, ISO 639-1 and 639-2 codes, and what sources add to either: ``en-US``,
    ``English (UK)``, ``Spanish; Castilian``, ``Greek, Modern (1453-)``. Several languages count as the first.
    """
    if not text:
        return None
    name = _fold(text)
    return _codes().get(name) or (None if _PAST.search(name) else _codes().get(_END.split(name)[0].strip()))


@cache
def _codes() -> dict[str, str]:
    return dict(_spellings())


def _spellings() -> Iterator[tuple[str, str]]:
    for line in _LANGUAGES.strip().splitlines():
        codes, names = line.split("|")
        first = codes.split()[0]
        for spelling in [*codes.split(), *names.split(";")]:
            yield _fold(spelling), first


def _fold(text: str) -> str:
    # Without accents, as many a source writes Espanol and Francais.
    letters = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


# Below this probability, or this length, the language that the source states counts.
_SURE = 0.8
_LONG_ENOUGH = 120
# The start of a text is enough.
_READ = 400


def language_of(text: str) -> tuple[str, float]:
    """Return the ISO 639-1 code of the most probable language, and its probability (py3langid, naive Bayes)."""
    code, probability = _identifier().classify(text[:_READ])
    return str(code), float(probability)


def is_in(text: str, languages: frozenset[str], stated: str | None) -> tuple[bool, str]:
    """Say whether `text` is in one of `languages`, and in which it is taken to be.

    Languages are ISO 639-1 codes; where `languages` is empty, every one will do. What the source has `stated` of the
    book counts for less than the text itself wherever that is long enough to tell: a translation's blurb may be in
    another language.
    """
    code, probability = language_of(text)
    if probability < _SURE or len(text) < _LONG_ENOUGH:
        # If the source states none either, a text that may be in a wanted language is kept.
        code = stated or _most_probable(text, languages) or code
    return not languages or code in languages, code


def _most_probable(text: str, languages: frozenset[str]) -> str | None:
    """Return which of `languages` the text is in if it is in one of them."""
    if not languages:
        return None
    ranked = _identifier().rank(text[:_READ])
    return next((str(code) for code, _ in ranked if code in languages), None)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
