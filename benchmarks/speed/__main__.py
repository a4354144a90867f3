"""Measure every part that has not been measured yet, and rewrite the pages.

benchmarks/speed/run --data ../shared/corpus [--books 2000] [--rounds 5] [--only PART …] [--again] [--report]

A run that was stopped goes on with the first part that is missing. --again measures all parts anew.
"""

import argparse
import json
import os
import platform
import sys
import time
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from bookgenre.files import write_file
from bookgenre.version import __version__
from speed.measure import CORES, latency, read_texts, sizes, start, throughput
from speed.report import report
from speed.roofline import roofline
from speed.systems import SYSTEMS

PARTS = {"sizes": sizes, "start": start, "latency": latency, "roofline": roofline, "throughput": throughput}
RESULTS = Path(__file__).with_name("results.json")
_PACKAGES = ("numpy", "onnxruntime", "tokenizers", "transformers", "torch", "scikit-learn")


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder of the corpus")
    parser.add_argument("--books", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--work", type=Path, default=Path("runs/speed"), help="folder of the peers' models")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--only", choices=PARTS, nargs="+", default=list(PARTS))
    parser.add_argument("--again", action="store_true", help="measure again what has been measured")
    parser.add_argument("--report", action="store_true", help="only rewrite the pages")
    parser.add_argument("--no-report", action="store_true", help="leave the pages alone")
    options = parser.parse_args()
    if options.report:
        report(json.loads(options.results.read_text(encoding="utf-8")))
        return
    if options.data is None:
        parser.error("--data is missing: the folder of the corpus")
    texts = read_texts(options.data, options.books)
    asked = {"books": len(texts), "rounds": options.rounds, "machine": _machine(), "versions": _versions()}
    results = _begun(options.results, asked, again=options.again)
    for system in SYSTEMS:
        _say(f"build: {system.key}")
        system.build(options.work / system.key, options.data)
    for name in options.only:
        if name in results["parts"]:
            _say(f"{name}: measured before")
            continue
        _say(f"{name} …")
        began = time.perf_counter()
        results["parts"][name] = PARTS[name](options.work.resolve(), texts, options.rounds)
        write_file(options.results, json.dumps(results, indent=1) + "\n")
        _say(f"{name}: {time.perf_counter() - began:.0f} s")
    if not options.no_report:
        report(results)


def _begun(path: Path, asked: dict[str, Any], *, again: bool) -> dict[str, Any]:
    """Results of a run that was stopped, if it asked for the same on the same machine; else empty ones."""
    if path.is_file() and not again:
        results: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        same = {name: results[name] for name in asked if name != "machine"} == {
            name: value for name, value in asked.items() if name != "machine"
        }
        if same and results["machine"]["processor"] == asked["machine"]["processor"]:
            return results
    command = " ".join(["benchmarks/speed/run", *(word for word in sys.argv[1:] if word != "--again")])
    return {"command": command, "date": f"{datetime.now(UTC):%Y-%m-%d}", **asked, "parts": {}}


def _machine() -> dict[str, Any]:
    return {
        "processor": _processor(),
        "cores": CORES,
        "system": f"{platform.system()} {platform.machine()}",
        "load": os.getloadavg()[0],
    }


def _processor() -> str:
    """Name of the processor, with the instructions that 8-bit products use."""
    try:
        info = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    fields = dict(line.split(":", 1) for line in info.split("\n\n")[0].splitlines() if ":" in line)
    fields = {name.strip(): value.strip() for name, value in fields.items()}
    flags = fields.get("flags", "").split()
    known = {"avx2": "AVX2", "avx512_vnni": "AVX-512 VNNI", "amx_int8": "AMX"}
    has = ", ".join(name for flag, name in known.items() if flag in flags)
    return f"{fields.get('model name', platform.machine())} ({has})" if has else fields.get("model name", "unknown")


def _versions() -> dict[str, str]:
    found = {"bookgenre": __version__, "Python": platform.python_version()}
    return found | {name: metadata.version(name) for name in _PACKAGES}


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
