"""The tutorials are run as they stand."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def checkout(tmp_path):
    """A folder with what a tutorial uses of a checkout; what it writes stays out of the real one."""
    for name in ("tests", "recipes"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.mark.slow
def test_your_own_corpus_leads_from_a_store_to_a_model(checkout, port):
    pytest.importorskip("scrapy", reason="the tutorial collects: pip install 'bookgenre[collect]'")
    pytest.importorskip("fastai", reason="the tutorial trains: pip install 'bookgenre[train]'")
    text = (ROOT / "docs" / "tutorials" / "your-own-corpus.md").read_text(encoding="utf-8")
    script = "\n".join(["set -euo pipefail", *re.findall(r"```bash\n(.*?)```", text, re.DOTALL)])
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=checkout,
        env=os.environ | {"PATH": path, "PORT": str(port)},
        capture_output=True,
        encoding="utf-8",
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    folder = checkout / "runs" / "tutorial"
    assert "229 books in links.jsonl, from 252 rows; 23 were duplicates" in done.stdout
    assert "226 books in books.jsonl (226 new)" in done.stderr
    assert len(list((folder / "unparsed").glob("*.json"))) == 2
    for name in ("train.parquet", "validation.parquet", "test.parquet", "DATA_CARD.md", "plots/labels.png"):
        assert (folder / "corpus" / name).is_file()
    assert "stage 1, epoch 3" in done.stderr
    assert (folder / "model-run" / "weights.safetensors").is_file()
