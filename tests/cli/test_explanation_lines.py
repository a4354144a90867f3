import pytest

from bookgenre.cli.explanation_lines import explanation_lines


@pytest.fixture
def explanation(tiny_classifier, spy):
    return tiny_classifier.explain(f"{spy} It is the story of an old house.", "espionage", title="Spy")


def test_title_and_sentences_come_in_the_order_of_the_text(explanation, spy):
    lines = explanation_lines(explanation)
    assert lines[0].startswith("  Why Espionage (")
    assert "number 1 of 1 on the shortlist" in lines[0]
    assert lines[1] == "  What each part adds to its log-odds:"
    assert lines[2].split() == [lines[2].split()[0], "title:", "Spy"]
    assert spy[:40] in lines[3]
    assert float(lines[3].split()[0]) > 3
    assert float(next(line for line in lines if "old house" in line).split()[0]) < 0


def test_the_weightiest_words_come_first_and_each_once(tiny_classifier):
    text = "A spy, a spy and a spy in Berlin: the secret agent is a Spy."
    line = next(
        line for line in explanation_lines(tiny_classifier.explain(text, "espionage")) if line.startswith("   words")
    )
    words = [entry.split() for entry in line.removeprefix("   words").split(",")]
    assert [word.lower() for word, _ in words].count("spy") == 1
    weights = [abs(float(weight)) for _, weight in words]
    assert weights == sorted(weights, reverse=True)


def test_long_sentences_are_wrapped(explanation, monkeypatch):
    monkeypatch.setenv("COLUMNS", "50")
    assert max(len(line) for line in explanation_lines(explanation)[1:]) <= 50


def test_notes_are_shown(tiny_classifier, spy):
    lines = explanation_lines(tiny_classifier.explain(" ".join([spy] * 30), "espionage"))
    assert lines[-1] == "  note: the text has 30 sentences; neighbours were taken together"


def test_of_a_genre_that_is_not_listed_it_is_said_what_speaks_against_it_and_what_is_missing(tiny_classifier, spy):
    house = "It is the story of an old house."
    lines = explanation_lines(tiny_classifier.explain(f"{spy} {house}", "cooking"))
    shown = " ".join(line.strip() for line in lines)
    assert lines[0].startswith("  Why not Cooking (5%)? Not on the shortlist: it is nonfiction")
    assert "missing" in shown
    assert "of log-odds up to its threshold (50%)" in shown
    against = next(line for line in lines if line.startswith(" against"))
    assert f'"{spy[:30]}' in against or "no sentence speaks against it" in against


def test_a_genre_that_passes_its_threshold_misses_nothing(tiny_classifier, spy):
    lines = explanation_lines(tiny_classifier.explain(spy, "thriller"))
    assert lines[0].startswith("  Why not Thriller (")
    assert "Espionage, which is narrower, can say it better." in " ".join(line.strip() for line in lines[:2])
    assert not any("missing" in line for line in lines)
