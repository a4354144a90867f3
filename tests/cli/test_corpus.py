import gzip
import json

import pytest

GOOD = {
    "id": "1",
    "description": "An invented book about a spy.",
    "genres": ["Espionage"],
    "labels": ["espionage", "fiction", "mystery-thriller-suspense", "thriller"],
    "source": "made/up",
}
LACKS_A_GENRE = GOOD | {"id": "2", "labels": ["fiction", "mystery-thriller-suspense", "thriller"]}
HAS_ONE_TOO_MANY = GOOD | {"id": "3", "labels": [*GOOD["labels"], "romance"], "source": "made/other"}


def test_records_whose_labels_follow_from_their_genres_show_no_difference(run, write_rows):
    result = run("corpus", "check", write_rows([GOOD, GOOD | {"id": "4", "genres": [], "labels": []}]))
    assert result.exit_code == 0
    assert result.stdout == "books.jsonl: 2 records, 0 with different labels\n"


def test_differences_are_counted_by_genre_and_source(run, write_rows):
    result = run("corpus", "check", write_rows([GOOD, LACKS_A_GENRE, HAS_ONE_TOO_MANY, LACKS_A_GENRE]))
    assert result.stdout.splitlines() == [
        "books.jsonl: 4 records, 3 with different labels",
        "  only in the rebuilt labels: espionage 2",
        "  only in the given labels: romance 1",
        "  records by source: made/up 2, made/other 1",
    ]


def test_only_the_ten_most_frequent_differences_are_shown(run, write_rows):
    rows = [GOOD | {"labels": [*GOOD["labels"], *(f"made-up-{i}" for i in range(n))]} for n in range(13)]
    lines = run("corpus", "check", write_rows(rows)).stdout.splitlines()
    assert "made-up-0 12" in lines[1]
    assert lines[1].count("made-up-") == 10
    assert lines[1].endswith(" and 2 more")


def test_every_file_is_reported_by_itself_gzipped_or_not(run, write_rows, tmp_path):
    plain = write_rows([GOOD])
    packed = tmp_path / "more.jsonl.gz"
    packed.write_bytes(gzip.compress(json.dumps(LACKS_A_GENRE).encode()))
    lines = run("corpus", "check", plain, packed).stdout.splitlines()
    assert lines[0] == "books.jsonl: 1 records, 0 with different labels"
    assert lines[1] == "more.jsonl.gz: 1 records, 1 with different labels"


def damage(path, data):
    path.write_bytes(data)
    return path


def corrupted():
    rows = "".join(json.dumps(GOOD | {"id": str(number)}) + "\n" for number in range(3000))
    data = bytearray(gzip.compress(rows.encode()))
    data[200:260] = bytes(byte ^ 0xFF for byte in data[200:260])
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("books.jsonl", b'{"description": "A book", "labels": []}\n{"descr', ["line 2", "not JSON"]),
        ("books.jsonl", b'{"description": "A book"}\n', ["line 1", "not a book record"]),
        ("books.jsonl", b'{"description": "A caf\xe9", "labels": []}\n', ["books.jsonl"]),
        ("books.jsonl.gz", b"not gzip at all", ["books.jsonl.gz"]),
        ("books.jsonl.gz", gzip.compress(b'{"description": "A book", "labels": []}\n' * 99)[:-12], ["breaks off"]),
        ("books.jsonl.gz", corrupted(), ["books.jsonl.gz"]),
    ],
    ids=["cut line", "missing field", "not UTF-8", "not gzip", "cut gzip", "corrupted gzip"],
)
def test_a_damaged_file_ends_in_one_line_that_names_it(process, tmp_path, name, data, words):
    done = process("corpus", "check", damage(tmp_path / name, data))
    assert done.returncode == 2
    error = done.stderr.decode()
    assert len(error.splitlines()) == 1, error
    assert all(word in error for word in words)


def test_a_missing_file_is_named(run, tmp_path):
    result = run("corpus", "check", tmp_path / "nowhere.jsonl")
    assert result.exit_code == 2
    assert "there is no file" in result.stderr
    assert "nowhere.jsonl" in result.stderr


def test_a_check_of_nothing_is_refused(run):
    result = run("corpus", "check")
    assert result.exit_code == 2
    assert "FILES" in result.stderr


def test_the_gathered_test_rows_have_the_labels_that_their_genres_prove(run, shared):
    result = run("corpus", "check", shared / "corpus" / "test.jsonl.gz")
    # One label is read today that was not known when the rows were labelled.
    first, *rest = result.stdout.splitlines()
    assert first == "test.jsonl.gz: 1,772 records, 1 with different labels"
    assert not any("only in the given labels" in line for line in rest)


def test_near_duplicates_are_listed_and_their_ids_written(run, write_rows, tmp_path):
    pytest.importorskip("rensa", reason="comparing needs the extra corpus")
    twin = GOOD | {"id": "twin", "description": "An invented book about a spy!"}
    other = GOOD | {"id": "other", "description": "Soup for every evening of a long and cold winter."}
    measured, trained = (
        write_rows([other, GOOD], "measured.jsonl"),
        write_rows([other | {"id": "9"}, twin], "train.jsonl"),
    )
    out = tmp_path / "ids.txt"
    result = run("corpus", "near-duplicates", measured, "--against", trained, "--out", out)
    assert result.stdout.splitlines() == [
        "measured.jsonl: 2 of 2 records",
        "  other  1.00  train.jsonl 9",
        "  1  1.00  train.jsonl twin",
        f"wrote 2 ids to {out}",
    ]
    lines = out.read_text(encoding="utf-8").splitlines()
    assert lines == ["# bookgenre corpus near-duplicates measured.jsonl --against train.jsonl", "other", "1"]


def test_a_near_duplicate_without_an_id_cannot_be_listed(run, write_rows):
    pytest.importorskip("rensa", reason="comparing needs the extra corpus")
    rows = write_rows([{key: value for key, value in GOOD.items() if key != "id"}], "measured.jsonl")
    result = run("corpus", "near-duplicates", rows, "--against", write_rows([GOOD], "train.jsonl"))
    assert result.exit_code == 2
    assert result.stderr == "bookgenre: measured.jsonl: record 1 has no id; give each record one\n"
