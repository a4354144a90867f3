import pytest

from bookgenre.errors import DataError
from bookgenre.files import whole_file


def test_a_file_takes_its_name_when_it_is_whole(tmp_path):
    path = tmp_path / "new" / "a.txt"
    with whole_file(path) as partial:
        partial.write_text("whole", encoding="utf-8")
        assert not path.exists()
    assert path.read_text(encoding="utf-8") == "whole"
    assert [entry.name for entry in path.parent.iterdir()] == ["a.txt"]


def fail_half_way(path):
    path.write_text("half", encoding="utf-8")
    raise ZeroDivisionError


def test_what_was_there_stays_where_writing_fails(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("before", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), whole_file(path) as partial:
        fail_half_way(partial)
    assert path.read_text(encoding="utf-8") == "before"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "a").write_text("a file", encoding="utf-8")
    with (
        pytest.raises(DataError, match=r"b\.txt cannot be written: .*choose another place"),
        whole_file(tmp_path / "a" / "b.txt") as partial,
    ):
        partial.write_text("x", encoding="utf-8")
