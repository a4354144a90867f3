"""Catalogues of invented books for the tiny model."""

import csv

import pytest

from bookgenre.catalogue import AnswerSettings

SPY = "A secret agent and spy is sent to Berlin to find the handler who lost the other agent."
COOKING = "A recipe for old bread: the oven and the kitchen, and a day to bake with the old book."
FANTASY = "A wizard with a magic sword and the dragon of the old kingdom: magic, sword and dragon."
TOO_SHORT = "A spy."

ROWS = [
    {"ISBN": "0012345678", "Title": "The Handler", "Blurb": SPY, "Subjects": "FIC031050; Spies", "Price": "=1+1"},
    {"ISBN": "9780000000002", "Title": "Nothing", "Blurb": "", "Subjects": "", "Price": "3.50"},
    {"ISBN": "9780000000019", "Title": "Bröd, baked", "Blurb": COOKING, "Subjects": "Cooking", "Price": "-4"},
    {"ISBN": "9780000000026", "Title": 'The "Sword"', "Blurb": FANTASY, "Subjects": "", "Price": ""},
    {"ISBN": "9780000000033", "Title": "Short", "Blurb": TOO_SHORT, "Subjects": "", "Price": "12"},
]


@pytest.fixture
def settings(tiny_model_folder):
    return AnswerSettings(model=tiny_model_folder, top=3, workers=1)


@pytest.fixture
def catalogue(tmp_path):
    """A CSV file with three books that can be classified, one without a description and one with a short one."""
    path = tmp_path / "titles.csv"
    write_csv(path, ROWS)
    return path


@pytest.fixture
def many(tmp_path):
    """A function that writes a CSV file of so many books."""

    def many(count):
        path = tmp_path / "many.csv"
        books = [SPY, COOKING, FANTASY, "", TOO_SHORT]
        write_csv(path, [{"ISBN": f"{n:013}", "Blurb": f"{books[n % 5]}{' old' * (n % 7)}"} for n in range(count)])
        return path

    return many


def write_csv(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
