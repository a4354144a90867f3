"""What the Space's environment takes on disk, beside the reference's, and what starting the page costs.

Makes two fresh environments in a temporary folder, one from the requirements.txt of an exported Space alone, one from
the reference's four pins, and adds up their files, pip and setuptools left out. The reference pins torch 1.13.1, whose
wheel on PyPI is a CUDA build with its libraries; by default a CPU build of PyTorch stands in for it, which is to the
reference's advantage. Then the page is started from its environment: CPU is user plus system time of the process until
it answers, as the operating system counts it, median of several runs after one that is not counted.

    python benchmarks/space_size.py [--runs 5] [--torch torch==2.13.0] [--ours-only]
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from pathlib import Path

REFERENCE = ["gradio==3.17.0", "onnxruntime==1.15.1", "transformers==4.26.0"]


def environment(folder: Path, requirements: list[str]) -> Path:
    """Make an environment and return its interpreter."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile", *requirements]
    subprocess.run(command, check=True)
    return python


def size(folder: Path) -> tuple[float, int]:
    """Megabytes and number of the packages that were installed."""
    packages = next((folder / "lib").glob("python3*")) / "site-packages"
    files = [path for path in packages.rglob("*") if path.is_file() and not path.is_symlink()]
    own = ("pip", "setuptools", "pkg_resources", "_distutils_hack", "distutils-precedence")
    kept = [path for path in files if not path.relative_to(packages).parts[0].startswith(own)]
    kept = [path for path in kept if path.suffix != ".pyc"]
    names = {path.parts[-2] for path in kept if path.name == "METADATA"}
    return sum(path.stat().st_size for path in kept) / 1e6, len(names)


def start(python: Path, space: Path) -> tuple[float, float]:
    """CPU seconds and peak memory in megabytes until the page answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    variables = os.environ | {"GRADIO_SERVER_PORT": str(port), "PYTHONPATH": ""}
    process = subprocess.Popen([python, space / "app.py"], env=variables, stdout=subprocess.DEVNULL)
    try:
        while True:
            if process.poll() is not None:
                sys.exit("the page did not start")
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30).read()
                break
            except OSError:
                time.sleep(0.05)
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        cpu = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        status = Path(f"/proc/{process.pid}/status").read_text()
        memory = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024
        return cpu, memory
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    """Print two tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--torch", default="torch==2.13.0")
    parser.add_argument("--ours-only", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        subprocess.run([sys.executable, "-m", "bookgenre", "space", "export", folder / "space"], check=True)
        python = environment(folder / "ours", ["--requirement", str(folder / "space" / "requirements.txt")])
        print("| environment | MB | packages |\n|---|---:|---:|")
        print("| an exported Space | {:.0f} | {} |".format(*size(folder / "ours")), flush=True)
        if not arguments.ours_only:
            environment(folder / "theirs", [arguments.torch, *REFERENCE])
            print("| the reference's Space | {:.0f} | {} |".format(*size(folder / "theirs")))
        start(python, folder / "space")
        runs = [start(python, folder / "space") for _ in range(arguments.runs)]
        cpu, memory = statistics.median(run[0] for run in runs), max(run[1] for run in runs)
        print(f"\nstart of the page: {cpu:.2f} CPU seconds, {memory:.0f} MB at most")


if __name__ == "__main__":
    main()
