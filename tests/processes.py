"""What a test sees of other processes, and what another process makes of the same question."""

import os
import subprocess
import sys
from pathlib import Path


def printed_elsewhere(program, *arguments):
    """What a Python program prints in a process of its own, where strings have other hashes than here.

    Twice the same answer in one process proves little: what depends on the order of a set is the same there, too.
    """
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout


def children(pid):
    """The processes that `pid` has started."""
    try:
        return [int(p) for task in Path(f"/proc/{pid}/task").iterdir() for p in (task / "children").read_text().split()]
    except OSError:
        return []


def runs(pid):
    """Whether `pid` is neither gone nor waiting to be reaped."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
