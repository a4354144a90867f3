"""The parts of the measurement; in each the pipelines go in turn, and numbers of all rounds are kept."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import Any

from packaging.requirements import Requirement

from bookgenre.classifier import GenreClassifier
from bookgenre.corpus import read_records
from bookgenre.text.cleaning import clean_text
from speed.systems import SYSTEMS
from speed.worker import Worker, environment

__all__ = ["CORES", "LENGTHS", "latency", "read_texts", "sizes", "start", "throughput", "tokens_of"]

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
LENGTHS = (64, 180, 256, 400)
"""Tokens of a blurb, by the packaged model's tokenizer."""

_PER_LENGTH = 8
_TRIED = 48
_SPY = "A retired spy is pulled back to Cold War Berlin when his old handler is found dead."
_FIRST_ANSWER = "import sys; sys.argv[1:] = {arguments!r}; from speed.worker import main; main()"
_PEAK = "\nimport shutil; shutil.copyfile('/proc/self/status', {path!r})"


def read_texts(data: Path, books: int) -> list[str]:
    """Descriptions of validation rows, evenly spread; all of them where there are no more."""
    texts = [record.book.description for record in read_records(data / "validation.jsonl.gz")]
    return [texts[round(i * len(texts) / books)] for i in range(books)] if books < len(texts) else texts


def tokens_of(texts: Sequence[str]) -> list[int]:
    """Tokens that the packaged model reads of each text."""
    encoder = GenreClassifier.from_pretrained(threads=1)._pipeline.encoder
    return [sum(map(len, encoder.windows(clean_text(text)))) for text in texts]


def latency(work: Path, texts: Sequence[str], rounds: int) -> dict[str, Any]:
    """Seconds per single text: ``{system: {threads: {length: [median of each round]}}}``."""
    tokens = tokens_of(texts)
    chosen = {
        length: [texts[i] for i in sorted(range(len(texts)), key=lambda i: abs(tokens[i] - length))[:_PER_LENGTH]]
        for length in LENGTHS
    }
    found: dict[str, Any] = {system.key: {} for system in SYSTEMS}
    for threads in sorted({1, CORES}):
        with ExitStack() as stack:
            workers = {s.key: stack.enter_context(Worker(s.key, work / s.key, threads)) for s in SYSTEMS}
            for key, worker in workers.items():
                worker.ask([texts_[0] for texts_ in chosen.values()])
                found[key][str(threads)] = {str(length): [] for length in LENGTHS}
            for _ in range(rounds):
                for length, some in chosen.items():
                    for key, worker in workers.items():
                        seconds = median(worker.ask(some)["seconds"])
                        found[key][str(threads)][str(length)].append(seconds)
    return found


def throughput(work: Path, texts: Sequence[str], rounds: int) -> dict[str, Any]:
    """Texts per second at each pipeline's better setting; every round has a part of the texts, the same for all.

    ``{system: {"setting": …, "tried": {setting: rate}, "rates": [of each round], "cpu": [seconds per text]}}``
    """
    settings = {"all threads on one text": (CORES, 1), "one thread per text": (1, max(2, CORES))}
    found: dict[str, Any] = {}
    parts = [texts[number::rounds] for number in range(rounds)]
    with ExitStack() as stack:
        best: dict[str, tuple[Worker, int]] = {}
        for system in SYSTEMS:
            tried: dict[str, tuple[float, Worker, int]] = {}
            for name, (threads, callers) in settings.items():
                worker = stack.enter_context(Worker(system.key, work / system.key, threads))
                worker.ask(texts[:8], callers)
                rate = _TRIED / min(worker.ask((texts * _TRIED)[:_TRIED], callers)["seconds"] for _ in range(2))
                tried[name] = rate, worker, callers
            name = max(tried, key=lambda name: tried[name][0])
            best[system.key] = tried[name][1:]
            rates = {name: rate for name, (rate, *_) in tried.items()}
            found[system.key] = {"setting": name, "tried": rates, "rates": [], "cpu": []}
        for part in parts:
            for key, (worker, callers) in best.items():
                answer = worker.ask(part, callers)
                found[key]["rates"].append(len(part) / answer["seconds"])
                found[key]["cpu"].append(answer["cpu"] / len(part))
    return found


def start(work: Path, texts: Sequence[str], rounds: int) -> dict[str, Any]:
    """From the start of a process to its first answer, and to the end of its imports.

    ``{system: {"answer": [seconds], "cpu": [seconds], "megabytes": [peak], "import": [seconds]}}``
    """
    del texts
    found: dict[str, Any] = {s.key: {"answer": [], "cpu": [], "megabytes": [], "import": []} for s in SYSTEMS}
    # One more round, to fill the caches of files, which is left out.
    for number in range(rounds + 1):
        for system in SYSTEMS:
            values = found[system.key]
            wall, cpu, megabytes = _process(system.imports, "")
            asked = '{"texts": ["' + _SPY + '"], "callers": 0}\n'
            code = _FIRST_ANSWER.format(arguments=[system.key, str(work / system.key), str(CORES)])
            answered, cpu, megabytes = _process(code, asked)
            if number:
                values["import"].append(wall)
                values["answer"].append(answered)
                values["cpu"].append(cpu)
                values["megabytes"].append(megabytes)
    return found


def _process(code: str, text: str) -> tuple[float, float, float]:
    """Run a program on its standard input: seconds, CPU seconds and peak memory in MB."""
    # Not ru_maxrss, which a process takes over from the one that started it.
    with tempfile.NamedTemporaryFile() as peak:
        begun = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-c", code + _PEAK.format(path=peak.name)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env=environment(CORES),
        )
        assert process.stdin is not None
        process.stdin.write(text.encode())
        process.stdin.close()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        if status:
            raise SystemExit(f"a pipeline failed at its start: {code}")
        status_file = Path(peak.name).read_text(encoding="utf-8")
    kilobytes = int(status_file.partition("VmHWM:")[2].split()[0])
    return seconds, usage.ru_utime + usage.ru_stime, kilobytes / 1024


def sizes(work: Path, texts: Sequence[str], rounds: int) -> dict[str, Any]:
    """Megabytes of the model, and of the distributions that an answer needs: ``{system: {"model", "installed"}}``."""
    del texts, rounds
    return {
        system.key: {
            "model": sum(path.stat().st_size for path in system.files(work / system.key)) / 1e6,
            "installed": sum(_distribution_size(name) for name in _required(system.distributions)) / 1e6,
        }
        for system in SYSTEMS
    }


def _required(names: Sequence[str]) -> set[str]:
    """Names of distributions and of all that they require without extras."""
    found: set[str] = set()
    left = list(names)
    while left:
        name = left.pop()
        if name in found:
            continue
        try:
            requirements = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue
        found.add(name)
        for text in requirements:
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                left.append(requirement.name.lower().replace("_", "-"))
    return found


def _distribution_size(name: str) -> int:
    if name == "bookgenre":
        # Its own files, which an editable installation does not list.
        import bookgenre

        paths = [path for path in Path(bookgenre.__file__).parent.rglob("*") if path.suffix != ".pyc"]
    else:
        paths = [Path(str(file.locate())) for file in metadata.distribution(name).files or ()]
    return sum(path.stat().st_size for path in paths if path.is_file())
