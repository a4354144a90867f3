"""How wide a text may become, estimated from above without a font.

Sources
-------
Letters of Latin, Greek, Cyrillic and Arabic (the widest of their forms), and bounds for Armenian, Georgian, Hebrew and
symbols: advance widths of DejaVu Sans Bold and DejaVu Serif Bold 2.37, the wider of the two, rounded up to a twentieth
of an em. They are among the widest text faces in use. Wide and full-width characters: one em (Unicode Standard Annex
11). Emoji: 1.4 em, as wide as the widest that DejaVu draws but one. Letters of India and South-East Asia: by judgement,
as no font was at hand.
"""

import unicodedata
from functools import lru_cache

__all__ = ["SAFE", "advance", "is_emoji", "is_plain", "is_wide", "text_width"]

SAFE = 1.05
"""Factor for faces that are wider than DejaVu Bold."""

_EMS = {
    0.35: " '",
    0.40: ",./:;\\ijl|łı‘’·іјا،؛",
    0.45: "-f",
    0.50: "!()IJ[]_`t¡–°ΙΪίιІЈ",
    0.55: '"*r§',
    0.60: "?sz¿ζξѕدذ؟ء",
    0.65: "cx«»•έεςгзстхэєґةرزوژ",
    0.70: "$0123456789aekovyøð“”ΰγδθνοτυχГабвеоуьعغه",
    0.75: "FLSTYZbdghnpqu{}þđŁŋΓΖΞΣΤΥΫήβηκλμρЗТийклнпрцчяЅђћџҐجحخچ",
    0.80: "ACEPVXßÞΑΔΕΛΡΧάαπσЕРСХЭъЄم",
    0.85: "#+<=>BR^~ΒАВУЬд",
    0.90: "DGKOQUØÐĐŊΘΚΟΦΩБДЛОЯмلن",
    0.95: "&HNwΗΝΠΨφψИЙКНПЧЂЏقك",
    1.00: "@—…©®ωФЦЪфЋљ",
    1.05: "%æжыюњىيکگی",
    1.10: "mÆœшبتثطظپ",
    1.15: "MWΜМщ",
    1.20: "Œ",
    1.25: "ЫЉ",
    1.30: "ШЮЊ",
    1.35: "ЖЩ",
    1.45: "سشصضڛښڜڝڞۺۻ‰",
    1.60: "😴",
    1.90: "‱",
    12.0: "\ufdfd",  # A whole phrase, and Unicode does not decompose it; by judgement.
}
_TABLE = {character: ems for ems, characters in _EMS.items() for character in characters}

_BOUNDS = (
    (0x0530, 1.30),  # Latin, Greek and Cyrillic that the table leaves out
    (0x0590, 1.25),  # Armenian
    (0x0600, 0.80),  # Hebrew
    (0x0900, 1.30),  # Arabic and its neighbours
    (0x0B80, 1.00),  # Devanagari to Odia
    (0x0E00, 1.50),  # Tamil to Sinhala
    (0x0E80, 0.85),  # Thai
    (0x0F00, 1.05),  # Lao
    (0x1400, 1.50),  # Tibetan to Cherokee
    (0x16A0, 2.05),  # Canadian syllabics and Ogham
)
_ANY = 1.5
_EMOJI = 1.4
_CAPITAL = 1.65
_SPACING_MARK = 0.6
_GREEK_ACCENT = 0.45

_BOX = 0.6
"""The box that DejaVu draws for a letter it lacks; a cluster may become as many boxes as it has characters."""

_SHAPED_BY_DEJAVU = 0x0700


def text_width(clusters: list[str]) -> float:
    """Return the width of grapheme clusters in em, without `SAFE`."""
    return sum(map(_cluster_width, clusters))


@lru_cache(maxsize=4096)
def _cluster_width(cluster: str) -> float:
    if "\ufe0f" in cluster:
        # The variation selector asks for the emoji form of a letter or sign that may be narrow otherwise.
        return sum(max(advance(c), _EMOJI) if unicodedata.category(c)[0] not in "MC" else 0.0 for c in cluster)
    boxes = sum(_BOX for c in cluster if ord(c) >= _SHAPED_BY_DEJAVU and not _is_ignorable(c))
    return max(sum(map(advance, cluster)), boxes)


@lru_cache(maxsize=4096)
def advance(character: str) -> float:
    """Return the width of one character in em: not less than what common bold faces need, and 0 for marks."""
    if character in _TABLE:
        return _TABLE[character]
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf", "Cc", "Cs"):
        return 0.0
    if category == "Mc":
        return _SPACING_MARK
    if is_emoji(character):
        return _EMOJI
    if is_wide(character):
        return 1.0
    parts = unicodedata.normalize("NFKD", character)
    if parts != character:
        # DejaVu sets the accents of Greek capitals beside the letter, and a háček on d, l and t as an apostrophe.
        beside = _GREEK_ACCENT if _is_greek(character) and character != character.lower() else 0.0
        beside += 0.25 if character in "ďĽľť" else 0.0
        # A character that is only like its parts (a circled digit, a Fraktur letter) may be wider than they are.
        least = 0.5 if unicodedata.normalize("NFD", character) != character else 1.0
        return max(sum(map(advance, parts)) + beside, least)
    code = ord(character)
    if code < 0x0530 and category in ("Lu", "Lt"):
        return _CAPITAL
    return next((ems for end, ems in _BOUNDS if code < end), _ANY)


def is_wide(character: str) -> bool:
    """Whether a character takes a full square, as in Chinese, Japanese and Korean."""
    return unicodedata.east_asian_width(character) in "WF"


def is_emoji(character: str) -> bool:
    """Whether a character is drawn as a picture, or is one half of a flag."""
    return ord(character) >= 0x1F000 and unicodedata.category(character) in ("So", "Sk", "Cn")


def is_plain(text: str) -> bool:
    """Whether a text holds only Latin, Greek and Cyrillic without stacked accents, so that its estimate is near."""
    return all(ord(c) < 0x0300 or 0x0370 <= ord(c) < 0x0530 or 0x2010 <= ord(c) < 0x2060 for c in text)


def _is_greek(character: str) -> bool:
    return 0x0370 <= ord(character) < 0x0400 or 0x1F00 <= ord(character) < 0x2000


def _is_ignorable(character: str) -> bool:
    return unicodedata.category(character) == "Cf" or 0xFE00 <= ord(character) < 0xFE10
