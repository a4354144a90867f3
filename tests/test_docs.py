"""What the documents say is run."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bookgenre.cli.main import cli

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("script", ["make_cli.py", "make_settings.py"])
def test_pages_made_from_the_code_are_what_it_says(script):
    if script == "make_settings.py":
        pytest.importorskip("pydantic_settings", reason="the site is not installed: pip install 'bookgenre[web]'")
    done = subprocess.run([sys.executable, ROOT / "docs" / script, "--check"], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("page", ["README.md", "docs/covers.md", "docs/stores.md"])
def test_python_examples_run(page):
    examples = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
    assert examples
    for example in examples:
        exec(compile(example, page, "exec"), {})  # noqa: S102


def test_the_console_example_of_the_stores_prints_what_the_page_says():
    page = (ROOT / "docs/stores.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```console\n\$ (.*?)\n(.*?)```", page, re.DOTALL)
    command, printed = example
    done = CliRunner().invoke(cli, shlex.split(command)[1:], catch_exceptions=False)
    assert done.output == printed


@pytest.mark.parametrize(
    "page", ["README.md", *sorted(p.relative_to(ROOT).as_posix() for p in (ROOT / "docs").rglob("*.md"))]
)
def test_links_lead_to_files_that_are_there(page):
    path = ROOT / page
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target
