import gzip
import itertools
import json
from collections import Counter

import pyarrow as pa
import pytest

from bookgenre import Book
from bookgenre.corpus import LabelledBook
from bookgenre.corpus.assemble.shards import SCHEMA
from bookgenre.corpus.read import SourceRecord
from bookgenre.corpus.read.clean_records import (
    MAX_CHARACTERS,
    MIN_CHARACTERS,
    clean_description,
    clean_records,
    clean_title,
    sentence_spans,
    text_key,
    useless_reason,
)

AWKWARD = [
    "",
    "   \n\n  ",
    "<p>One <b>bold <i>nested</i></b> word.</p><p>Two.</p>",
    "&amp;amp;amp;amp;lt;b&amp;gt;Deep&lt;/b&gt; in entities &amp;amp;amp; out.",
    "Synopsis: Description: About the book: A heading below a heading.",
    "It ends twice... (read more) ... Read more",
    "It ends.Then it goes on.“Why?” she asks.'Because.'He left.\"Gone.\"Nobody knew.",
    "A &lt;3 for <sigh> and <3 for a < b > c.",
    "CafÃƒÂ© twice broken, cafÃ© once, donâ€™t.",
    "ISBN ISBN 9780000000002 9780000000002 and all rights reserved. All rights reserved.",
    "(source: (source: Wikipedia)) An answer.",
    "Zero\u200bwidth w\u200bww.example.org and soft\u00adhyphen https://example.org/a?b=c&amp;d=e.",
    "Librarian's note: alternate cover edition of Librarian's note: 9780000000002.",
    "<div>" * 300 + "far down" + "</div>" * 300,
    "Broken < b >tag</b and <a href='x>quote</a>.",
    "\ud83d half a character \udca9",
    "\u2028line\u2029separators\x0b\x0c\x85and\x00others\r\rreturn",
]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("<p>A <b>spy</b> runs.</p>", "A spy runs."),
        ("<DIV><P>A <B>spy</B> runs.</P></DIV>", "A spy runs."),
        ("<b><i><span class='x'>A spy</span></i></b> runs.", "A spy runs."),
        ("&lt;b&gt;A spy&lt;/b&gt; runs.", "A spy runs."),
        ("Salt &amp;amp; pepper, caf&amp;eacute;.", "Salt & pepper, café."),
        ("I <3 this book <sigh>.", "I <3 this book <sigh>."),
        ("A<!-- hidden -->spy.", "Aspy."),
        ("<script>var x = 1;</script>A spy.", "A spy."),
    ],
)
def test_markup_goes_and_what_only_looks_like_it_stays(text, clean):
    assert clean_description(text) == clean


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("A CafÃ© in Paris", "A Café in Paris"),
        ("They donâ€™t know", "They don’t know"),
        ("a â€œquietâ€\x9d house", "a “quiet” house"),
        ("cre\u0301me", "créme"),
    ],
)
def test_mojibake_is_mended(text, clean):
    assert clean_description(text) == clean


def test_curly_quotes_stay_curly_and_straight_ones_straight():
    text = '“It’s hers,” he said. "It\'s his," she said.'
    assert clean_description(text) == text


@pytest.mark.parametrize("mark", ["\u00ad", "\u200b", "\u200e", "\u202a", "\u2060", "\ufeff", "\ufffc"])
def test_invisible_marks_go(mark):
    assert clean_description(f"{mark}A re{mark}tired spy{mark}") == "A retired spy"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("It was the end.Then she left.", "It was the end. Then she left."),
        ("Who is he?Nobody knows!Not even she.", "Who is he? Nobody knows! Not even she."),
        ("It was the end.“Then,” she said.", "It was the end. “Then,” she said."),
        ("“It was the end.”Then she left.", "“It was the end.” Then she left."),
        ('"It was the end."Then she left.', '"It was the end." Then she left.'),
    ],
)
def test_glued_sentences_are_parted(text, clean):
    assert clean_description(text) == clean


@pytest.mark.parametrize(
    "text", ["The U.S.Army and Ph.D theses", "at 10.30am, e.g. in St.Ives", "one... two", "3.Five"]
)
def test_abbreviations_are_not_parted(text):
    assert clean_description(text) == text


@pytest.mark.parametrize("address", ["https://example.org/a?b=c", "http://example.org", "www.example.org/books,1"])
def test_addresses_go(address):
    assert clean_description(f"More at {address} and in shops.") == "More at and in shops."


@pytest.mark.parametrize(
    "text",
    [
        "<p>One.</p>\n<p>Two.</p>",
        "<p>One.<p>Two.",
        "One.<br/><br/>Two.",
        "One.\r\n\r\n\r\n\r\nTwo.",
        "  One. \n \t \n  Two.  ",
        "<div>One.</div><div>Two.</div>",
    ],
)
def test_paragraphs_are_kept_apart_by_one_blank_line(text):
    assert clean_description(text) == "One.\n\nTwo."


@pytest.mark.parametrize("text", AWKWARD, ids=range(len(AWKWARD)))
def test_a_clean_text_stays_as_it_is(text):
    once = clean_description(text)
    assert clean_description(once) == once


def test_descriptions_of_the_gathered_corpus_are_clean_once_they_were_cleaned(shared):
    with gzip.open(shared / "corpus" / "validation.jsonl.gz", "rt", encoding="utf-8") as file:
        texts = [json.loads(line)["description"] for _, line in zip(range(400), file, strict=False)]
    cleaned = [clean_description(text) for text in texts]
    assert [clean_description(text) for text in cleaned] == cleaned
    # It was gathered with care: hardly anything is lost.
    assert sum(map(len, cleaned)) > 0.98 * sum(map(len, texts))


def test_boilerplate_is_counted_once_a_record():
    found = Counter()
    clean_description("All rights reserved. A spy. All rights reserved. ISBN 9780000000002", found)
    clean_description("A spy.", found)
    assert found == {"rights": 1, "a number of an edition": 1}


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  The   Salt\n Road ", "The Salt Road"),
        ("The Salt &amp; <i>Pepper</i> Road", "The Salt & Pepper Road"),
        ("CafÃ© Noir", "Café Noir"),
        ("1984", "1984"),
        ("None of Us", "None of Us"),
        ("Unknown Shores", "Unknown Shores"),
        ("Unknown Солярис", "Unknown Солярис"),
        ("", None),
        (None, None),
        ("  ", None),
        ("(untitled Smashwords book)", None),
        ("Untitled", None),
        ("unknown", None),
        ("N/A", None),
        ("null", None),
        ("NaN", None),
    ],
)
def test_a_title_stands_on_one_line_or_is_none(text, clean):
    assert clean_title(text) == clean


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no description"),
        ("No description available.", "a placeholder instead of a description"),
        ("No description is available for this title at this time.", "a placeholder instead of a description"),
        ("No product description has been provided yet.", "a placeholder instead of a description"),
        ("No synopsis.", "a placeholder instead of a description"),
        ("Without description", "a placeholder instead of a description"),
        ("Description not yet available...", "a placeholder instead of a description"),
        ("Coming soon!!!", "a placeholder instead of a description"),
        ("N/A", "a placeholder instead of a description"),
        ("TBA", "a placeholder instead of a description"),
        ("None", "a placeholder instead of a description"),
        ("A spy hides."[: MIN_CHARACTERS - 1], f"fewer than {MIN_CHARACTERS} characters"),
        ("word " * 5000, "more than 20,000 characters"),
        ("*** 1234567890 *** 1234567890 *** 1234567890 ***", "more signs than letters"),
    ],
)
def test_a_text_that_teaches_nothing_is_told_with_the_reason(text, reason):
    assert useless_reason(text) == reason


@pytest.mark.parametrize(
    "text",
    [
        "No description of war prepared her for the silence after it.",
        "No description of war could have prepared the nurses for what they found at the front in that winter.",
        "Without description or warning, the letters stopped coming.",
        "No summary does justice to the seven lives told here, given in one night.",
        "Unknown to her husband, she keeps a second house by the sea.",
        "None of the sisters came back from the island that year.",
        "Coming soon to a town near you: the end of the world, in nine parts.",
        ("A spy hides in a house. " * 9)[: MIN_CHARACTERS - 1] + ".",
        ("A spy hides in a house. " * 900)[: MAX_CHARACTERS - 1] + ".",
        "Во дворе дома на окраине города находят старое письмо.",
    ],
)
def test_a_text_that_teaches_something_is_kept(text):
    assert useless_reason(text) is None


TEXT = "A retired spy is pulled back to the harbour town where she grew up. There she finds an old friend, long dead."
EN = frozenset({"en"})


def found(line=1, text=TEXT, labels=(), **book):
    return SourceRecord(line, LabelledBook(Book(text, **book), work="w1", labels=frozenset(labels), complete=True))


def only(record, languages=EN):
    outcome = clean_records([record], languages)
    assert not outcome.rejected
    (row,) = outcome.rows
    return row


def test_a_record_becomes_a_row_of_a_shard():
    row = only(
        found(
            7,
            f"<p>{TEXT}</p>",
            labels={"thriller", "fiction"},
            title=" The&nbsp;Salt <i>Road</i> ",
            genres=("Spies", "Fiction"),
            authors=("Ada  Wren", "", "N/A"),
            source="made/up",
            identifiers={"isbn13": "9780000000002"},
        )
    )
    keys = [row.pop(name) for name in ("text_key", "sentences")]
    assert row == {
        "line": 7,
        "title": "The Salt Road",
        "description": TEXT,
        "authors": ["Ada Wren"],
        "language": "en",
        "genres": ["Spies", "Fiction"],
        "labels": ["fiction", "thriller"],
        "complete": True,
        "masked": [],
        "work": "w1",
        "source": "made/up",
        "identifiers": [("isbn13", "9780000000002")],
    }
    assert keys[0] == text_key(TEXT)
    assert sorted(keys[1]) == sorted(key for _, _, key in sentence_spans(TEXT))
    assert set(row) | {"text_key", "sentences"} == set(SCHEMA.names)


def test_records_of_no_use_are_turned_away_with_line_reason_and_start():
    records = [
        found(1),
        found(2, "N/A"),
        found(5, "Eine ehemalige Spionin kehrt in das Städtchen ihrer Kindheit zurück. " * 3),
        found(9, "<p></p>"),
        found(11, "Short and sweet."),
    ]
    outcome = clean_records(records, EN)
    assert [row["line"] for row in outcome.rows] == [1]
    assert [(rejected.line, rejected.reason, rejected.detail) for rejected in outcome.rejected] == [
        (2, "a placeholder instead of a description", ""),
        (5, "another language", "de"),
        (9, "no description", ""),
        (11, "fewer than 40 characters", ""),
    ]
    assert [rejected.excerpt[:20] for rejected in outcome.rejected] == [
        "N/A",
        "Eine ehemalige Spion",
        "<p></p>",
        "Short and sweet.",
    ]
    assert all(len(rejected.excerpt) <= 200 for rejected in outcome.rejected)


def test_boilerplate_is_counted_by_record():
    outcome = clean_records([found(1, f"{TEXT} All rights reserved."), found(2, f"Synopsis: {TEXT}"), found(3)], EN)
    assert outcome.boilerplate == {"rights": 1, "a heading": 1}


def test_known_faults_of_a_source_are_mended():
    row = only(found(genres=("Science", "Technology"), source="kashyap21/Book-Categorization-Problem"))
    assert row["genres"] == ["Science Fiction", "Science Fiction"]


def test_half_a_character_in_any_field_does_not_stop_a_build():
    half = "\ud83d"
    record = SourceRecord(
        1,
        LabelledBook(
            Book(
                f"{half}{TEXT}",
                title=f"Salt{half}",
                genres=(f"Spies{half}",),
                identifiers={"url": f"https://example.org/{half}"},
                source=f"made{half}",
                authors=(f"Ada{half}",),
            ),
            work=f"w{half}",
            labels=frozenset({f"fiction{half}"}),
            masked=frozenset({f"history{half}"}),
        ),
    )
    table = pa.Table.from_pylist([only(record)], schema=SCHEMA)
    assert table["genres"].to_pylist() == [["Spies?"]]


def test_sentences_are_found_where_they_stand():
    text = f"Short one.  {TEXT}\n\nA line that has no stop at its end but is long enough to be told again\nend"
    spans = sentence_spans(text)
    assert [text[start:end].strip() for start, end, _ in spans] == [
        "A retired spy is pulled back to the harbour town where she grew up.",
        "A line that has no stop at its end but is long enough to be told again",
    ]


@pytest.mark.parametrize(
    "other",
    [
        "a RETIRED spy is  pulled back to\tthe harbour town where she grew up.",
        "A retired spy is pulled back to the harbour town where she grew up.\n\n",
    ],
)
def test_a_sentence_has_one_key_however_it_is_spaced_and_in_capitals(other):
    one = "A retired spy is pulled back to the harbour town where she grew up."
    assert [key for *_, key in sentence_spans(one)] == [key for *_, key in sentence_spans(other)]


def test_the_spans_of_sentences_do_not_overlap():
    text = (
        "“He left!” she said... 'Why?' Nobody knew the answer to that, not even the old man in the house.” Dr. Wren? "
        * 5
    )
    spans = sentence_spans(text)
    assert spans
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))


def test_keys_are_signed_and_of_64_bits():
    keys = [text_key(str(number)) for number in range(1000)]
    assert len(set(keys)) == 1000
    assert min(keys) < 0 < max(keys)
    assert all(-(2**63) <= key < 2**63 for key in keys)
