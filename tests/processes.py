"""What a test sees of other processes (Linux)."""

from pathlib import Path


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
