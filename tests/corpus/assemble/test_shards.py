from collections import Counter

import numpy as np
import pytest

from bookgenre.corpus.assemble.shards import SCHEMA, ShardNote, Workshop, note_of, save_arrays
from bookgenre.corpus.read.clean_records import Prepared, Turned

ROW = dict.fromkeys(SCHEMA.names) | {"line": 3, "description": "Tea.", "identifiers": [("url", "x")]}


@pytest.fixture
def workshop(tmp_path):
    return Workshop(tmp_path / "out" / ".build", "key")


def test_a_shard_is_found_again_with_its_note(workshop):
    outcome = Prepared([ROW], [Turned(4, "no description", "", "…")], Counter({"rights": 2}))
    workshop.add(note_of(0, 2, outcome, last=False), outcome.rows)
    (note,) = workshop.notes(0)
    assert note == ShardNote(0, 2, 1, False, [Turned(4, "no description", "", "…")], Counter({"rights": 2}))
    (path,) = workshop.read_shards()
    assert list(workshop.rows(path, ["line", "identifiers"])) == [{"line": 3, "identifiers": [("url", "x")]}]


def test_shards_come_in_order_by_source_and_number(workshop):
    for source in (2, 0, 1500):
        for through in range(12):
            workshop.add(ShardNote(source, through, 0, last=through == 11), [])
    assert [(note.source, note.through) for note in workshop.notes()] == [
        (source, through) for source in (0, 2, 1500) for through in range(12)
    ]
    assert [note.through for note in workshop.notes(2)] == list(range(12))
    assert workshop.notes(150) == []
    assert [path.stem.split("-")[1] for path in workshop.read_shards()] == ["00000"] * 12 + ["00002"] * 12 + [
        "01500"
    ] * 12


def test_a_shard_whose_note_was_not_written_is_written_again(workshop):
    workshop.add(ShardNote(0, 1, 1, last=False), [ROW])
    workshop.add(ShardNote(0, 2, 1, last=True), [ROW | {"line": 4}])
    workshop.read_shards()[1].with_suffix(".json").unlink()
    workshop.add(ShardNote(0, 2, 1, last=True), [ROW | {"line": 5}])
    assert [row["line"] for path in workshop.read_shards() for row in workshop.rows(path, ["line"])] == [3, 5]


def test_work_under_the_same_key_is_kept_and_under_another_begins_anew(workshop):
    workshop.add(ShardNote(0, 1, 1, last=True), [ROW])
    assert Workshop(workshop.folder, "key").notes() == workshop.notes() != []
    assert Workshop(workshop.folder, "other").notes() == []
    assert Workshop(workshop.folder, "other").read_shards() == []


def test_a_folder_without_a_key_begins_anew(workshop):
    workshop.add(ShardNote(0, 1, 1, last=True), [ROW])
    (workshop.folder / "plan.key").unlink()
    assert Workshop(workshop.folder, "key").notes() == []


def test_it_is_removed_and_nothing_else_is(workshop):
    neighbour = workshop.folder.parent / "train.parquet"
    neighbour.touch()
    workshop.remove()
    assert not workshop.folder.exists()
    assert neighbour.exists()


def test_a_shard_of_no_rows_is_one(workshop):
    workshop.add(ShardNote(0, 5, 0, last=True), [])
    (path,) = workshop.read_shards()
    assert list(workshop.rows(path)) == []


def test_arrays_are_whole_or_not_there(tmp_path):
    path = tmp_path / "numbers.npz"

    class Broken:
        def __array__(self, *_, **__):
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        save_arrays(path, {"good": np.arange(3), "bad": Broken()})
    assert not path.exists()
    save_arrays(path, {"good": np.arange(3)})
    with np.load(path) as arrays:
        assert arrays["good"].tolist() == [0, 1, 2]
    assert [entry.name for entry in tmp_path.iterdir()] == ["numbers.npz"]
