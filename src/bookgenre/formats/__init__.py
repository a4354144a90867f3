"""Answers and palettes as text and files: one module per format.

A module ``answer_NAME.py`` or ``palette_NAME.py`` is a format. It has ``LABEL`` and ``MEDIA_TYPE``, and a function
``write`` as `AnswerFormat` or `PaletteFormat` describes it; the command line and the site offer it by its name. A
format of answers that is of use only for many books sets ``FOR_ONE_BOOK = False``.
"""

from bookgenre.formats.discovery import (
    AnswerFormat,
    PaletteFormat,
    answer_format,
    answer_names,
    palette_format,
    palette_names,
)

__all__ = ["AnswerFormat", "PaletteFormat", "answer_format", "answer_names", "palette_format", "palette_names"]
