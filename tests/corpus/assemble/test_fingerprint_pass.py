import numpy as np
import pytest

from bookgenre import Book
from bookgenre.corpus.assemble.fingerprint_pass import (
    arrays_of,
    clean_of,
    fingerprint_all,
    repeated_sentences,
    without_sentences,
)
from bookgenre.corpus.assemble.shards import BuildFolder
from bookgenre.corpus.dedupe.fingerprint import exact_key, identifier_keys, work_key
from bookgenre.corpus.read.clean_records import CleanedRecords, sentence_spans, text_key
from bookgenre.genres import fold

REPEATED = "This edition has been printed with care on the presses of the Lantern House."
TALE = "A smuggler walks the salt road once too often, and the ferryman knows her name."


def row(description, **values):
    defaults = {
        "line": 1,
        "title": None,
        "description": description,
        "authors": [],
        "language": "en",
        "genres": [],
        "labels": [],
        "complete": False,
        "masked": [],
        "work": "",
        "source": "a",
        "identifiers": [],
        "text_key": text_key(description),
        "sentences": [key for _, _, key in sentence_spans(description)],
    }
    return defaults | values


@pytest.fixture
def build_folder(tmp_path):
    return BuildFolder(tmp_path / ".build", "key")


@pytest.fixture
def store(build_folder):
    """Put rows into a shard."""

    def store(rows, source=0):
        build_folder.add(source, len(rows), CleanedRecords(rows), last=True)

    return store


def fingerprints(build_folder, repeated=frozenset(), namespaces=("a", "b")):
    return fingerprint_all(build_folder, repeated, namespaces, None)


def many(count, text="Tale {number} of the salt road and of those who walk it.", first=0):
    return [row(f"{text.format(number=number)} {REPEATED}") for number in range(first, first + count)]


def test_a_sentence_in_so_many_different_descriptions_is_found(build_folder, store):
    store(many(15))
    store(many(10, first=15), source=1)
    (key,) = repeated_sentences(build_folder, 25)
    assert key == sentence_spans(REPEATED)[0][2]
    assert repeated_sentences(build_folder, 26) == frozenset()


def test_copies_of_one_record_count_once(build_folder, store):
    store(many(24))
    for source in (1, 2):
        store(many(1) * 30, source=source)
    assert repeated_sentences(build_folder, 25) == frozenset()
    assert len(repeated_sentences(build_folder, 24)) == 1


def test_a_description_that_says_it_thirty_times_counts_once(build_folder, store):
    text = " ".join([REPEATED] * 30)
    store([row(text, sentences=list({key for _, _, key in sentence_spans(text)}))])
    assert repeated_sentences(build_folder, 2) == frozenset()


@pytest.mark.parametrize("never", [0, -1])
def test_it_can_be_left(build_folder, store, never):
    store(many(30))
    assert repeated_sentences(build_folder, never) == frozenset()


def test_many_sentences_in_few_buckets_are_told_apart(build_folder, store, monkeypatch):
    monkeypatch.setattr("bookgenre.corpus.assemble.fingerprint_pass._BUCKETS", 7)
    store(many(25))
    assert repeated_sentences(build_folder, 25) == {sentence_spans(REPEATED)[0][2]}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"{TALE} {REPEATED}", TALE),
        (f"{REPEATED} {TALE}", TALE),
        (f"{TALE} {REPEATED} And so on.", f"{TALE} And so on."),
        (f"{TALE}\n\n{REPEATED}\n\nAnd so on.", f"{TALE}\n\nAnd so on."),
        (f"{TALE} {REPEATED}\n\nAnd so on.", f"{TALE}\n\nAnd so on."),
        (f"{TALE}\n{REPEATED} And so on.", f"{TALE}\nAnd so on."),
        (f"{REPEATED} {REPEATED}", ""),
        (TALE, TALE),
    ],
)
def test_sentences_are_taken_out_and_paragraphs_stay(text, left):
    assert without_sentences(text, frozenset({sentence_spans(REPEATED)[0][2]})) == left


def test_a_repeated_sentence_goes_from_the_text_and_what_has_nothing_else_is_of_no_use(build_folder, store):
    store([row(f"{TALE} {REPEATED}"), row(REPEATED), row(TALE), row(f"Read it! {REPEATED}")])
    prints = fingerprints(build_folder, frozenset({sentence_spans(REPEATED)[0][2]}))
    (path,) = build_folder.read_shards()
    assert [found["description"] for found in build_folder.rows(clean_of(path))] == [TALE, "", TALE, "Read it!"]
    assert prints.useful.tolist() == [True, False, True, False]
    assert prints.exact[0] == prints.exact[2] == exact_key(fold(TALE))


def test_the_numbers_of_all_shards_stand_in_their_order(build_folder, store):
    first = row(
        TALE,
        title="The Salt Road",
        authors=["Ada Wren"],
        identifiers=[("isbn13", "9780000000002"), ("id", "17")],
        work="w",
        labels=["fantasy", "fiction"],
        complete=True,
    )
    store([first, row(TALE.upper())])
    store([row("Another tale, of another road, and much longer than the first one. " * 3, title="Road", work="w")], 1)
    prints = fingerprints(build_folder)
    assert prints.signatures.shape == (3, 128)
    assert (prints.signatures[0] == prints.signatures[1]).all()
    assert (prints.signatures[0] != prints.signatures[2]).mean() > 0.9
    assert prints.exact[0] == prints.exact[1] != prints.exact[2]
    assert (prints.title_keys != 0).tolist() == [True, False, True]
    assert prints.has_author.tolist() == [True, False, False]
    keys = {number: set(prints.keys[prints.key_rows == number].tolist()) for number in range(3)}
    # An ISBN, title and author, the source's own group; then nothing; then the first 100 characters and a group.
    assert [len(keys[number]) for number in range(3)] == [3, 0, 2]
    assert set(identifier_keys(Book("", identifiers={"isbn13": "9780000000002"}))) <= keys[0]
    assert work_key("a", "w") in keys[0]
    assert work_key("b", "w") in keys[2]
    assert prints.quality[0] > prints.quality[2] > prints.quality[1]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"complete": True}, {"genres": ["a"] * 90}),
        ({"genres": ["a", "b"]}, {"labels": ["a"]}),
        ({"labels": ["a", "b"]}, {"genres": ["a"]}),
        ({"description": TALE + "!"}, {}),
    ],
)
def test_the_fullest_record_is_the_best(build_folder, store, better, worse):
    store([row(TALE) | worse, row(TALE) | better])
    prints = fingerprints(build_folder)
    assert prints.quality[1] > prints.quality[0]


def test_what_is_done_is_not_done_again(build_folder, store):
    store([row(TALE)])
    store([row(TALE)], 1)
    before = fingerprints(build_folder)
    first, second = build_folder.read_shards()
    stamps = [path.stat().st_mtime_ns for path in (arrays_of(first), clean_of(first))]
    arrays_of(second).unlink()
    after = fingerprints(build_folder)
    assert [path.stat().st_mtime_ns for path in (arrays_of(first), clean_of(first))] == stamps
    assert np.array_equal(after.signatures, before.signatures)
    assert np.array_equal(after.exact, before.exact)


def test_a_shard_without_rows_is_no_hindrance(build_folder, store):
    store([])
    store([row(TALE)], 1)
    prints = fingerprints(build_folder)
    assert prints.key_rows.max(initial=0) == 0
    assert len(prints.exact) == 1
