"""The modules of the package: one idea per name, and none too long to be read in one go."""

from collections import defaultdict
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "bookgenre"
MODULES = sorted(path for path in SOURCE.rglob("*.py") if not path.name.startswith("__"))
PACKAGES = sorted(path.parent for path in SOURCE.rglob("__init__.py") if path.parent != SOURCE)

# Names that stand in two places for one idea.
SAME_IDEA = {
    "audit": "the command, and what it runs",
    "collect": "the command, and what it runs",
    "corpus": "the command, and what it runs",
    "covers": "the command that measures covers, and what it runs",
    "evaluate": "the command, and what it runs",
    "export": "the command that exports a trained model, and what it runs",
    "genres": "the command that lists genres, and the genres",
    "hub": "the command, and what it runs",
    "jsonl": "JSON Lines, and the format of catalogues",
    "space": "the command, and what it runs",
    "stores": "the command, and what it runs",
}
# A format of catalogues has one name: that of its reader, its writer, and the package that both use.
CATALOGUE = SOURCE / "catalogue"
OF_FORMATS = {CATALOGUE, CATALOGUE / "readers", CATALOGUE / "writers"}

MOST_LINES = 300


def places_by_name():
    found = defaultdict(set)
    for path in (*MODULES, *PACKAGES):
        found[path.stem].add("a format's name" if path.parent in OF_FORMATS else path.relative_to(SOURCE).as_posix())
    return found


def test_no_name_stands_for_two_ideas():
    assert {
        name: places for name, places in places_by_name().items() if len(places) > 1 and name not in SAME_IDEA
    } == {}


@pytest.mark.parametrize("name", SAME_IDEA)
def test_the_list_of_exceptions_holds_no_others(name):
    assert len(places_by_name()[name]) == 2


def test_no_module_is_too_long():
    lines = {path.relative_to(SOURCE).as_posix(): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}
