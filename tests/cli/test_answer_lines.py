import io
import sys

import click
import pytest

from bookgenre.classifier import GenreScore, Shortlist
from bookgenre.cli.answer_lines import explanation_lines, score_lines, shortlist_lines

NAMES = {"fiction": "Fiction", "romance": "Romance", "noir": "Noir & Hard-Boiled"}


def score(genre_id="romance", probability=0.5, *, chosen=False, path=("fiction",)):
    names = tuple(NAMES[ancestor] for ancestor in path)
    return GenreScore(genre_id, NAMES[genre_id], path, names, "fiction", probability, 0.5, 0.1, chosen)


def lines(*scores):
    return [click.unstyle(line) for line in score_lines(scores)]


@pytest.fixture
def stdout_in(monkeypatch):
    """Make the standard output a stream of another encoding."""

    def stdout_in(encoding):
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding=encoding))

    return stdout_in


def bar(line):
    """The 20 columns between the name and the percentage of a romance."""
    return line[len("  Romance  ") :][:20]


@pytest.mark.parametrize(
    ("probability", "expected"),
    [
        (0.0, ""),
        (0.002, ""),
        (0.00625, "▏"),
        (0.05, "█"),
        (0.075, "█▌"),
        (0.5, "█" * 10),
        (0.99, "█" * 19 + "▊"),
        (1.0, "█" * 20),
    ],
)
def test_a_bar_grows_by_eighths_of_a_block(stdout_in, probability, expected):
    stdout_in("utf-8")
    assert bar(lines(score(probability=probability))[0]) == expected.ljust(20)


@pytest.mark.parametrize(("probability", "expected"), [(0.0, ""), (0.03, "#"), (0.5, "#" * 10), (1.0, "#" * 20)])
def test_a_bar_is_of_hash_marks_where_there_are_no_blocks(stdout_in, probability, expected):
    stdout_in("ascii")
    assert bar(lines(score(probability=probability))[0]) == expected.ljust(20)


def test_one_table_never_mixes_two_kinds_of_bars(stdout_in):
    stdout_in("cp437")  # has the full block, and not the eighths
    table = "".join(lines(score(probability=0.5), score(probability=0.53)))
    assert ("█" in table) != ("#" in table)


@pytest.mark.parametrize(
    ("encoding", "mark", "arrow"), [("utf-8", "✓", " › "), ("ascii", "*", " > "), ("cp1252", "*", " › ")]
)
def test_marks_and_arrows_fit_the_output(stdout_in, encoding, mark, arrow):
    stdout_in(encoding)
    (line,) = lines(score("noir", 0.7, chosen=True, path=("fiction", "romance")))
    assert line.endswith(f" 70% {mark}  Fiction{arrow}Romance")
    line.encode(encoding)


def test_only_a_chosen_genre_is_marked_and_bold():
    chosen, other = score_lines([score(chosen=True), score(chosen=False)])
    assert "✓" in chosen or "*" in chosen
    assert "✓" not in other
    assert "*" not in other
    assert click.style("Romance", bold=True) in chosen
    assert click.style("Romance", bold=True) not in other


def test_columns_line_up_whatever_the_names(stdout_in):
    stdout_in("utf-8")
    first, second = lines(score("noir", 1.0), score("romance", 0.01))
    assert first.index("%") == second.index("%")
    assert "100%" in first
    assert "  1%" in second


def test_no_line_ends_in_white_space(stdout_in):
    stdout_in("utf-8")
    (root,) = lines(score("fiction", 0.9, chosen=True, path=()))
    assert root == root.rstrip()


def test_no_scores_make_no_lines():
    assert score_lines([]) == []


def test_a_shortlist_is_numbered_below_its_kind_and_above_its_doubts():
    shortlist = Shortlist((score("noir", 0.7), score("romance", 0.5)), "fiction", "young-adult", ("reads as either",))
    assert [click.unstyle(line) for line in shortlist_lines(shortlist)] == [
        "Shortlist: fiction for young adults",
        "  1. Noir & Hard-Boiled   70%",
        "  2. Romance              50%",
        "  in doubt: reads as either",
    ]


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
    lines = explanation_lines(tiny_classifier.explain(" ".join([spy] * 31), "espionage"))
    assert lines[-1] == "  note: the text has 31 sentences; neighbours were taken together"


def test_of_a_genre_that_is_not_listed_it_is_said_what_speaks_against_it_and_what_is_missing(tiny_classifier, spy):
    house = "It is the story of an old house."
    lines = explanation_lines(tiny_classifier.explain(f"{spy} {house}", "cooking"))
    shown = " ".join(line.strip() for line in lines)
    assert lines[0].startswith("  Why not Cooking (5%)? Not on the shortlist: it is nonfiction")
    assert "missing" in shown
    assert "of log-odds up to its threshold (50%)" in shown
    against = next(line for line in lines if line.startswith(" against"))
    assert f'"{spy[:30]}' in against or "no sentence counts against it" in against


def test_a_genre_that_passes_its_threshold_misses_nothing(tiny_classifier, spy):
    lines = explanation_lines(tiny_classifier.explain(spy, "thriller"))
    assert lines[0].startswith("  Why not Thriller (")
    assert "Espionage, which is narrower, can say it better." in " ".join(line.strip() for line in lines[:2])
    assert not any("missing" in line for line in lines)
