from collections import Counter

import pytest

from bookgenre.corpus.assemble.shards import SCHEMA, BuildFolder, ShardNote
from bookgenre.corpus.read.clean_records import CleanedRecords, Rejected

ROW = dict.fromkeys(SCHEMA.names) | {"line": 3, "description": "Tea.", "identifiers": [("url", "x")]}


@pytest.fixture
def build_folder(tmp_path):
    return BuildFolder(tmp_path / "out" / ".build", "key")


def test_a_shard_is_found_again_with_its_note(build_folder):
    outcome = CleanedRecords([ROW], [Rejected(4, "no description", "", "…")], Counter({"rights": 2}))
    build_folder.add(0, 2, outcome, last=False)
    (note,) = build_folder.notes(0)
    assert note == ShardNote(0, 2, 1, False, [Rejected(4, "no description", "", "…")], Counter({"rights": 2}))
    (path,) = build_folder.read_shards()
    assert list(build_folder.rows(path, ["line", "identifiers"])) == [{"line": 3, "identifiers": [("url", "x")]}]


def test_shards_come_in_order_by_source_and_number(build_folder):
    for source in (2, 0, 1500):
        for through in range(12):
            build_folder.add(source, through, CleanedRecords(), last=through == 11)
    assert [(note.source, note.through) for note in build_folder.notes()] == [
        (source, through) for source in (0, 2, 1500) for through in range(12)
    ]
    assert [note.through for note in build_folder.notes(2)] == list(range(12))
    assert build_folder.notes(150) == []
    assert [path.stem.split("-")[1] for path in build_folder.read_shards()] == ["00000"] * 12 + ["00002"] * 12 + [
        "01500"
    ] * 12


def test_a_shard_whose_note_was_not_written_is_written_again(build_folder):
    build_folder.add(0, 1, CleanedRecords([ROW]), last=False)
    build_folder.add(0, 2, CleanedRecords([ROW | {"line": 4}]), last=True)
    build_folder.read_shards()[1].with_suffix(".json").unlink()
    build_folder.add(0, 2, CleanedRecords([ROW | {"line": 5}]), last=True)
    assert [row["line"] for path in build_folder.read_shards() for row in build_folder.rows(path, ["line"])] == [3, 5]


def test_work_under_the_same_key_is_kept_and_under_another_begins_anew(build_folder):
    build_folder.add(0, 1, CleanedRecords([ROW]), last=True)
    assert BuildFolder(build_folder.folder, "key").notes() == build_folder.notes() != []
    assert BuildFolder(build_folder.folder, "other").notes() == []
    assert BuildFolder(build_folder.folder, "other").read_shards() == []


def test_a_folder_without_a_key_begins_anew(build_folder):
    build_folder.add(0, 1, CleanedRecords([ROW]), last=True)
    (build_folder.folder / "plan.key").unlink()
    assert BuildFolder(build_folder.folder, "key").notes() == []


def test_it_is_removed_and_nothing_else_is(build_folder):
    neighbour = build_folder.folder.parent / "train.parquet"
    neighbour.touch()
    build_folder.remove()
    assert not build_folder.folder.exists()
    assert neighbour.exists()


def test_a_shard_of_no_rows_is_one(build_folder):
    build_folder.add(0, 5, CleanedRecords(), last=True)
    (path,) = build_folder.read_shards()
    assert list(build_folder.rows(path)) == []
