"""The import contracts of pyproject.toml are the table of packages in the plan, and a breach of any row fails them."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PLAN = ROOT / "docs" / "architecture.md"


def contracts():
    """Package to the packages that its contract forbids, for the contracts of one package each."""
    rows = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    return {
        row["source_modules"][0].removeprefix("bookgenre."): {
            name.removeprefix("bookgenre.") for name in row["forbidden_modules"]
        }
        for row in rows
        if row.get("allow_indirect_imports")
    }


def packages():
    """Packages and modules at the top of the source."""
    found = {path.stem for path in (ROOT / "src" / "bookgenre").iterdir() if path.suffix == ".py" or path.is_dir()}
    return {name for name in found if not name.startswith("__") and name != "model"}


def table():
    """Package to the packages that it may import, by the plan."""
    # The tables below that heading are of packages within two of them, which contracts of their own keep.
    text = PLAN.read_text(encoding="utf-8").partition("## Training and corpus")[0]
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \| ([^|]+) \|$", text, re.MULTILINE)
    named = {}
    for first, last in rows:
        for package in re.findall(r"`(\w+)(?:/|\.py)`", first):
            named[package] = set(re.findall(r"`(\w+)`", last))
    return named


def test_the_contracts_are_the_plans_table():
    expected = {name: packages() - {name} - allowed for name, allowed in table().items() if name != "cli"}
    assert expected == contracts()
    assert {*expected, "cli"} == packages()


@pytest.mark.slow
def test_a_breach_of_any_row_fails(tmp_path):
    pytest.importorskip("importlinter", reason="import-linter is not installed: pip install 'bookgenre[dev]'")
    source = tmp_path / "src" / "bookgenre"
    shutil.copytree(ROOT / "src" / "bookgenre", source, ignore=shutil.ignore_patterns("model", "__pycache__"))
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    for package, forbidden in contracts().items():
        module = source / f"{package}.py" if (source / f"{package}.py").is_file() else source / package / "breach.py"
        with module.open("a", encoding="utf-8") as file:
            file.write(f"\n\ndef breach():\n    import bookgenre.{min(forbidden)}\n")
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    environment = {"PYTHONPATH": str(tmp_path / "src"), "PATH": ""}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=environment)
    assert done.returncode != 0
    broken = set(re.findall(r"^(\w+) imports only what its row names BROKEN$", done.stdout, re.MULTILINE))
    assert broken == set(contracts()), done.stdout + done.stderr
