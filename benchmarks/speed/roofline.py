"""The least time that a blurb's multiplications take on this machine, and the time that they do take."""

import time
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper

from bookgenre.classifier import GenreClassifier
from bookgenre.classifier.model_folder import MODEL, packaged_model_folder
from bookgenre.text.cleaning import clean_text

__all__ = ["multiply_adds", "roofline"]

_SIZES = ((512, 384, 1536), (1024, 1024, 1024), (2048, 2048, 2048), (1024, 4096, 4096))
"""Rows, depth and columns of the products that the peak is sought with."""
_LAYERS, _HIDDEN, _INNER, _GENRES = 6, 384, 1536, 256


def multiply_adds(tokens: int) -> int:
    """Of the packaged network for one window: linear maps, the two products of attention, the head."""
    per_token = 4 * _HIDDEN * _HIDDEN + 2 * _HIDDEN * _INNER
    return _LAYERS * (tokens * per_token + 2 * tokens * tokens * _HIDDEN) + _HIDDEN * _GENRES


def roofline(work: Path, texts: Sequence[str], rounds: int) -> dict[str, Any]:
    """Best 8-bit rate of ONNX Runtime on one thread, and that of the packaged network, in multiply-adds per second.

    ``{"peak": [...], "network": [...], "tokens": mean, "multiply_adds": mean}``, one value per round.
    """
    del work
    encoder = GenreClassifier.from_pretrained(threads=1)._pipeline.encoder
    windows = [window for text in texts[:: max(1, len(texts) // 60)] for window in encoder.windows(clean_text(text))]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    path = str(packaged_model_folder() / MODEL)
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    feeds = [{"input_ids": np.array([w]), "attention_mask": np.ones((1, len(w)), dtype=np.int64)} for w in windows]
    products = [_product(size, options) for size in _SIZES]
    work_of_all = sum(multiply_adds(len(window)) for window in windows)
    found: dict[str, Any] = {"peak": [], "network": []}
    for _ in range(rounds):
        found["peak"].append(max(_rate(*product) for product in products))
        start = time.perf_counter()
        for feed in feeds:
            session.run(None, feed)
        found["network"].append(work_of_all / (time.perf_counter() - start))
    found["tokens"] = mean(map(len, windows))
    found["multiply_adds"] = work_of_all / len(windows)
    return found


def _product(
    size: tuple[int, int, int], options: onnxruntime.SessionOptions
) -> tuple[onnxruntime.InferenceSession, dict[str, Any], int]:
    """A product of unsigned with signed 8-bit matrices, the weights packed beforehand, as the network's are."""
    rows, depth, columns = size
    random = np.random.default_rng(0)
    weights = onnx.numpy_helper.from_array(random.integers(-63, 64, (depth, columns), dtype=np.int8), "b")
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["a", "b"], ["c"])],
        "product",
        [helper.make_tensor_value_info("a", TensorProto.UINT8, [rows, depth])],
        [helper.make_tensor_value_info("c", TensorProto.INT32, [rows, columns])],
        [weights],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return session, {"a": random.integers(0, 255, (rows, depth), dtype=np.uint8)}, rows * depth * columns


def _rate(session: onnxruntime.InferenceSession, feed: dict[str, Any], work: int) -> float:
    """Multiply-adds per second, the best of the runs of a quarter of a second."""
    best, end = float("inf"), time.perf_counter() + 0.25
    while time.perf_counter() < end:
        start = time.perf_counter()
        session.run(None, feed)
        best = min(best, time.perf_counter() - start)
    return work / best
