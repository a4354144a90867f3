"""Schemathesis asks a real server whatever the document allows, and what it does not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def test_every_answer_is_what_the_document_says(start, tmp_path):
    pytest.importorskip("schemathesis", reason="it makes the requests: pip install 'bookgenre[dev]'")
    # The packaged model, which knows all genres of the taxonomy.
    server = start(BOOKGENRE_MODEL=None, BOOKGENRE_RATE_LIMIT="none", BOOKGENRE_MAX_WAITING="100")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", Path(__file__).with_name("schemathesis.toml")),
            *("run", f"http://127.0.0.1:{server.port}/api/v1/openapi.json"),
            *("--checks", "all", "--max-examples", "40", "--workers", "2", "--generation-database", "none"),
            *("--seed", "1", "--request-timeout", "30", "--no-color"),
        ],
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
        cwd=tmp_path,
        env=os.environ | {"SCHEMATHESIS_HOOKS": "tests.web.schemathesis_hooks", "PYTHONPATH": str(Path.cwd())},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Failures" not in done.stdout
    assert server.stop() == 0
