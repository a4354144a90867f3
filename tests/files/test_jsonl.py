import json
import os
import signal

import pytest

from bookgenre.errors import DataError
from bookgenre.files import JsonLinesLog, write_json_lines


def test_what_is_added_is_on_disk_at_once_and_found_again(tmp_path):
    path = tmp_path / "new" / "log.jsonl"
    with JsonLinesLog(path) as log:
        log.add({"title": "Café"})
        assert path.read_text(encoding="utf-8") == '{"title": "Café"}\n'
    with JsonLinesLog(path) as log:
        log.add({"title": "Tea"})
        assert list(log) == [{"title": "Café"}, {"title": "Tea"}]
        log.add({"title": "Salt"})
        assert len(list(log)) == 3


@pytest.mark.parametrize("cut", range(2, len('{"n": 2}\n') + 1))
def test_a_log_cut_off_at_any_byte_is_gone_on_with(tmp_path, cut):
    path = tmp_path / "log.jsonl"
    path.write_bytes(b'{"n": 1}\n{"n": 2}\n'[:-cut])
    with JsonLinesLog(path) as log:
        log.add({"n": 3})
    assert path.read_bytes() == b'{"n": 1}\n{"n": 3}\n'


def test_an_object_that_lacks_only_its_newline_is_kept(tmp_path):
    path = tmp_path / "log.jsonl"
    path.write_bytes(b'{"n": 1}\n{"n": 2}')
    with JsonLinesLog(path) as log:
        log.add({"n": 3})
    assert path.read_bytes() == b'{"n": 1}\n{"n": 2}\n{"n": 3}\n'


@pytest.mark.parametrize("text", [b"a,b\n1,2", b"A note without a newline", b"\x89PNG\r\n\x1a\n\x00", b"[1]\n"])
def test_a_file_of_another_kind_is_refused_and_left_as_it_is(tmp_path, text):
    path = tmp_path / "notes.txt"
    path.write_bytes(text)
    with pytest.raises(DataError, match="holds no JSON Lines; nothing was added"):
        JsonLinesLog(path)
    assert path.read_bytes() == text


def test_a_log_of_one_long_torn_line_is_begun_anew(tmp_path):
    path = tmp_path / "log.jsonl"
    path.write_bytes(b'{"n": "' + b"x" * 200_000)
    with JsonLinesLog(path) as log:
        assert list(log) == []
        log.add({"n": 1})
    assert path.read_bytes() == b'{"n": 1}\n'


def test_lines_that_are_no_objects_are_passed_over(tmp_path):
    path = tmp_path / "log.jsonl"
    path.write_bytes(b'{"n": 0}\n7\n\xff\n{"n": 1}\nnull\n')
    with JsonLinesLog(path) as log:
        assert list(log) == [{"n": 0}, {"n": 1}]


def test_half_a_pair_of_surrogates_is_written_as_json_can_be(tmp_path):
    with JsonLinesLog(tmp_path / "log.jsonl") as log:
        log.add({"t": "\ud83d"})
        assert list(log) == [{"t": "\ud83d"}]


def test_a_log_where_nothing_can_be_written_is_refused(tmp_path):
    with pytest.raises(DataError, match="cannot be written"):
        JsonLinesLog(tmp_path)


def test_a_whole_file_is_written_at_once(tmp_path):
    path = tmp_path / "new" / "books.jsonl"
    assert write_json_lines(path, ({"n": n, "é": "\ud83d"} for n in range(3))) == 3
    assert [json.loads(line)["n"] for line in path.read_text(encoding="utf-8").splitlines()] == [0, 1, 2]
    assert list(path.parent.iterdir()) == [path]


def test_a_write_that_fails_leaves_the_old_file(tmp_path):
    def entries():
        yield {"n": 1}
        raise KeyboardInterrupt

    path = tmp_path / "books.jsonl"
    path.write_bytes(b"old\n")
    with pytest.raises(KeyboardInterrupt):
        write_json_lines(path, entries())
    assert path.read_bytes() == b"old\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_where_nothing_can_be_written_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(DataError, match="cannot be written"):
        write_json_lines(tmp_path / "file" / "books.jsonl", [])


@pytest.mark.skipif(os.name != "posix", reason="no limits of file sizes")
def test_a_full_disk_is_an_error_that_leaves_no_torn_line(tmp_path):
    import resource

    path = tmp_path / "a.jsonl"
    limits, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with JsonLinesLog(path) as log:
        log.add({"n": 1})
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
            with pytest.raises(DataError, match=r"a\.jsonl cannot be written: File too large; make room"):
                log.add({"text": "x" * 200})
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
            signal.signal(signal.SIGXFSZ, handler)
        assert path.read_bytes() == b'{"n": 1}\n'
        log.add({"n": 2})
        assert list(log) == [{"n": 1}, {"n": 2}]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs")
def test_a_fifo_is_no_log(tmp_path):
    os.mkfifo(tmp_path / "a.jsonl")
    with pytest.raises(DataError, match="not a regular file"):
        JsonLinesLog(tmp_path / "a.jsonl")
