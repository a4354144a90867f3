"""The local engine: the answers of single books, in order, whatever answers them."""

import gc
import sys
from dataclasses import replace

import pytest

from bookgenre.book import Book
from bookgenre.catalogue.answering import RecordAnswerer
from bookgenre.catalogue.engines.local import classify
from bookgenre.catalogue.record import Record
from bookgenre.catalogue.worker_process import AnswerProcess
from bookgenre.errors import BookgenreError
from processes import runs

TEXTS = [
    "A secret agent and spy is sent to Berlin to find the handler who lost the other agent.",
    "A recipe for old bread: the oven and the kitchen, and a day to bake with the old book." * 9,
    "",
    "A wizard with a magic sword and the dragon of the old kingdom: magic, sword and dragon.",
]


def records(count):
    for number in range(1, count + 1):
        text = TEXTS[number % len(TEXTS)]
        yield Record(number, Book(text) if text else None, fields={"n": object()}, problem="" if text else "no text")


@pytest.mark.parametrize(("count", "workers"), [(10, 1), (10, 3), (200, 1), (200, 2)])
def test_answers_are_those_of_single_books_in_order(count, workers, settings):
    answerer = RecordAnswerer(settings)
    found = list(classify(records(count), replace(settings, workers=workers)))
    assert found == [answerer.finding(record) for record in records(count)]
    assert [finding.number for finding in found] == list(range(1, count + 1))
    assert found[1].problem == "no text"


@pytest.mark.parametrize("count", [10, 200])
def test_records_are_read_as_they_are_needed(count, settings):
    taken = 0

    def endless():
        nonlocal taken
        for record in records(10**9):
            taken += 1
            yield record

    found = classify(endless(), replace(settings, workers=2))
    for _ in range(count):
        next(found)
    found.close()
    assert taken < count + 200


@pytest.mark.parametrize("count", [10, 200])
def test_what_is_wrong_with_a_model_is_said(count, settings, tmp_path):
    with pytest.raises(BookgenreError, match="nowhere"):
        list(classify(records(count), replace(settings, model=tmp_path / "nowhere", workers=2)))


def test_nothing_gives_nothing(settings):
    assert list(classify(iter(()), settings)) == []


@pytest.mark.skipif(sys.platform != "linux", reason="looks up processes in /proc")
def test_a_process_that_nobody_closes_ends_when_it_is_collected(settings):
    process = AnswerProcess(settings)
    number = process._process.pid
    # As an exception and its frames do: only the garbage collector finds a cycle.
    process.itself = process
    del process
    gc.collect()
    assert not runs(number)
