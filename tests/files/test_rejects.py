import json

from bookgenre.files import Rejects


def entries(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_rejects_are_counted_by_reason_and_kept(tmp_path):
    path = tmp_path / "new" / "rejects.jsonl"
    with Rejects(path) as rejects:
        rejects.add("not JSON", file="b.jsonl", line=7, excerpt="é" * 1000, why="char 3")
        rejects.add("not JSON", file="b.jsonl")
        rejects.add("broken book", file="c.xml", excerpt="\ud83d")
    assert rejects.counts == {"not JSON": 2, "broken book": 1}
    assert rejects.total == 3
    assert entries(path)[:2] == [
        {"file": "b.jsonl", "line": 7, "reason": "not JSON", "why": "char 3", "excerpt": "é" * 300},
        {"file": "b.jsonl", "reason": "not JSON"},
    ]
    assert entries(path)[2]["excerpt"] == "\ud83d"


def test_a_reject_is_on_disk_at_once(tmp_path):
    with Rejects(tmp_path / "rejects.jsonl") as rejects:
        rejects.add("not JSON", file="b.jsonl")
        assert len(entries(tmp_path / "rejects.jsonl")) == 1


def test_the_rejects_of_an_earlier_run_are_not_taken_for_those_of_this(tmp_path):
    path = tmp_path / "rejects.jsonl"
    path.write_text("old\n", encoding="utf-8")
    with Rejects(path) as rejects:
        assert rejects.total == 0
    assert not path.exists()


def test_without_a_file_they_are_only_counted():
    with Rejects() as rejects:
        rejects.add("not JSON", file="b.jsonl", excerpt="x")
    assert rejects.counts == {"not JSON": 1}


def test_a_file_that_breaks_off_is_told_in_one_sentence(tmp_path):
    rejects = Rejects()
    path = tmp_path / "b.gz"
    rejects.break_off(path, 1234, "end of file")
    assert rejects.damaged[str(path)] == f"{path} breaks off after line 1,234 (end of file); fetch or write it again"
    assert rejects.counts == {"the file breaks off": 1}
