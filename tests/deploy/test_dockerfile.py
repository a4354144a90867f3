"""What can be known of the image without an engine."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_the_linter_finds_nothing():
    linter = shutil.which("hadolint", path=str(Path(sys.executable).parent)) or shutil.which("hadolint")
    if linter is None:
        pytest.skip("hadolint is not installed: pip install 'bookgenre[dev]'")
    done = subprocess.run(
        [linter, "--failure-threshold", "info", "Dockerfile"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_its_steps_make_a_server_that_answers():
    done = subprocess.run([sys.executable, "tests/deploy/run_dockerfile.py"], cwd=ROOT, capture_output=True, text=True)
    if "No matching distribution found" in done.stderr or "Could not find a version" in done.stderr:
        pytest.skip("no package registry can be reached from here")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Mystery, Thriller & Suspense" in done.stdout
