import json

import numpy as np
import pytest

from bookgenre import Book, GenreClassifier
from bookgenre.classifier.trial import MOST_PASSES, log_odds
from bookgenre.errors import InputError

PLAIN = "The story of an old house and the two of them in it."
SPY = "A secret agent and spy is sent to Berlin to find the handler."
LOVE = "Two of them love and kiss at a wedding."


@pytest.fixture(scope="module")
def packaged():
    return GenreClassifier.from_pretrained(threads=1)


def by_id(changes):
    return {change.id: change for change in changes}


def test_genres_rise_and_fall_with_the_sentence_that_was_exchanged(tiny_classifier):
    first, second = f"{PLAIN} {SPY}", f"{PLAIN} {LOVE}"
    comparison = tiny_classifier.compare(first, second)
    rose, fell = by_id(comparison.rose), by_id(comparison.fell)
    assert "romance" in rose
    assert "espionage" in fell
    assert (rose["romance"].listed, fell["espionage"].listed) == ("entered", "left")
    assert [part.text for part in comparison.removed] == [SPY]
    assert [part.text for part in comparison.added] == [LOVE]
    assert comparison.removed[0].contributions["espionage"] > 1
    assert comparison.added[0].contributions["romance"] > 1
    assert comparison.before == tiny_classifier.predict(first).shortlist
    assert comparison.after == tiny_classifier.predict(second).shortlist


def test_differences_are_those_of_the_two_answers(packaged):
    first, second = "A spy is found dead in Berlin. Her sister bakes bread.", "A spy bakes bread. She falls in love."
    comparison = packaged.compare(first, second)
    before, after = ({s.id: s.probability for s in packaged.predict(text, None).genres} for text in (first, second))
    for change in (*comparison.rose, *comparison.fell):
        assert (change.before, change.after) == (before[change.id], after[change.id])
        assert change.difference == change.after - change.before
        odds = log_odds(np.array([change.before, change.after]))
        assert change.log_odds == pytest.approx(odds[1] - odds[0])
    for changes in (comparison.rose, comparison.fell):
        sizes = [abs(change.difference) for change in changes]
        assert sizes == sorted(sizes, reverse=True)
    entered = {change.id for change in comparison.rose + comparison.fell if change.listed == "entered"}
    listed = [{score.id for score in shortlist.genres} for shortlist in (comparison.before, comparison.after)]
    assert entered == listed[1] - listed[0]


def test_a_changed_sentence_weighs_what_its_explanation_says(packaged):
    first, second = f"{PLAIN}\n{SPY}", f"{PLAIN}\n{LOVE}"
    comparison = packaged.compare(Book(first, "Berlin"), Book(second, "Berlin"))
    for parts, text in ((comparison.removed, first), (comparison.added, second)):
        (part,) = parts
        for genre, weight in part.contributions.items():
            explained = packaged.explain(Book(text, "Berlin"), genre, words=False).sentences[-1]
            assert (explained.text, explained.start, explained.end) == (part.text, part.start, part.end)
            assert weight == pytest.approx(explained.contribution, abs=1e-6)


def test_a_title_that_changed_is_weighed_and_one_that_did_not_is_not(packaged):
    title_only = packaged.compare(Book(SPY, "The Handler"), Book(SPY, "Love at the Wedding"))
    assert [(part.kind, part.text) for part in title_only.removed] == [("title", "The Handler")]
    assert [(part.kind, part.text) for part in title_only.added] == [("title", "Love at the Wedding")]
    assert title_only.added[0].contributions["romance"] > 0
    added = packaged.compare(Book(SPY), Book(SPY, "Love at the Wedding"))
    assert not added.removed
    assert [part.kind for part in added.added] == ["title"]


@pytest.mark.parametrize("second", [f"{PLAIN} {SPY} {LOVE}", f"{LOVE} {PLAIN}\n\n{SPY.upper()}"])
def test_order_case_and_white_space_are_no_changes(tiny_classifier, second):
    comparison = tiny_classifier.compare(f"{PLAIN} {SPY} {LOVE}", second)
    assert comparison.removed == comparison.added == ()
    assert comparison.passes == 0


def test_a_sentence_that_is_said_again_was_added(tiny_classifier):
    comparison = tiny_classifier.compare(f"{SPY} {PLAIN}", f"{SPY} {PLAIN} {SPY}")
    assert [part.start for part in comparison.added] == [len(f"{SPY} {PLAIN} ")]
    assert not comparison.removed


def test_the_network_reads_no_more_than_64_windows_per_version(tiny_classifier):
    texts = [" ".join(f"{topic} number{i} is in house{i}." for i in range(60)) for topic in ("Spy", "Love")]
    comparison = tiny_classifier.compare(*texts)
    assert comparison.passes <= 2 * MOST_PASSES
    assert comparison.added
    assert any("were not weighed" in note for note in comparison.notes)


def test_a_comparison_ends_where_the_callback_raises(tiny_classifier):
    def stop():
        raise TimeoutError("too late")

    with pytest.raises(TimeoutError, match="too late"):
        tiny_classifier.compare(SPY, LOVE, callback=stop)


@pytest.mark.parametrize(("texts", "name"), [((SPY, "A kiss"), "second"), (("A spy", LOVE), "first")])
def test_an_error_names_the_version(tiny_classifier, texts, name):
    with pytest.raises(InputError, match=f"the {name} version: the description has only"):
        tiny_classifier.compare(*texts)


def test_a_comparison_becomes_plain_values_for_json(tiny_classifier):
    plain = tiny_classifier.compare(f"{PLAIN} {SPY}", f"{PLAIN} {LOVE}").to_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert set(plain) == {
        "before", "after", "rose", "fell", "weighed", "removed", "added", "passes", "model_version", "notes",
    }  # fmt: skip
    assert set(plain["added"][0]["contributions"]) == set(plain["weighed"])
