"""How much faster the shipped graph is than a plain export, and what each step costs in agreement.

Exports a finished run four ways: as is; fused; plain with unsigned 8 bits a tensor (what ONNX Runtime does by default);
fused with signed 8 bits a channel (what ships). Runs windows of 60 and 180 random tokens, one at a time, the variants
in turn, so that a machine that slows down slows them all. Medians, ratios to the plain export, and the largest
difference of a logit from PyTorch's.

    python benchmarks/graph_speed.py runs/minilm [--runs 40]
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load_file

from bookgenre.training.export.graph import export_graph, fuse_graph, quantise_graph
from bookgenre.training.network.genre_network import GenreNetwork

LENGTHS = (60, 180)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--runs", type=int, default=40)
    arguments = parser.parse_args()
    weights = load_file(arguments.run / "weights.safetensors")
    network = GenreNetwork.from_config(arguments.run, len(weights["head.bias"])).eval()
    network.load_state_dict(weights)
    config = network.encoder.config
    rng = np.random.default_rng(1)
    feeds = {}
    for length in LENGTHS:
        ids = rng.integers(1000, 20000, (1, length))
        feeds[length] = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
    with torch.no_grad():
        expected = {
            length: network(*(torch.from_numpy(array) for array in feed.values())).numpy()
            for length, feed in feeds.items()
        }
    with tempfile.TemporaryDirectory() as folder:
        files = {
            name: Path(folder) / f"{i}.onnx"
            for i, name in enumerate(("plain", "fused", "plain, unsigned 8 bits", "fused, signed 8 bits a channel"))
        }
        plain, fused, unsigned, shipped = files.values()
        export_graph(network, plain)
        fuse_graph(plain, fused, heads=config.num_attention_heads, hidden_size=config.hidden_size)
        quantize_dynamic(str(plain), str(unsigned), weight_type=QuantType.QUInt8)
        quantise_graph(fused, shipped)
        sessions = {
            name: onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
            for name, path in files.items()
        }
        sizes = {name: path.stat().st_size / 1e6 for name, path in files.items()}
    times: dict[tuple[str, int], list[float]] = {(name, length): [] for name in sessions for length in LENGTHS}
    gaps = dict.fromkeys(sessions, 0.0)
    for _ in range(arguments.runs):
        for (name, length), taken in times.items():
            start = time.perf_counter()
            found = sessions[name].run(None, feeds[length])[0]
            taken.append(time.perf_counter() - start)
            gaps[name] = max(gaps[name], float(np.abs(found - expected[length]).max()))
    print("| graph | MB | 60 tokens, ms | ratio | 180 tokens, ms | ratio | largest gap |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name in sessions:
        cells = []
        for length in LENGTHS:
            median, base = statistics.median(times[name, length]), statistics.median(times["plain", length])
            cells.append(f"{1000 * median:.1f} | {median / base:.2f}")
        print(f"| {name} | {sizes[name]:.1f} | {' | '.join(cells)} | {gaps[name]:.3f} |")


if __name__ == "__main__":
    main()
