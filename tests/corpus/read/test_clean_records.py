import itertools

import pyarrow as pa
import pytest

from bookgenre import Book
from bookgenre.corpus import LabelledBook
from bookgenre.corpus.assemble.shards import SCHEMA
from bookgenre.corpus.read import SourceRecord
from bookgenre.corpus.read.clean_records import clean_records, sentence_spans, text_key

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
