"""Checks of what callers pass, for every function of the public API that takes a number or an option."""

import operator
from collections.abc import Collection

from bookgenre.errors import InputError

__all__ = ["check_choice", "check_no_text", "check_number", "check_text_type"]


def check_number(name: str, value: object, least: int = 1, most: int | None = None, *, more: str = "") -> int:
    """Return `value` as an int, if it is a whole number from `least` to `most`; NumPy's integers are taken, too.

    Raises
    ------
    InputError
        If it is not; the message gives the range, and ends with `more`.
    """
    try:
        # True and False are no counts; their index is 1 and 0.
        number = None if isinstance(value, bool) else operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        number = None
    if number is None or number < least or (most is not None and number > most):
        shown = value if number is not None else repr(value)
        upper = "" if most is None else f" to {most}"
        wanted = "a whole number, 0 or more" if least == 0 and not upper else f"a whole number from {least}{upper}"
        raise InputError(f"{name} is {shown}; give {wanted}{more}")
    return number


def check_choice(name: str, value: object, choices: Collection[str]) -> str:
    """Return `value`, if it is one of `choices`.

    Raises
    ------
    InputError
        If it is not; the message gives the choices.
    """
    if not isinstance(value, str) or value not in choices:
        raise InputError(f"{name} is {value!r}; use {' or '.join(repr(choice) for choice in choices)}")
    return value


def check_no_text(name: str, value: object) -> None:
    """Raise `InputError` where one text stands for a list of them, which would be read letter by letter."""
    if isinstance(value, str):
        shown = repr(value[:40])
        raise InputError(f"{name} is the text {shown}; give a list: [{shown}]")


def check_text_type(name: str, value: object) -> str:
    """Return `value`, if it is text.

    Raises
    ------
    InputError
        If it is not.
    """
    if not isinstance(value, str):
        raise InputError(f"{name} must be text (str), not {type(value).__name__}; decode or convert it first")
    return value
