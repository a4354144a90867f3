import pytest

from bookgenre.classifier.sentences import merge_spans, sentence_spans, word_spans
from cost import assert_no_more_than_linear


def sentences(text):
    return [text[first:last] for first, last in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("“Who?” asked Mr. Brown. “Nobody…” No one.", ["“Who?” asked Mr. Brown.", "“Nobody…”", "No one."]),
        ("J. R. Hartley fishes. It rains.", ["J. R. Hartley fishes.", "It rains."]),
        ("It costs 3.50 at St. Ives. Then 10 more.", ["It costs 3.50 at St. Ives.", "Then 10 more."]),
        ("Inside: • soups • stews. Done.", ["Inside:", "• soups", "• stews.", "Done."]),
        ("我是。你好！再见", ["我是。", "你好！", "再见"]),
        ("A heading\nThe text. “Quoted”\nOn\nand on", ["A heading", "The text.", "“Quoted”", "On\nand on"]),
        ("Dr.\nNo comes", ["Dr.\nNo comes"]),
        ("no end, no capital", ["no end, no capital"]),
        ("", []),
        ("   ", []),
    ],
)
def test_sentences_are_what_a_reader_would_take_for_one(text, expected):
    assert sentences(text) == expected


def test_a_full_line_goes_on_in_the_next_one_and_a_heading_does_not():
    wrapped = (
        "A Crumb of Doubt\n"
        "When Nell Ashby inherits her aunt's bakery in the village of\n"
        "Little Marrow, she expects burnt scones\n"
        "The constable of the next town suspects nobody but her cat"
    )
    assert sentences(wrapped) == [
        "A Crumb of Doubt",
        "When Nell Ashby inherits her aunt's bakery in the village of\nLittle Marrow, she expects burnt scones",
        "The constable of the next town suspects nobody but her cat",
    ]


def test_every_letter_lies_in_one_sentence():
    text = "Dr. No? Yes… (really!) “No.” And * so * on. 12 men, e.g. ten. É vero. İstanbul!"
    covered = [i for first, last in sentence_spans(text) for i in range(first, last)]
    assert len(covered) == len(set(covered))
    assert all(text[i].isspace() for i in set(range(len(text))) - set(covered))


def test_words_keep_apostrophes_and_hyphens():
    text = "The U.S. don’t-know rock-'n'-roll of '68, naïve_no."
    assert [text[first:last] for first, last in word_spans(text)] == [
        "The", "U.S", "don’t-know", "rock", "n", "roll", "of", "68", "naïve", "no",
    ]  # fmt: skip


@pytest.mark.parametrize("most", [1, 2, 7, 24])
def test_neighbours_are_joined_to_parts_of_like_length(most):
    spans = [(10 * i, 10 * i + 4 + i % 5) for i in range(100)]
    merged = merge_spans(spans, most)
    assert len(merged) == most
    assert merged[0][0] == spans[0][0]
    assert merged[-1][1] == spans[-1][1]
    lengths = [last - first for first, last in merged]
    assert max(lengths) <= 1.5 * min(lengths) + 20
    assert {edge for first, last in merged for edge in (first, last)} <= {edge for span in spans for edge in span}


def test_few_spans_stay_as_they_are():
    assert merge_spans([(0, 3), (4, 9)], 2) == [(0, 3), (4, 9)]


def test_one_long_sentence_among_short_ones_takes_no_part_away():
    spans = [(0, 3), (4, 5000), (5001, 5004), (5005, 5008)]
    merged = merge_spans(spans, 2)
    assert 1 <= len(merged) <= 2
    assert (merged[0][0], merged[-1][1]) == (0, 5008)


@pytest.mark.parametrize("piece", ["A. ", "Mr. ", ".", '."', "!?", "\u2026 ", '. "', " * ", "No. 1 "])
def test_four_times_the_marks_take_about_four_times_as_long(piece):
    assert_no_more_than_linear(sentence_spans, lambda count: piece * count, 5_000, least=0.01)
