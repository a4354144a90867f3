"""Reading what may have been made to do harm: bounded, checked, and every failure a `ModelError`."""

import contextlib
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from bookgenre.errors import ModelError
from bookgenre.files import read_bounded

__all__ = ["as_model_error", "check_name", "check_number", "read_json", "reason"]

_ADVICE = "fetch or export the model again"
_LONGEST_NAME = 200
_LONGEST_REASON = 200


@contextlib.contextmanager
def as_model_error(path: Path, what: str) -> Iterator[None]:
    """Raise whatever goes wrong in the block as a `ModelError`: ``NAME WHAT (reason); fetch … again``."""
    try:
        yield
    except ModelError:
        raise
    except BaseException as error:
        # A panic in Rust comes as an exception that is none, so that nobody catches it by mistake.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise ModelError(f"{path.name} {what} ({reason(error)}); {_ADVICE}") from error


def reason(error: BaseException) -> str:
    """Return what an error says in one short line without control characters: it may quote what is in the file."""
    text = " ".join(str(error).split())
    shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in text[:_LONGEST_REASON])
    return shown or type(error).__name__


def read_json(path: Path, limit: int) -> Any:
    """Return the value in a JSON file of `limit` bytes at most.

    Raises
    ------
    InputError, OSError, ValueError, RecursionError
        If it is too large, no regular file, not JSON, nested too deeply, or holds NaN or Infinity, which are no JSON.
    """
    return json.loads(read_bounded(path, limit, regular=True).decode("utf-8"), parse_constant=_refuse)


def check_name(value: object, what: str, *, empty: bool = False) -> None:
    """Raise `TypeError` or `ValueError` unless `value` is a text of one printable line, of 200 characters at most."""
    if not isinstance(value, str):
        raise TypeError(f"{what} is not text")
    if not value.isprintable() or len(value) > _LONGEST_NAME or not (value.strip() or empty):
        raise ValueError(f"{what} is no name of up to {_LONGEST_NAME} printable characters")


def check_number(value: object, what: str, low: float, high: float) -> None:
    """Raise `TypeError`, `ValueError` or `OverflowError` unless `value` is a number from `low` to `high`."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TypeError(f"{what} should be a number and is a {type(value).__name__}")
    if not math.isfinite(value) or not low <= value <= high:
        raise ValueError(f"{what} is not from {low:g} to {high:g}")


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number in JSON")
