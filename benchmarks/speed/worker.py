"""One pipeline in a process of its own: it answers when it is asked to, and says how long it took.

``python -m speed.worker KEY FOLDER THREADS`` reads one request per line from the standard input and writes one answer
per line to the standard output. Pipelines in turn, each in its own process, meet the same machine and share no memory.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from speed.systems import SYSTEMS, Loaded

__all__ = ["Worker", "environment"]


def environment(threads: int) -> dict[str, str]:
    """Environment of a process whose libraries may use so many threads, and ask no hub."""
    counts = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), str(threads))
    offline = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "error", "TOKENIZERS_PARALLELISM": "true"}
    return {**os.environ, **counts, **offline}


class Worker:
    """A process that answers; use it as a context manager."""

    def __init__(self, key: str, folder: Path, threads: int) -> None:
        command = [sys.executable, "-m", "speed.worker", key, str(folder), str(threads)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(threads)
        )

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def ask(self, texts: Sequence[str], callers: int = 0) -> dict[str, Any]:
        """Have texts answered; 0 callers: one after another, each timed; 1: all at once; more: by so many threads."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"texts": list(texts), "callers": callers}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("a pipeline ended; its message is above")
        answer: dict[str, Any] = json.loads(line)
        return answer


def _answer(loaded: Loaded, texts: list[str], callers: int) -> dict[str, Any]:
    if not callers:
        seconds = []
        for text in texts:
            start = time.perf_counter()
            loaded.one(text)
            seconds.append(time.perf_counter() - start)
        return {"seconds": seconds}
    start, cpu = time.perf_counter(), time.process_time()
    if callers == 1:
        loaded.many(texts)
    else:
        with ThreadPoolExecutor(callers) as pool:
            list(pool.map(loaded.one, texts))
    return {"seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu}


def main() -> None:
    """Load, then answer until the input ends."""
    key, folder, threads = sys.argv[1:]
    answers = os.fdopen(os.dup(1), "w")
    # What libraries print is no answer.
    os.dup2(2, 1)
    (system,) = [system for system in SYSTEMS if system.key == key]
    loaded = system.load(Path(folder), int(threads))
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(_answer(loaded, request["texts"], request["callers"])), file=answers, flush=True)


if __name__ == "__main__":
    main()
