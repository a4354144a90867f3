"""The folder of a training run: the weights of its network, and ``run.json``."""

import json
from pathlib import Path
from typing import Any

from bookgenre.errors import RecipeError
from bookgenre.files import write_file

__all__ = ["RUN", "WEIGHTS", "is_finished", "read_run", "write_run"]

WEIGHTS = "weights.safetensors"
RUN = "run.json"


def write_run(folder: Path, facts: dict[str, Any]) -> None:
    """Write ``run.json``: window, base model, genre ids, data, card, and validation scores once training has ended."""
    write_file(folder / RUN, json.dumps(facts, indent=1))


def read_run(folder: Path) -> dict[str, Any]:
    """Return the facts of a finished run.

    Raises `RecipeError` if `folder` is not the folder of a run, or its training is not finished.
    """
    try:
        facts: dict[str, Any] = json.loads((folder / RUN).read_text(encoding="utf-8"))
        if not facts["validation"]:
            raise ValueError("its training is not finished")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RecipeError(f"{folder} is not the folder of a finished run ({error}); train first") from error
    return facts


def is_finished(folder: Path) -> bool:
    """Say whether training has come to its end: only then does ``run.json`` hold a score."""
    try:
        read_run(folder)
    except RecipeError:
        return False
    return True
