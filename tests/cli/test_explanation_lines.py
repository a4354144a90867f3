import pytest

from bookgenre.cli.explanation_lines import explanation_lines


@pytest.fixture
def explanation(tiny_classifier, spy):
    return tiny_classifier.explain(f"{spy} It is the story of an old house.", "espionage", title="Spy")


def test_title_and_sentences_come_in_the_order_of_the_text(explanation, spy):
    lines = explanation_lines(explanation)
    assert lines[0].startswith("  Why Espionage (")
    assert lines[1].split() == [lines[1].split()[0], "title:", "Spy"]
    assert spy[:40] in lines[2]
    assert float(lines[2].split()[0]) > 3
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
