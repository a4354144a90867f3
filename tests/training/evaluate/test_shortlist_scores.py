import json

import numpy as np
import pytest

from bookgenre.book import Book
from bookgenre.classifier.shortlist import make_shortlist
from bookgenre.errors import DataError
from genre_scores import scores as genre_scores

pytest.importorskip("sklearn", reason="the figures need the extra train")

from bookgenre.training.evaluate.shortlist_scores import (
    JudgedBlurb,
    judged_scores,
    read_judged,
    shortlist_scores,
    shortlist_table,
    shortlists_of,
)

# Of the tiny model: fiction, mystery-thriller-suspense, thriller, espionage, romance, fantasy, nonfiction, …
SPY = [0.9, 0.9, 0.8, 0.7, 0.1, 0.1, 0.1, 0.0, 0.0]
LOVE = [0.9, 0.1, 0.1, 0.1, 0.8, 0.1, 0.1, 0.0, 0.0]
COOK = [0.1, 0.0, 0.0, 0.0, 0.0, 0.0, 0.95, 0.9, 0.9]


@pytest.fixture
def labels(tiny_classifier):
    return tiny_classifier.labels


def cells(labels, *rows):
    return np.array([[genre.id in row for genre in labels.genres] for row in rows], dtype=np.uint8)


def test_shortlists_come_from_probabilities(labels):
    lists = [[score.id for score in one.genres] for one in shortlists_of(np.array([SPY, LOVE, COOK]), labels)]
    assert lists == [["espionage"], ["romance"], ["cooking"]]


def test_precision_counts_listed_genres_and_recall_what_they_name(labels):
    targets = cells(
        labels,
        {"fiction", "mystery-thriller-suspense", "thriller", "espionage"},
        {"fiction", "fantasy"},
        {"nonfiction", "food-drink"},
    )
    scores = shortlist_scores(np.array([SPY, LOVE, COOK]), targets, np.ones_like(targets), labels)
    assert scores.books == 3
    # Espionage is right; romance and cooking are not, but cooking names food and drink.
    assert scores.precision == pytest.approx(1 / 3)
    assert scores.recall == pytest.approx((3 + 0 + 1) / (3 + 1 + 1))
    assert scores.hit == pytest.approx(1 / 3)
    assert (scores.length, scores.short, scores.doubtful) == (1, 1, 0)


def test_cells_that_are_not_known_count_for_nothing(labels):
    targets = cells(labels, {"fiction", "romance"}, set())
    known = np.ones_like(targets)
    known[1] = 0
    scores = shortlist_scores(np.array([LOVE, COOK]), targets, known, labels)
    assert (scores.precision, scores.recall) == (1, 1)
    assert scores.hit == 0.5


def blurb(must, may=(), never=()):
    return JudgedBlurb(Book("A blurb that is long enough."), *map(frozenset, (must, may, never)))


def test_a_list_names_the_genres_above_its_own(labels):
    lists = shortlists_of(np.array([SPY, LOVE, COOK]), labels)
    judged = [
        blurb({"thriller", "fiction"}, never={"romance"}),
        blurb({"fantasy", "fiction"}, never={"romance", "fiction"}),
        blurb({"cooking"}, never={"food-drink", "fiction"}),
    ]
    scores = judged_scores(lists, judged)
    assert scores.blurbs == 3
    assert scores.without_never == pytest.approx(1 / 3)
    assert scores.with_must == pytest.approx(2 / 3)
    assert scores.with_must_itself == pytest.approx(1 / 3)
    assert scores.precision == pytest.approx(2 / 3)


def test_a_genre_newer_than_the_readers_edition_counts_as_the_one_above(labels):
    shortlist = make_shortlist(genre_scores(**{"nonfiction": 0.9, "food-drink": 0.9, "cooking": 0.8, "baking": 0.7}))
    assert [score.id for score in shortlist.genres] == ["baking"]
    found = judged_scores([shortlist], [blurb({"cooking"})])
    assert (found.with_must_itself, found.with_must_first_edition) == (0, 1)
    found = judged_scores([shortlist], [blurb({"food-drink", "nonfiction"})])
    assert found.with_must_first_edition == 0


def test_a_list_without_genres_names_nothing(labels):
    scores = judged_scores(shortlists_of(np.zeros((1, 9)), labels), [blurb({"romance"}, never={"horror"})])
    assert (scores.without_never, scores.with_must, scores.precision) == (1, 0, 0)


def test_the_tables_have_a_row_for_each_figure(labels):
    targets = cells(labels, {"romance"})
    table = shortlist_table(shortlist_scores(np.array([LOVE]), targets, np.ones_like(targets), labels))
    assert "| at least one right genre | 1.0000 |" in table
    assert "| books | 1 |" in table
    lists = shortlists_of(np.array([LOVE]), labels)
    assert "| names no `never` genre | 1.0000 |" in shortlist_table(judged_scores(lists, [blurb({"romance"})]))


def test_judged_blurbs_are_read(tmp_path):
    path = tmp_path / "judged.jsonl"
    row = {"description": "Knit, purl, murder.", "title": "Purl", "must": ["mystery"], "may": [], "never": ["horror"]}
    path.write_text(json.dumps(row) + "\n\n", encoding="utf-8")
    (one,) = read_judged(path)
    assert one.book == Book("Knit, purl, murder.", "Purl")
    assert (one.must, one.may, one.never) == ({"mystery"}, frozenset(), {"horror"})


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"title": "No description"}', "line 1: not a blurb with description"),
        ("[]", "line 1: not a blurb with description"),
        ("no JSON", "line 1: not a blurb with description"),
        ('{"description": "A blurb.", "must": ["cosy"]}', "line 1: there is no genre 'cosy'"),
    ],
)
def test_a_line_that_is_no_judged_blurb_is_refused(tmp_path, line, words):
    path = tmp_path / "judged.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=words):
        read_judged(path)
