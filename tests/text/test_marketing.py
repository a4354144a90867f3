import pytest

from bookgenre.corpus import read_records
from bookgenre.text.cleaning import clean_text
from bookgenre.text.marketing import drop_marketing

BLURB = "A retired spy is pulled back to Cold War Berlin when his old handler is found dead."


@pytest.mark.parametrize(
    "line",
    [
        "Book 3 in the bestselling series!",
        "FREE on Kindle Unlimited",
        "Read for FREE with Kindle Unlimited!",
        "#1 New York Times Bestseller",
        "A USA TODAY and international bestseller with over 2 million copies sold worldwide!",
        "Can be read as a standalone.",
        "Get your copy today!",
        "Buy it now and see for yourself!",
        "Download now.",
        "Scroll up and click Buy Now to start reading today!",
        "Only 99c for a limited time!",
        "Sign up for my newsletter at https://example.com/news and receive a free book!",
        "If you enjoyed this book, please leave a review on Amazon.",
        "Dear reader, I hope you enjoy reading this as much as I enjoyed writing it.",
        "12,500 first printing.",
        "From the Trade Paperback edition.",
        "Reissue.",
        "ISBN: 978-0-00-000000-2",
        "All rights reserved.",
        "\u201cUnforgettable.\u201d \u2014The New York Times Book Review",
        '"Beautifully written." - Kirkus Reviews (starred review)',
        "About the Author: J. Smith lives in Ohio with two cats and has written twelve books.",
    ],
)
def test_a_line_that_only_sells_goes_wherever_it_stands(line):
    assert clean_text(f"{BLURB}\n\n{line}") == BLURB
    if not line.startswith("About"):
        assert clean_text(f"{line}\n{BLURB}\n{line}") == BLURB


@pytest.mark.parametrize(
    "line",
    [
        "Book 3 in the Dragon Riders series.",
        "The first in a cosy mystery series from a bestselling author.",
        "The USA Today bestselling romance.",
        "A steamy standalone with a guaranteed happy ever after.",
        "Winner of the Hugo Award.",
        "It is 4034 AD.",
        "Originally published in 1719.",
        "WARNING: 18+ readers only.",
        "They were free!",
        "Love can never be bought, or sold!",
        "He has one week to sell the book, and no buyer.",
        "\u201cWhere is it?\u201d \u2014 the old man asked.",
        "But at what cost?",
        "What was he reading?",
        "About the author of the letters nothing was known.",
    ],
)
def test_a_line_that_says_something_stays(line):
    assert clean_text(f"{BLURB}\n\n{line}") == f"{BLURB} {line}"


def test_praise_that_says_something_stays_without_its_source():
    text = f"{BLURB} \u201cA chilling tale of murder.\u201d \u2014Booklist"
    assert clean_text(text) == f"{BLURB} \u201cA chilling tale of murder.\u201d"


def test_only_whole_sentences_go():
    text = "Out now in paperback: a spy, a wall, a betrayal. Available on Kindle. He has a day to find out who."
    assert drop_marketing(text) == "Out now in paperback: a spy, a wall, a betrayal. He has a day to find out who."


@pytest.mark.parametrize("text", ["Book 3 in the bestselling series!", "The Sequel", "Bestseller. Reprint.", ""])
def test_a_short_text_of_nothing_else_is_left_alone(text):
    assert clean_text(text) == text


@pytest.mark.parametrize(
    "life",
    [
        "Ada Wren lives in Ohio with her husband, two children and a very old dog.",
        "Ada Wren is the author of twelve vampire novels. When she is not writing, she hikes.\nFind her at",
        "Ada Wren is the author of The Last Barge.",
        "Dr. Ada M. Wren has been a novelist for years. He divides his time between Bath and Rome.",
        "The author lives in Portland, Oregon, and has been writing since the age of ten.",
        "About the Author\n\nAda Wren grew up on a farm and hunts vampires.",
    ],
)
def test_a_life_of_the_author_at_the_end_goes(life):
    text = f"{BLURB} {BLURB} {BLURB}"
    assert clean_text(f"{text}\n\n{life}") == text


@pytest.mark.parametrize(
    "end",
    [
        "Ada Wren lives in Ohio with her dragons. But who feeds them?",
        "Ada Wren mends clocks.",
        "Ada Wren is a journalist with nothing left to lose. One night she finds a vampire.",
        "Ada Wren lives above the chip shop with her three daughters and a secret.",
        "Now she lives in Ohio with her husband.",
    ],
)
def test_what_a_person_of_the_story_does_at_the_end_stays(end):
    text = f"{BLURB} {BLURB} {BLURB}"
    assert clean_text(f"{text}\n\n{end}") == f"{text} {end}"


def test_a_life_that_is_all_there_is_stays():
    assert clean_text(f"{BLURB}\nAda Wren lives in Ohio with her husband.").endswith("with her husband.")


def test_a_life_of_the_author_in_the_middle_stays():
    text = f"About the author: she wrote much.\n{BLURB}"
    assert drop_marketing(text) == text


def test_real_blurbs_are_seldom_changed_and_never_emptied(shared):
    rows = list(read_records(shared / "corpus" / "validation.jsonl.gz"))
    changed = 0
    for row in rows:
        text = row.book.description
        kept = drop_marketing(text)
        changed += kept != text
        assert len(kept) > len(text) / 3 or len(text) < 300
        cleaned = clean_text(text)
        assert clean_text(cleaned) == cleaned
    assert 0 < changed < 0.05 * len(rows)


@pytest.mark.slow
def test_lines_that_only_sell_do_not_change_an_answer(packaged):
    plain = packaged.predict(BLURB, title="The Night Handler")
    dressed = packaged.predict(
        "\U0001f525 FREE on Kindle Unlimited \U0001f525<br/><br/>Book 3 in the bestselling series!<br/>"
        f"<p>{BLURB}</p>&lt;p&gt;Get your copy today!&lt;/p&gt;\n\u201cUnforgettable.\u201d \u2014Booklist\n"
        "12,500 first printing.",
        title="The Night Handler",
    )
    assert dressed.genres == plain.genres
    assert dressed.chosen == plain.chosen


@pytest.mark.slow
def test_capitals_bullets_and_ornaments_do_not_change_an_answer(packaged):
    sentences = [BLURB, "He has three days.", "Nobody can be trusted."]
    plain = packaged.predict(" ".join(sentences))
    for text in (
        " ".join(sentences).upper(),
        "\n".join(f"\u2605 {sentence}" for sentence in sentences),
        "<ul>" + "".join(f"<li>{sentence}</li>" for sentence in sentences) + "</ul>",
        " \u2728 ".join(sentences) + " \U0001f468\u200d\U0001f469\u200d\U0001f467",
    ):
        assert packaged.predict(text).genres == plain.genres, text


@pytest.fixture(scope="module")
def packaged():
    from bookgenre import GenreClassifier

    return GenreClassifier.from_pretrained()
