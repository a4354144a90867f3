import threading
from itertools import count, islice

import pytest

from bookgenre.classifier.parallel import callers_for, ordered_map


@pytest.mark.parametrize("callers", [1, 3])
def test_results_come_in_the_order_of_the_items(callers):
    assert list(ordered_map(lambda number: number**2, range(50), callers)) == [number**2 for number in range(50)]


def test_items_are_worked_on_at_the_same_time():
    both = threading.Barrier(2, timeout=300)
    # Each waits for the other: one after the other, the first would wait in vain.
    assert len(list(ordered_map(lambda _: both.wait(), range(2), 2))) == 2


@pytest.mark.parametrize("callers", [1, 3])
def test_few_items_are_taken_before_their_results_are_asked_for(callers):
    numbers = count()
    assert list(islice(ordered_map(str, numbers, callers), 2)) == ["0", "1"]
    assert next(numbers) <= 2 * callers + 3


@pytest.mark.parametrize("callers", [1, 3])
def test_an_error_reaches_the_caller_after_the_results_before_it(callers):
    found = ordered_map(lambda number: 1 // (2 - number), range(50), callers)
    assert [next(found), next(found)] == [0, 1]
    with pytest.raises(ZeroDivisionError):
        next(found)


def test_there_are_no_more_callers_than_threads():
    assert callers_for(1) == 1
    assert callers_for(2) == 2
    assert 1 <= callers_for(None) <= callers_for(64)
