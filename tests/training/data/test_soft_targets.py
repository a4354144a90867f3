import json

import numpy as np
import pytest

from bookgenre.book import Book
from bookgenre.corpus import LabelledBook
from bookgenre.errors import DataError, RecipeError
from bookgenre.training.data.soft_targets import TeacherAnswers, row_key, write_soft_targets

GENRES = ["fiction", "romance"]
BOOKS = [Book("A duke, a bet."), Book("A duke, a bet.", title="Wagered"), Book("Soup.")]


def records(books=BOOKS):
    return [LabelledBook(book, "w", frozenset()) for book in books]


def opened(folder, rows=(), genres=GENRES):
    return TeacherAnswers.open(folder, genres, rows, gap_weight=0.5)


@pytest.fixture
def folder(tmp_path):
    answers = np.array([[0.9, 0.8], [0.7, 0.6], [0.1, 0.0]])
    write_soft_targets(tmp_path, [row_key(book) for book in BOOKS], answers, {"genres": GENRES})
    return tmp_path


def test_a_row_finds_its_own_answer_in_any_order(folder):
    answers = opened(folder, records(BOOKS[::-1]))
    assert answers.probabilities[answers.rows][:, 0] == pytest.approx([0.1, 0.7, 0.9], abs=1e-3)


def test_a_row_is_known_by_what_the_model_reads_of_it():
    assert row_key(Book("<p>A duke,\n a bet.</p>", source="x")) == row_key(BOOKS[0])
    assert row_key(BOOKS[0]) != row_key(BOOKS[1])


def test_answers_are_mapped_from_the_disk_in_16_bits(folder):
    probabilities = opened(folder).probabilities
    assert isinstance(probabilities, np.memmap)
    assert probabilities.dtype == np.float16


def test_rows_without_an_answer_are_counted(folder):
    with pytest.raises(RecipeError, match=r"no answer to 1 training rows; run bookgenre teach"):
        opened(folder, records([*BOOKS, Book("Another.")]))


def test_answers_about_other_genres_are_refused(folder):
    with pytest.raises(RecipeError, match="other genres"):
        opened(folder, genres=GENRES[::-1])


@pytest.mark.parametrize("name", ["teacher.json", "rows.txt", "targets.npy"])
def test_a_missing_or_damaged_file_is_a_recipe_error(folder, name):
    for damage in (lambda p: p.write_bytes(b"\xff\x00"), lambda p: p.unlink()):
        damage(folder / name)
        with pytest.raises(RecipeError, match="run bookgenre teach"):
            opened(folder)


def test_pickled_answers_are_refused(folder):
    np.save(folder / "targets.npy", np.array([[{}, {}]] * 3, dtype=object), allow_pickle=True)
    with pytest.raises(RecipeError, match="run bookgenre teach"):
        opened(folder)


def test_half_written_answers_are_not_taken_for_whole(folder, monkeypatch):
    def fail(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(np, "save", fail)
    with pytest.raises(DataError, match="disk full"):
        write_soft_targets(folder, ["a"], np.zeros((1, 2)), json.loads((folder / "teacher.json").read_text()))
    with pytest.raises(RecipeError):
        opened(folder)
