import io
import sys

import click
import pytest

from bookgenre.classifier import GenreScore, Shortlist
from bookgenre.cli.table import score_lines, shortlist_lines

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
