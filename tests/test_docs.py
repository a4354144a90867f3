"""What the documents say is run."""

import re
import runpy
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from bookgenre.cli.main import cli

ROOT = Path(__file__).parents[1]
PAGES = ["README.md", *sorted(page.relative_to(ROOT).as_posix() for page in (ROOT / "docs").rglob("*.md"))]
# Their examples talk to a server, or name a repository of the hub or a bucket.
NEED_A_SERVER = {"docs/catalogue_ray.md", "docs/space.md"}
NEEDS = {"make_settings.py": "pydantic_settings", "make_reference.py": "griffe"}


def blocks(page, language):
    text = (ROOT / page).read_text(encoding="utf-8")
    # All blocks in turn, so that the end of one is not taken for the beginning of another.
    found = re.findall(r"^```([^\n]*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return [block for name, block in found if name == language]


def with_blocks(language):
    return [page for page in PAGES if blocks(page, language)]


@pytest.mark.parametrize("script", ["make_cli.py", "make_settings.py", "make_reference.py"])
def test_pages_made_from_the_code_are_what_it_says(script):
    if needed := NEEDS.get(script):
        pytest.importorskip(needed, reason=f"docs/{script} needs {needed}: pip install 'bookgenre[dev,web]'")
    done = subprocess.run([sys.executable, ROOT / "docs" / script, "--check"], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("page", with_blocks("console"))
def test_commands_print_what_the_pages_show(page):
    command = [sys.executable, ROOT / "docs" / "make_outputs.py", "--check", ROOT / page]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


SHOWN = """  Fiction  ███▏  96% ✓
   +1.35  When Nell inherits a bakery.
   words  killer +1.00, village +0.68, recipe +0.35, cat +0.31, secrets
          -0.18
2 books, model 2026.11.29
"""


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("███▏  96%", "███  95%", True),
        ("96%", "93%", False),
        ("+1.35", "+1.36", True),
        ("+1.35", "-1.35", False),
        ("recipe +0.35, cat +0.31, secrets\n          -0.18", "cat +0.34, recipe +0.31, sets -0.17", True),
        ("recipe +0.35, cat +0.31", "dog +0.35, mouse +0.31", False),
        ("killer +1.00", "killer +0.50", False),
        ("Nell", "Nelly", False),
        ("2 books", "3 books", False),
        ("2026.11.29", "2026.11.30", False),
        ("  Fiction", " Fiction", False),
    ],
)
def test_outputs_may_differ_as_two_processors_do(old, new, same):
    assert old in SHOWN
    assert runpy.run_path(ROOT / "docs" / "make_outputs.py")["is_same"](SHOWN, SHOWN.replace(old, new)) is same


@pytest.mark.parametrize("page", with_blocks("sh"))
def test_commands_that_are_not_run_name_options_that_exist(page):
    for line in "".join(blocks(page, "sh")).replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        if "bookgenre" not in words:
            continue
        command, rest = cli, words[words.index("bookgenre") + 1 :]
        while isinstance(command, click.Group) and rest and rest[0] in command.commands:
            command, rest = command.commands[rest[0]], rest[1:]
        known = {option for parameter in command.params for option in parameter.opts} | {"--help", "--version"}
        used = {word.partition("=")[0] for word in rest if word.startswith("--")}
        assert used <= known, line


@pytest.mark.parametrize("page", PAGES)
def test_each_block_says_whether_its_commands_are_run(page):
    for block in blocks(page, ""):
        assert not re.search(r"^(\$ )?bookgenre ", block, re.MULTILINE), block


@pytest.mark.parametrize("page", [page for page in with_blocks("python") if page not in NEED_A_SERVER])
def test_python_examples_run(page):
    for example in blocks(page, "python"):
        exec(compile(example, page, "exec"), {})  # noqa: S102


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files_that_are_there(page):
    path = ROOT / page
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 150
