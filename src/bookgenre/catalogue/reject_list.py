"""The files that list what could not be classified, as `bookgenre.catalogue.tally` writes them."""

import errno
import json
from pathlib import Path

from bookgenre.errors import InputError

__all__ = ["is_reject_list", "reject_entry"]

_KEYS = {"record", "identifier", "reason"}


def reject_entry(file: str | None, record: int | None, identifier: str, reason: str) -> dict[str, object]:
    """Return one line of a list; `file` is None where a run has one input."""
    named: dict[str, object] = {} if file is None else {"file": file}
    return named | {"record": record, "identifier": identifier, "reason": reason}


def is_reject_list(path: Path) -> bool:
    """Say whether a file holds rejects and nothing else, so that it may be replaced or removed; so does none at all.

    A path that cannot be is an `InputError`.
    """
    try:
        if not path.is_file():
            return True
        with path.open("rb") as lines:
            return all(_is_entry(line) for line in lines)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise InputError(f"the name {path.name} is too long; name another file with --rejects") from None
        return False


def _is_entry(line: bytes) -> bool:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(entry, dict) and entry.keys() - {"file"} == _KEYS
