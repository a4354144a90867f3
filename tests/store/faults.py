"""What goes wrong on purpose: for which paths, how, and how many times."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

PathMatch = str | Callable[[str], bool]


@dataclass
class Fault:
    """One fault; `times` is how often it still happens, None for ever."""

    kind: str
    path: PathMatch
    value: Any
    times: int | None = None

    def concerns(self, path: str) -> bool:
        """Whether it is for this path: the same with its query, a beginning with `*`, or what a callable says."""
        if callable(self.path):
            return self.path(path)
        if self.path.endswith("*"):
            return path.startswith(self.path[:-1])
        return path == self.path


class Faults:
    """The faults that are set, shared by the threads that answer."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, kind: str, path: PathMatch, value: Any, times: int | None = None) -> None:
        """Set a fault; of two of a kind for a path the later one comes first."""
        with self._lock:
            self._faults.insert(0, Fault(kind, path, value, times))

    def take(self, kind: str, path: str) -> Any:
        """What a fault of this kind does to the path, or None; it is counted."""
        with self._lock:
            for fault in self._faults:
                if fault.kind == kind and fault.times != 0 and fault.concerns(path):
                    if fault.times is not None:
                        fault.times -= 1
                    return fault.value
        return None
