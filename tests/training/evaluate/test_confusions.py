import numpy as np
import pytest

from bookgenre.classifier.label_space import LabelSpace, ModelGenre
from bookgenre.training.evaluate.confusions import SiblingConfusion, sibling_confusions

LABELS = LabelSpace(
    [
        ModelGenre("fiction", "Fiction", None, 0.5, 0.5),
        ModelGenre("fantasy", "Fantasy", "fiction", 0.3, 0.5),
        ModelGenre("romance", "Romance", "fiction", 0.3, 0.5),
        ModelGenre("nonfiction", "Nonfiction", None, 0.4, 0.5),
        ModelGenre("cooking", "Cooking", "nonfiction", 0.4, 0.5),
    ]
)

# Columns: fiction, fantasy, romance, nonfiction, cooking.
TARGETS = np.array(
    [
        [1, 1, 0, 0, 0],
        [1, 1, 0, 0, 0],
        [1, 1, 0, 0, 0],
        [1, 1, 0, 0, 0],
        [1, 0, 1, 0, 0],
        [1, 0, 1, 0, 0],
        [1, 1, 1, 0, 0],
        [0, 0, 0, 1, 1],
    ],
    dtype=np.uint8,
)
CHOSEN = np.array(
    [
        [1, 1, 0, 0, 0],  # right
        [1, 0, 1, 0, 0],  # romance instead of fantasy
        [1, 1, 1, 0, 0],  # romance with fantasy
        [1, 0, 0, 0, 0],  # fantasy missed, nothing instead
        [1, 0, 1, 0, 0],  # right
        [1, 1, 0, 0, 0],  # fantasy instead of romance
        [1, 1, 0, 0, 0],  # has both: tells nothing of the pair
        [1, 1, 0, 0, 0],  # other parents: no siblings
    ],
    dtype=bool,
)


def test_pairs_are_counted_in_both_directions():
    found = sibling_confusions(CHOSEN, TARGETS, np.ones_like(TARGETS), LABELS, least=1)
    assert found == [
        SiblingConfusion("fiction", "romance", "fantasy", books=2, chosen=1, instead=1),
        SiblingConfusion("fiction", "fantasy", "romance", books=4, chosen=2, instead=1),
    ]


def test_masked_cells_count_nowhere():
    known = np.ones_like(TARGETS)
    known[1, 2] = 0  # whether the second book is a romance is not known
    found = {pair.genre: pair for pair in sibling_confusions(CHOSEN, TARGETS, known, LABELS, least=1)}
    assert set(found) == {"romance"}  # what is left of the other pair is romance beside fantasy, not instead of it
    known[1, 2], known[2, 2] = 1, 0
    pair = next(p for p in sibling_confusions(CHOSEN, TARGETS, known, LABELS, least=1) if p.genre == "fantasy")
    assert (pair.books, pair.chosen, pair.instead) == (3, 1, 1)


@pytest.mark.parametrize(("least", "genres"), [(2, ["romance", "fantasy"]), (3, ["fantasy"]), (5, [])])
def test_pairs_of_few_books_are_left_out(least, genres):
    found = sibling_confusions(CHOSEN, TARGETS, np.ones_like(TARGETS), LABELS, least=least)
    assert [pair.genre for pair in found] == genres


def test_no_more_than_are_asked_for_and_none_that_was_never_confused():
    known = np.ones_like(TARGETS)
    assert [p.genre for p in sibling_confusions(CHOSEN, TARGETS, known, LABELS, least=1, most=1)] == ["romance"]
    assert sibling_confusions(TARGETS, TARGETS, known, LABELS, least=1) == []
