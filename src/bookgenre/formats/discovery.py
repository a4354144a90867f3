"""The formats by name."""

import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bookgenre.errors import InputError

if TYPE_CHECKING:
    from bookgenre.covers import Palette
    from bookgenre.recommender import Answer

__all__ = ["AnswerFormat", "PaletteFormat", "answer_format", "answer_names", "palette_format", "palette_names"]


@dataclass(frozen=True, slots=True)
class AnswerFormat:
    """A format of answers.

    Attributes
    ----------
    name
        Also the suffix of a file, without the point.
    label
        What people call it, and which programs read it.
    media_type
        For HTTP.
    write
        Returns answers as one text.
    for_one_book
        Whether it is of use for a single book, as on the site.
    """

    name: str
    label: str
    media_type: str
    write: Callable[[Sequence["Answer"]], str]
    for_one_book: bool = True


@dataclass(frozen=True, slots=True)
class PaletteFormat:
    """A format of palettes; attributes as in `AnswerFormat`, `write` takes a palette and a title."""

    name: str
    label: str
    media_type: str
    write: Callable[["Palette", str], bytes]


def answer_names() -> tuple[str, ...]:
    """Return the names of the formats of answers; none of them is imported."""
    return _names("answer_")


def palette_names() -> tuple[str, ...]:
    """Return the names of the formats of palettes; none of them is imported."""
    return _names("palette_")


def answer_format(name: str) -> AnswerFormat:
    """Return the format of answers with this name; if there is none, an `InputError` names them all."""
    module = _module("answer_", name)
    return AnswerFormat(
        name, module.LABEL, module.MEDIA_TYPE, module.write, for_one_book=getattr(module, "FOR_ONE_BOOK", True)
    )


def palette_format(name: str) -> PaletteFormat:
    """Return the format of palettes with this name; if there is none, an `InputError` names them all."""
    module = _module("palette_", name)
    return PaletteFormat(name, module.LABEL, module.MEDIA_TYPE, module.write)


@cache
def _names(prefix: str) -> tuple[str, ...]:
    modules = pkgutil.iter_modules([str(Path(__file__).parent)])
    return tuple(sorted(module.name.removeprefix(prefix) for module in modules if module.name.startswith(prefix)))


def _module(prefix: str, name: str) -> Any:
    if name not in _names(prefix):
        raise InputError(f"there is no format {name!r:.40}; use {', '.join(_names(prefix))}")
    return import_module(f"bookgenre.formats.{prefix}{name}")
