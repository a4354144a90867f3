"""Time and memory of ``bookgenre corpus build``: over files that are there, or over generated records.

    python benchmarks/corpus_build.py ../shared/corpus/{train,validation,test,partial}.jsonl.gz --runs 3
    python benchmarks/corpus_build.py --generate 1000000

Memory is the sum of the resident sets of the build and its processes, sampled ten times a second; pages that several of
them map are counted more than once, so it is an upper bound. Of the generated records one in ten repeats another word
for word, and one in twenty with two words changed.
"""

import argparse
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bookgenre.genres import load_taxonomy

_FUNCTION_WORDS = (
    "the of and to is with for that his her he she it their by from at this but who has have when what".split()
)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--generate", type=int, metavar="N", help="build from N generated records instead")
    parser.add_argument("--runs", type=int, default=1, help="how often; time and memory are the medians")
    parser.add_argument("--folder", type=Path, help="for the generated file and the corpus; else a temporary one")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        files = arguments.files
        if arguments.generate:
            files = [Path(folder) / "generated.jsonl"]
            generate(files[0], arguments.generate)
        if not files:
            parser.error("name files, or --generate N")
        runs = [measure(files, Path(folder) / f"corpus-{run}") for run in range(arguments.runs)]
        report = json.loads((Path(folder) / "corpus-0" / "report.json").read_text(encoding="utf-8"))
    times, peaks = ([run[part] for run in runs] for part in (0, 1))
    seconds, peak = statistics.median(times), statistics.median(peaks)
    read = sum(report["read"])
    print(f"{read:,} records read, {sum(report['records'].values()):,} written")
    print(f"{report['exact_duplicates']:,} equal and {report['near_duplicates']:,} nearly equal descriptions joined")
    print(f"{len(runs)} runs: {seconds:.0f} s ({min(times):.0f} to {max(times):.0f}), {read / seconds:,.0f} a second")
    print(f"peak memory {peak / 2**20:,.0f} MiB")


def generate(path: Path, count: int) -> None:
    """Write `count` invented records."""
    taxonomy = load_taxonomy()
    words = sorted({w for genre in taxonomy for w in re.findall(r"[a-z]{4,}", genre.definition.lower())})
    names = [genre.name for genre in taxonomy]
    draw = random.Random(1)
    recent: list[list[str]] = []
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            text = [
                draw.choice(_FUNCTION_WORDS if draw.random() < 0.45 else words) for _ in range(draw.randint(40, 220))
            ]
            chance = draw.random()
            if recent and chance < 0.15:
                text = list(draw.choice(recent))
                if chance < 0.05:
                    for _ in range(2):
                        text[draw.randrange(len(text))] = draw.choice(words)
            else:
                # Kept few, so that generating takes no memory worth the name.
                if len(recent) < 5000:
                    recent.append(text)
                else:
                    recent[draw.randrange(5000)] = text
            record = {
                "title": f"{draw.choice(words).title()} and {draw.choice(words)} {number % 250_000}",
                "author": f"{draw.choice(words).title()} {draw.choice(words).title()}",
                "description": " ".join(text).capitalize() + ".",
                "genres": draw.sample(names, draw.randint(1, 6)),
            }
            file.write(json.dumps(record) + "\n")


def measure(files: list[Path], out: Path) -> tuple[float, int]:
    """Build a corpus; seconds, and bytes at the most."""
    command = [sys.executable, "-m", "bookgenre", "corpus", "build", *map(str, files), "--out", str(out)]
    started = time.perf_counter()
    process = subprocess.Popen(command)
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(map(resident, [process.pid, *children(process.pid)])))
        time.sleep(0.1)
    if process.returncode:
        raise SystemExit(process.returncode)
    return time.perf_counter() - started, peak


def children(pid: int) -> list[int]:
    """Return the processes below `pid`."""
    try:
        direct = [int(p) for t in Path(f"/proc/{pid}/task").iterdir() for p in (t / "children").read_text().split()]
    except OSError:
        return []
    return direct + [below for child in direct for below in children(child)]


def resident(pid: int) -> int:
    """Return the bytes of `pid` that lie in memory."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found.group(1)) * 1024 if found else 0


if __name__ == "__main__":
    main()
