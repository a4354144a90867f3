"""The weights of a published model, dequantised from its 8-bit graph, so that training can start from them."""

import re
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from bookgenre.classifier.model_folder import MODEL
from bookgenre.errors import RecipeError

__all__ = ["dequantise_model"]

Floats = npt.NDArray[np.float32]

_PREFIX = "network."
_LAYER = re.compile(r"/layer\.(\d+)/")
# The linear maps of a layer by the path of their node, without attention's three, which the fusion has joined.
_LINEAR = {
    "/attention/output/dense/": "attention.output.dense",
    "/intermediate/dense/": "intermediate.dense",
    "/output/dense/": "output.dense",
}


def dequantise_model(folder: Path) -> dict[str, Tensor]:
    """Return the weights of a model folder by their names in `GenreNetwork`, in 32 bits.

    Each is the 8-bit number times the scale of its channel, as the graph itself multiplies it: what quantisation has
    rounded away stays away, and training goes on from there. Reads the graphs of the BERT family that
    `bookgenre.training.export.graph` writes.

    Raises `RecipeError` if there is no graph, or it is not of that form.
    """
    try:
        graph = onnx.load(str(folder / MODEL)).graph
    except Exception as error:  # onnx raises the kinds of protobuf
        raise RecipeError(f"{folder / MODEL} cannot be read ({error}); name a run folder or a model folder") from error
    arrays = {item.name: numpy_helper.to_array(item) for item in graph.initializer}
    weights = {name.removeprefix(_PREFIX): value for name, value in arrays.items() if _is_plain(name)}
    try:
        for name in [name for name in arrays if name.startswith(_PREFIX) and name.endswith("_quantized")]:
            plain = name.removesuffix("_quantized")
            weights[plain.removeprefix(_PREFIX)] = _dequantised(arrays, plain)
        weights["head.weight"] = weights["head.weight"].T
        layers = 0
        for node in graph.node:
            if node.op_type == "QAttention":
                weights |= _attention(arrays, node.input[1].removesuffix("_quantized"), node.input[2], layers)
                layers += 1
            elif node.op_type == "MatMulInteger" and (found := _LAYER.search(node.output[0])):
                part = next(name for path, name in _LINEAR.items() if path in node.output[0])
                matrix = _dequantised(arrays, node.input[1].removesuffix("_quantized"))
                weights[f"encoder.encoder.layer.{found[1]}.{part}.weight"] = matrix.T
    except (KeyError, StopIteration, ValueError) as error:
        raise RecipeError(f"{folder / MODEL} is not an 8-bit graph of the BERT family ({error!r})") from None
    return {name: torch.from_numpy(np.array(value, dtype=np.float32, order="C")) for name, value in weights.items()}


def _is_plain(name: str) -> bool:
    return name.startswith(_PREFIX) and not name.endswith(("_quantized", "_scale", "_zero_point"))


def _dequantised(arrays: dict[str, npt.NDArray[np.generic]], name: str) -> Floats:
    """Numbers of a weight whose scales, where it has many, are those of its last axis."""
    steps = arrays[f"{name}_quantized"].astype(np.float32) - arrays[f"{name}_zero_point"].astype(np.float32)
    result: Floats = steps * arrays[f"{name}_scale"].astype(np.float32)
    return result


def _attention(arrays: dict[str, npt.NDArray[np.generic]], weight: str, bias: str, layer: int) -> dict[str, Floats]:
    """Query, key and value maps of a layer, which the fused attention holds side by side."""
    matrices = np.split(_dequantised(arrays, weight), 3, axis=1)
    biases = np.split(arrays[bias].astype(np.float32), 3)
    parts: dict[str, Floats] = {}
    for name, matrix, offset in zip(("query", "key", "value"), matrices, biases, strict=True):
        prefix = f"encoder.encoder.layer.{layer}.attention.self.{name}"
        parts |= {f"{prefix}.weight": matrix.T, f"{prefix}.bias": offset}
    return parts
