"""The command line, in this process and in one of its own, with invented books for the tiny model."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from bookgenre.cli.main import cli

SPY = "A secret agent and spy is sent to Berlin to find the handler who lost the other agent."
COOKING = "A recipe for old bread: the oven and the kitchen, and a day to bake with the old book."
FANTASY = "A wizard with a magic sword and the dragon of the old kingdom: magic, sword and dragon."

LABELS = {
    SPY: ["fiction", "mystery-thriller-suspense", "thriller", "espionage"],
    COOKING: ["nonfiction", "food-drink", "cooking"],
    FANTASY: ["fiction", "fantasy"],
}


@pytest.fixture
def run():
    """Run a command within this process; an error that the command line does not know comes through."""

    def run(*arguments, stdin=None, **environment):
        arguments = [str(argument) for argument in arguments]
        return CliRunner().invoke(
            cli, arguments, input=stdin, env=environment, prog_name="bookgenre", catch_exceptions=False
        )

    return run


@pytest.fixture
def process():
    """Run a command in a process of its own; what it wrote comes as bytes."""

    def process(*arguments, stdin=b"", **environment):
        command = [sys.executable, "-m", "bookgenre", *map(str, arguments)]
        return subprocess.run(
            command, input=stdin, capture_output=True, env=os.environ | environment, timeout=300, check=False
        )

    return process


@pytest.fixture
def spy():
    return SPY


@pytest.fixture
def cooking():
    return COOKING


@pytest.fixture
def fantasy():
    return FANTASY


@pytest.fixture
def model(tiny_model_folder):
    """Options that choose the tiny model."""
    return "--model", str(tiny_model_folder)


@pytest.fixture
def ask(run, model):
    """Run ``predict --json`` on the tiny model; the objects it prints, one a line."""

    def ask(*arguments, stdin=None):
        result = run("predict", "--json", *model, *arguments, stdin=stdin)
        assert result.exit_code == 0, result.stderr
        return [json.loads(line) for line in result.stdout.splitlines()]

    return ask


@pytest.fixture
def book_rows():
    """Thirty labelled books, ten a topic, on which the tiny model makes no mistake."""
    return [
        {"id": f"{number}", "work": f"w{number}", "description": text, "labels": labels, "genres": [], "complete": True}
        for number, (text, labels) in enumerate(list(LABELS.items()) * 10)
    ]


@pytest.fixture
def write_rows(tmp_path):
    """Write rows as JSON Lines; the path."""

    def write(rows, name="books.jsonl"):
        path = tmp_path / name
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return path

    return write
