"""Initial weights from a finished run or a published model, and their mean with trained ones."""

import json
import math
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from bookgenre.classifier.model_folder import GENRES
from bookgenre.errors import RecipeError
from bookgenre.training.network.dequantise import dequantise_model
from bookgenre.training.network.run_folder import RUN, WEIGHTS

__all__ = ["mean_with_start", "initial_weights"]

_RARE = math.log(1e-3 / (1 - 1e-3))


def initial_weights(folder: Path, genre_ids: Sequence[str]) -> dict[str, Tensor]:
    """Return the weights in a run folder, or those that a model folder's 8-bit graph still holds (`dequantise_model`).

    Genres that the taxonomy has gained since start with weights of zero and the bias of a genre that one book in a
    thousand has.

    Raises `RecipeError` if it is neither, or it has genres that are not among `genre_ids`.
    """
    is_run = (folder / WEIGHTS).is_file()
    try:
        facts = json.loads((folder / (RUN if is_run else GENRES)).read_text(encoding="utf-8"))
        found = list(facts["genres"]) if is_run else [genre["id"] for genre in facts]
        weights = load_file(folder / WEIGHTS) if is_run else {}
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        raise RecipeError(f"{folder} has neither a finished run nor a model ({error}); train one first") from error
    if unknown := [genre for genre in found if genre not in genre_ids]:
        raise RecipeError(f"{folder} has the genre {unknown[0]!r}, which the taxonomy lacks; start from another model")
    weights = weights or dequantise_model(folder)
    rows = torch.tensor([list(genre_ids).index(genre) for genre in found])
    head, bias = weights["head.weight"], weights["head.bias"]
    grown, grown_bias = head.new_zeros(len(genre_ids), head.shape[1]), bias.new_full((len(genre_ids),), _RARE)
    grown[rows], grown_bias[rows] = head, bias
    return weights | {"head.weight": grown, "head.bias": grown_bias}


def mean_with_start(trained: dict[str, Tensor], start: dict[str, Tensor], share: float) -> dict[str, Tensor]:
    """Return the mean of weights and those that they started from, `share` of it the trained ones.

    It keeps most of what the start had learned and most of what training on other data added (Wortsman et al. 2022).
    Genres that the start did not have keep their trained weights.
    """
    mean = {name: torch.lerp(start[name].float(), tensor.float(), share) for name, tensor in trained.items()}
    gained = (start["head.weight"] == 0).all(dim=1)
    for name in ("head.weight", "head.bias"):
        mean[name][gained] = trained[name][gained].float()
    return mean
