import pytest

from bookgenre.web.comparison_view import comparison_view

ROMANCE = "A lonely baker falls in love with the widow next door, and a kiss in the rain changes everything."


@pytest.fixture
def view(tiny_classifier, spy):
    return comparison_view(tiny_classifier.compare(spy, f"{spy} {ROMANCE}"))


def test_genres_are_named_by_how_they_moved_the_largest_first(view, tiny_classifier, spy):
    comparison = tiny_classifier.compare(spy, f"{spy} {ROMANCE}")
    changes = sorted((*comparison.rose, *comparison.fell), key=lambda one: -abs(one.difference))
    rows = (*view.changes, *view.others)
    assert [row.genre for row in rows] == [one.id for one in changes]
    assert {row.direction for row in rows} <= {"rose", "fell"}
    assert all((row.direction == "rose") == (one.difference >= 0) for row, one in zip(rows, changes, strict=True))


def test_the_added_sentence_is_named_with_what_it_counts_for(view):
    (part,) = view.added
    assert part.text == ROMANCE
    assert view.removed == ()
    assert all(effect.split()[1] in ("for", "against") for effect in part.effects)


def test_the_same_text_twice_changes_nothing(tiny_classifier, spy):
    view = comparison_view(tiny_classifier.compare(spy, spy))
    assert (view.changes, view.others, view.added, view.removed) == ((), (), (), ())
    assert view.before == view.after
