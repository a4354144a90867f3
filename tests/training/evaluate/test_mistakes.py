import csv
import json

import numpy as np
import pytest

from bookgenre.book import Book
from bookgenre.classifier.label_space import LabelSpace, ModelGenre
from bookgenre.corpus import LabelledBook
from bookgenre.errors import DataError
from bookgenre.training.evaluate.mistakes import FIELDS, confident_mistakes, write_mistakes


@pytest.fixture
def labels():
    return LabelSpace(
        [
            ModelGenre("fiction", "Fiction", None, 0.5, 0.5),
            ModelGenre("romance", "Romance", "fiction", 0.3, 0.4),
            ModelGenre("nonfiction", "Nonfiction", None, 0.4, 0.6),
        ]
    )


def record(number, labels, masked=()):
    book = Book(
        description=f"book {number} " + "word " * 60,
        title=f"Title {number}",
        genres=("Love", "Made-up"),
        identifiers={"id": f"id-{number}", "url": f"https://example.org/{number}"},
        source="a shop",
    )
    return LabelledBook(book, f"work-{number}", frozenset(labels), masked=frozenset(masked))


@pytest.fixture
def books():
    """Probabilities of five books, and what is true of them."""
    rows = [
        (record(0, ["nonfiction"]), [0.90, 0.90, 0.10]),  # romance, and so fiction, chosen; nonfiction missed
        (record(1, ["fiction"]), [0.80, 0.45, 0.10]),  # romance chosen, less surely
        (record(2, ["fiction"], masked=["romance"]), [0.90, 0.99, 0.10]),  # romance chosen, and nobody knows
        (record(3, ["fiction", "romance"]), [0.90, 0.80, 0.05]),  # right
        (record(4, ["nonfiction"]), [0.10, 0.10, 0.55]),  # nonfiction missed by a little
    ]
    return np.array([probabilities for _, probabilities in rows]), [row for row, _ in rows]


def found(books, labels, **options):
    return list(confident_mistakes(*books, labels, **options))


def test_the_surest_mistakes_come_first_genre_by_genre(books, labels):
    mistakes = [(m["genre"], m["kind"], m["id"], m["probability"]) for m in found(books, labels)]
    assert mistakes == [
        ("fiction", "false positive", "id-0", 0.9),  # as probable as its child
        ("romance", "false positive", "id-0", 0.9),
        ("romance", "false positive", "id-1", 0.45),
        ("nonfiction", "false negative", "id-0", 0.1),
        ("nonfiction", "false negative", "id-4", 0.55),
    ]


def test_no_more_than_are_asked_for(books, labels):
    mistakes = found(books, labels, per_genre=1)
    assert [m["id"] for m in mistakes if m["genre"] != "fiction"] == ["id-0", "id-0"]


def test_a_mistake_says_what_is_needed_to_judge_it(books, labels):
    mistake = found(books, labels, words=3)[1]
    assert set(mistake) == set(FIELDS)
    assert mistake["first_words"] == "book 0 word"
    assert mistake["title"] == "Title 0"
    assert mistake["url"] == "https://example.org/0"
    assert mistake["labels"] == ["nonfiction"]
    assert mistake["chosen"] == ["fiction", "romance"]
    assert mistake["genres"] == ["Love", "Made-up"]
    assert mistake["threshold"] == 0.4


def test_they_are_written_as_json_lines_and_as_csv(books, labels, tmp_path):
    mistakes = found(books, labels)
    assert write_mistakes(tmp_path / "errors.jsonl", iter(mistakes)) == 5
    lines = (tmp_path / "errors.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == mistakes
    assert write_mistakes(tmp_path / "errors.csv", iter(mistakes)) == 5
    with (tmp_path / "errors.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["genre"] for row in rows] == [mistake["genre"] for mistake in mistakes]
    assert rows[1]["chosen"] == "fiction; romance"


def test_a_place_that_cannot_be_written_is_named(books, labels, tmp_path):
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(DataError, match=r"taken.errors\.csv cannot be written"):
        write_mistakes(tmp_path / "taken" / "errors.csv", iter(found(books, labels)))
