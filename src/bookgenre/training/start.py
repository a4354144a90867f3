"""Weights to go on from: those of a finished run, or of a published model."""

import json
from collections.abc import Sequence
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from bookgenre.classifier.model_folder import GENRES
from bookgenre.errors import RecipeError
from bookgenre.training.read_back import read_back

__all__ = ["start_weights"]


def start_weights(folder: Path, genre_ids: Sequence[str]) -> dict[str, Tensor]:
    """Return the weights in a run folder, or those that a model folder's 8-bit graph still holds (`read_back`).

    Raises
    ------
    RecipeError
        If it is neither, or its genres are others than `genre_ids`.
    """
    weights = folder / "weights.safetensors"
    is_run = weights.is_file()
    try:
        if is_run:
            found = json.loads((folder / "run.json").read_text(encoding="utf-8"))["genres"]
            tensors = load_file(weights)
        else:
            found = [genre["id"] for genre in json.loads((folder / GENRES).read_text(encoding="utf-8"))]
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        raise RecipeError(f"{folder} holds neither a finished run nor a model ({error}); train one first") from error
    if list(found) != list(genre_ids):
        raise RecipeError(f"{folder} answers with other genres; start from a model of the same taxonomy")
    return tensors if is_run else read_back(folder)
