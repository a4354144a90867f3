"""Why a text could not be read as JSON, for people."""

import json
import sys

__all__ = ["json_fault"]


def json_fault(error: ValueError | RecursionError) -> str:
    """Return what an error of `json.loads` means; of the text it names only the place."""
    if isinstance(error, json.JSONDecodeError):
        return str(error)
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    # The one other error is that of a number; its own words advise a setting of Python.
    return f"a number has more than {sys.get_int_max_str_digits():,} digits"
