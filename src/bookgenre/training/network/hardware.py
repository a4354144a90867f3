"""Settings for the machine: 16 bits where its processor supports them, and freed memory kept."""

import ctypes
import sys
from pathlib import Path
from typing import Literal

import torch

__all__ = ["Precision", "has_bf16", "keep_freed_memory", "resolve_precision"]

Precision = Literal["bf16", "fp32"]

_CPU_INFO = Path("/proc/cpuinfo")
# x86: AVX-512 and AMX; ARM calls it bf16. PyTorch's own query (mkldnn) is also true where oneDNN only emulates them.
_FLAGS = frozenset({"avx512_bf16", "amx_bf16", "bf16"})


def has_bf16(device: torch.device, cpu_info: Path = _CPU_INFO) -> bool:
    """Say whether `device` multiplies 16-bit brain floats natively.

    Emulated, they are slower than 32 bits: a step of 32 windows of 128 tokens took 4.8 s instead of 1.8. `cpu_info` is
    where Linux lists the flags of its processors; a CPU without such a file counts as one that has none.
    """
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    try:
        lines = cpu_info.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    flags = next((line for line in lines if line.lower().startswith(("flags", "features"))), "")
    return not _FLAGS.isdisjoint(flags.partition(":")[2].split())


def resolve_precision(wanted: Literal["auto", "bf16", "fp32"], device: torch.device) -> Precision:
    """Return what a recipe's ``run.precision`` means on `device`."""
    if wanted == "auto":
        return "bf16" if has_bf16(device) else "fp32"
    return wanted


_M_TRIM_THRESHOLD = -1
_M_MMAP_MAX = -4


def keep_freed_memory() -> None:
    """Make glibc allocate large blocks from its heap and keep the heap; does nothing on other systems.

    By default each block of over 32 MiB is mapped when allocated and unmapped when freed, and the kernel zeroes its
    pages every time. A training step on a CPU allocates hundreds of such blocks: without this, batches of 300 tokens
    ran at 0.7 of the speed (``benchmarks/train_speed.py``; table in ``docs/research/experiments.md``).
    """
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_MAX, 0)
        mallopt(_M_TRIM_THRESHOLD, 2**31 - 1)
