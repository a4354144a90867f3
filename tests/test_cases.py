"""Inputs that failed once: each is read as a person would read it, or refused with a line that says what to do.

They lie beside the repository, in ``../shared/cases``. To add a kind of case, write a function that takes the path of
one and asserts what is right for it, and name it in `CHECKS` with the files that it is for.
"""

import json
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from bookgenre.cli.main import cli

CASES = Path(__file__).resolve().parents[2] / "shared" / "cases"

SPY = "A retired spy is pulled back to Cold War Berlin when his old handler is found dead."
REFUSED = "says nothing about the book"
# A text to the plain text that is answered alike, or to what its refusal says.
TEXTS = {
    "comp_titles_nonfiction.txt": "A guide to growing tomatoes, beans and squash on a small balcony.",
    "dots_49000.txt": "A retired spy is pulled back.",
    "fullwidth.txt": SPY,
    "ligatures.txt": (
        "A battle-scarred officer finds the first flag of a lost fleet, and must fight the conflict off the coast."
    ),
    "negation.txt": SPY,
    "placeholder.txt": REFUSED,
    "product_details_tail.txt": SPY,
    "review_quotes_only.txt": REFUSED,
    "script_element.html.txt": SPY,
    "separator_lines.txt": SPY,
    "style_element.html.txt": SPY,
    "telegraphic_english.txt": (
        "Spy thriller. Berlin, 1961. Dead handler. Stolen files. Double agent. Betrayal. Murder. Revenge. Escape. Wall."
    ),
}


def check_description(path):
    expected = TEXTS[path.name]
    result = predict("--file", str(path))
    if expected == REFUSED:
        assert result.exit_code == 2
        assert REFUSED in result.output
    else:
        assert result.exit_code == 0
        assert json.loads(result.stdout)["warnings"] == []
        assert json.loads(result.stdout)["genres"] == json.loads(predict(expected).stdout)["genres"]


@cache
def predict(*arguments):
    return CliRunner().invoke(cli, ["predict", "--json", *arguments])


CHECKS = {"text/*": check_description}


def cases():
    found = [
        pytest.param(check, path, id=path.relative_to(CASES).as_posix())
        for pattern, check in CHECKS.items()
        for path in sorted(CASES.glob(pattern))
    ]
    return found or [
        pytest.param(None, None, marks=pytest.mark.skip(reason="no ../shared/cases beside the repository"))
    ]


@pytest.mark.parametrize(("check", "path"), cases())
def test_an_input_that_failed_is_read_as_a_person_would_read_it(check, path):
    check(path)
