"""What one command costs from a cold start: CPU seconds, peak memory, and the size of the installation.

CPU is user plus system time of the whole process as the operating system counts it, median of several runs after one
that is not counted; memory is the largest resident set. ``--install`` also makes a fresh environment in a temporary
folder, installs this checkout without extras, and adds up its files.

    python benchmarks/cold_start.py [--runs 7] [--install]
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

SPY = "A retired spy is pulled back to Cold War Berlin when his old handler is found dead."
COMMANDS = {
    "bookgenre --help": ["--help"],
    "bookgenre genres noir": ["genres", "noir"],
    'bookgenre predict "…"': ["predict", SPY],
}


def measure(command: list[str]) -> tuple[float, float]:
    """Return the CPU seconds and the peak memory in megabytes of one run."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command} failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def installed_megabytes() -> float:
    """Size of a fresh environment with the base install of this checkout, the environment's own pip left out."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = str(Path(folder) / "bin" / "python")
        root = str(Path(__file__).parents[1])
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", root], check=True)
        subprocess.run([python, "-m", "bookgenre", "predict", SPY], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([python, "-m", "pip", "uninstall", "--yes", "--quiet", "pip", "setuptools"], check=True)
        files = [path for path in Path(folder).rglob("*") if path.is_file() and not path.is_symlink()]
        return sum(path.stat().st_size for path in files) / 1e6


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--install", action="store_true")
    arguments = parser.parse_args()
    bookgenre = str(Path(sys.executable).with_name("bookgenre"))
    print("| command | CPU seconds | peak memory, MB |\n|---|---:|---:|")
    for name, words in COMMANDS.items():
        measure([bookgenre, *words])
        runs = [measure([bookgenre, *words]) for _ in range(arguments.runs)]
        cpu, memory = statistics.median(run[0] for run in runs), max(run[1] for run in runs)
        print(f"| `{name}` | {cpu:.2f} | {memory:.0f} |")
    if arguments.install:
        print(f"\nbase install with the model: {installed_megabytes():.0f} MB")


if __name__ == "__main__":
    main()
