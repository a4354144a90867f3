"""Cleaning of what people paste and sources give: one form for training and answering alike. Standard library only."""

from bookgenre.text.cleaning import (
    MAX_CHARACTERS,
    MIN_CHARACTERS,
    check_readable,
    check_text,
    clean_book,
    clean_paragraphs,
    clean_text,
    decode_text,
    why_nothing,
)
from bookgenre.text.english import FUNCTION_WORDS, looks_english
from bookgenre.text.markup import strip_markup, tidy_lines

__all__ = [
    "FUNCTION_WORDS",
    "MAX_CHARACTERS",
    "MIN_CHARACTERS",
    "check_readable",
    "check_text",
    "clean_book",
    "clean_paragraphs",
    "clean_text",
    "decode_text",
    "looks_english",
    "strip_markup",
    "tidy_lines",
    "why_nothing",
]
