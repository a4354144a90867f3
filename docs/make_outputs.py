"""Run the commands that the pages show and write what they print below them; with --check, fail if it would change.

The same model gives slightly other figures on other processors, so --check lets probabilities, effects and bars differ
a little, and the list of a blurb's words by a few of them. All else must be the same.

A command stands in a block that begins with three backquotes and ``console``, after ``$ ``; a line that ends with a
backslash goes on in the next one. The blocks of a page run one after another, in one folder that holds copies of the
files of ``docs/examples``.
"""

import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "docs" / "examples"
BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)
PROMPT = "$ "
BARS = re.compile(r"[▏▎▍▌▋▊▉█]+ *")
WORDS = re.compile(r"(?<=^   words  ).*(?:\n {10}\S.*)*", re.MULTILINE)
EFFECT = re.compile(r"(\S+)\s+([+-]\d+\.\d\d)")
FIGURE = re.compile(r"(?<![\w.])([+-]?\d+\.\d+(?![\w.])|\d+(?=%))")
PERCENT, DECIMAL = 1.0, 0.05
"""How much a percentage and another figure may differ: some eight times what two processors differed by."""


def pages() -> list[Path]:
    """The pages that hold such a block."""
    found = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [page for page in found if BLOCK.search(page.read_text(encoding="utf-8"))]


def commands(block: str) -> list[str]:
    """The commands of a block, without their prompts and outputs."""
    found, continued = [], False
    for line in block.splitlines():
        if continued:
            found[-1] += "\n" + line
        elif line.startswith(PROMPT):
            found.append(line.removeprefix(PROMPT))
        continued = (continued or line.startswith(PROMPT)) and line.endswith("\\")
    return found


def run(command: str, folder: Path) -> str:
    """What `command` prints on both streams, as someone would see it in a terminal of 100 columns."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("BOOKGENRE_", "PYTEST_"))}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    settings = {"PATH": path, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8", "HOME": str(folder)}
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=folder,
        env=inherited | settings | {"OMP_NUM_THREADS": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    return "".join(f"{line}\n" for line in lines)


def written(page: str) -> str:
    """Return the text of a page with the outputs that its commands have now."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(EXAMPLES, folder, dirs_exist_ok=True)

        def block(match: re.Match[str]) -> str:
            return "".join(f"{PROMPT}{command}\n{run(command, folder)}" for command in commands(match.group()))

        return BLOCK.sub(block, page)


def is_same(shown: str, now: str) -> bool:
    """Whether two outputs differ by no more than those of two processors do."""
    for lists in zip(WORDS.findall(shown), WORDS.findall(now), strict=False):
        effects, others = ({word: float(effect) for word, effect in EFFECT.findall(one)} for one in lists)
        common = effects.keys() & others.keys()
        if len(common) < 0.7 * len(effects) or any(abs(effects[word] - others[word]) > 0.1 for word in common):
            return False
    # Every other part is a figure.
    parts, now_parts = (FIGURE.split(BARS.sub("", WORDS.sub("", text))) for text in (shown, now))
    return parts[::2] == now_parts[::2] and all(
        abs(float(one) - float(other)) <= (DECIMAL if "." in one else PERCENT)
        for one, other in zip(parts[1::2], now_parts[1::2], strict=True)
    )


def main(arguments: list[str]) -> None:
    """Write or check the pages that are named, or all."""
    check, names = "--check" in arguments, [name for name in arguments if name != "--check"]
    stale = []
    for page in [Path(name).resolve() for name in names] or pages():
        text = page.read_text(encoding="utf-8")
        now = written(text)
        if not check:
            page.write_text(now, encoding="utf-8")
        elif not is_same(text, now):
            lines = difflib.unified_diff(text.splitlines(), now.splitlines(), str(page), "now", lineterm="", n=1)
            stale.append("\n".join(lines))
    if stale:
        sys.exit("\n\n".join([*stale, "some outputs have changed; run: python docs/make_outputs.py"]))


if __name__ == "__main__":
    main(sys.argv[1:])
