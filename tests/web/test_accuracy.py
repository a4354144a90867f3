import pytest

from bookgenre.classifier.figures import GenreFigures
from bookgenre.web.accuracy import LEAST_BOOKS, accuracy_words


def figures(support, precision, recall):
    return GenreFigures("noir", support, precision, recall, 0.5, None, 0.4)


def test_precision_recall_and_the_number_of_books_are_said():
    words = accuracy_words(figures(1_412, 0.83, 0.719))
    assert (
        words
        == "Very reliable: right 83 times in 100 when chosen; found in 72 of 100 such books (1,412 held-out books)."
    )


@pytest.mark.parametrize(
    ("precision", "verdict"),
    [(1.0, "Very reliable"), (0.8, "Very reliable"), (0.79, "Reliable"), (0.6, "Fairly"), (0.49, "Often wrong")],
)
def test_the_verdict_follows_the_precision(precision, verdict):
    assert accuracy_words(figures(100, precision, 0.5)).startswith(verdict)


def test_nothing_is_claimed_from_a_few_books():
    assert accuracy_words(figures(LEAST_BOOKS - 1, 1.0, 1.0)) == "Uncertain: only 9 held-out books with this genre."
    assert accuracy_words(figures(1, 0.0, 0.0)) == "Uncertain: only 1 held-out book with this genre."
    assert accuracy_words(figures(40, 0.0, 0.0)) == "Not found in any of 40 held-out books with this genre."
    for unmeasured in (None, figures(0, 0.0, 0.0)):
        assert accuracy_words(unmeasured).startswith("Not measured")
