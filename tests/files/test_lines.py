import bz2
import gzip
import lzma
import tracemalloc

import pytest

from bookgenre.errors import DataError
from bookgenre.files import Rejects, open_lines

LINES = ["The salt road\n", "Café “Kettle”\r\n", "\n", "no newline at the end"]


def write(path, data):
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress])
def test_packed_files_are_told_by_their_first_bytes_and_not_by_their_names(tmp_path, pack):
    path = write(tmp_path / "books.csv", pack("".join(LINES).encode()))
    assert list(open_lines(path)) == LINES


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path, encoding):
    assert list(open_lines(write(tmp_path / "b.txt", "".join(LINES).encode(encoding)))) == LINES


@pytest.mark.parametrize(("mark", "encoding"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
def test_utf16_of_either_byte_order_is_cut_at_newlines_only(tmp_path, mark, encoding):
    # U+0A0A holds the byte of a newline twice; U+2028 is a line separator that ends no line.
    lines = ["a\u0a0ab\n", "x" * 70_000 + "\n", "\u2028one line\u2028"]
    assert list(open_lines(write(tmp_path / "b.txt", mark + "".join(lines).encode(encoding)))) == lines


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_told_by_its_zeros(tmp_path, encoding):
    assert list(open_lines(write(tmp_path / "b.csv", "".join(LINES).encode(encoding)))) == LINES


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_lines_may_end_with_carriage_returns_alone(tmp_path, encoding):
    path = write(tmp_path / "b.csv", "a,b\r1,\u00e9\r2,x".encode(encoding))
    assert list(open_lines(path)) == ["a,b\n", "1,\u00e9\n", "2,x"]


@pytest.mark.parametrize("text", ["a\rb\nc\n", "one line\r", "a,b\r\n1,2\r\n"])
def test_a_carriage_return_beside_a_line_feed_ends_no_line(tmp_path, text):
    lines = list(open_lines(write(tmp_path / "b.csv", text.encode())))
    assert "".join(lines) == text
    assert len(lines) == max(1, text.count("\n"))


def test_single_zeros_make_no_utf16(tmp_path):
    assert list(open_lines(write(tmp_path / "b.csv", b"a,b\n1\0,\0\x002\n"))) == ["a,b\n", "1\0,\0\x002\n"]


@pytest.mark.parametrize("start", [b"\x1f\x8b\x08\x00", b"BZh9", b"\xfd7zXZ\x00"])
def test_what_begins_like_a_packed_file_and_is_none_is_refused(tmp_path, start):
    path = write(tmp_path / "b.csv.gz", start + bytes(range(200)) * 20)
    with pytest.raises(DataError, match=r"b\.csv\.gz (cannot be unpacked|breaks off after line 0)"):
        list(open_lines(path))


def test_a_line_that_is_not_utf8_is_read_as_windows_1252_and_counted(tmp_path):
    path = write(tmp_path / "b.txt", "é\n".encode() + b"\x93caf\xe9\x94\n" + b"\x81\n" + "ö\n".encode())
    rejects = Rejects()
    assert list(open_lines(path, rejects)) == ["é\n", "“café”\n", "\x81\n", "ö\n"]
    assert rejects.recoded == {str(path): 2}
    assert rejects.total == 0


def many_lines():
    return [f"{n**7:x} {n**11:x}\n" for n in range(2000)]


def test_of_a_file_cut_short_the_lines_before_the_cut_are_given_and_the_damage_is_noted(tmp_path):
    path = write(tmp_path / "b.gz", gzip.compress("".join(many_lines()).encode())[:-2000])
    rejects = Rejects()
    lines = list(open_lines(path, rejects))
    assert lines == many_lines()[: len(lines)]
    assert len(lines) > 1000
    assert rejects.damaged[str(path)].startswith(f"{path} breaks off after line {len(lines):,} (")
    assert rejects.counts == {"the file breaks off": 1}


def test_a_file_cut_short_is_an_error_where_nobody_takes_note(tmp_path):
    path = write(tmp_path / "b.gz", gzip.compress("".join(many_lines()).encode())[:-2000])
    with pytest.raises(DataError, match=r"b\.gz breaks off after line [1-9]\d+: .*fetch or write it again"):
        list(open_lines(path))


def test_a_missing_an_empty_file_and_a_folder_are_told_apart(tmp_path):
    write(tmp_path / "empty.csv", b"")
    write(tmp_path / "empty.csv.gz", gzip.compress(b""))
    for name, message in [("absent.csv", "there is no file"), ("empty.csv", "is empty"), ("empty.csv.gz", "is empty")]:
        with pytest.raises(DataError, match=message):
            list(open_lines(tmp_path / name, Rejects()))
    with pytest.raises(DataError, match="is a folder"):
        list(open_lines(tmp_path))


def test_lines_come_before_the_rest_of_the_file_is_read(tmp_path):
    path = write(tmp_path / "b.gz", gzip.compress("".join(many_lines()).encode())[:-2000])
    assert next(open_lines(path)) == many_lines()[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_line_without_end_is_turned_away_and_the_next_is_read(tmp_path, encoding):
    path = tmp_path / "a.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write("first\n".encode(encoding))
        for _ in range(20):
            file.write(("x" * (1 << 20)).encode(encoding.replace("utf-16", "utf-16-le")))
        file.write("\nlast\n".encode(encoding.replace("utf-16", "utf-16-le")))
    rejects = Rejects()
    tracemalloc.start()
    assert list(open_lines(path, rejects)) == ["first\n", "\n", "last\n"]
    assert tracemalloc.get_traced_memory()[1] < 80 << 20
    tracemalloc.stop()
    assert rejects.counts == {"a line of more than 8 MB": 1}
    with pytest.raises(DataError, match=r"a\.jsonl\.gz, line 2 has more than 8 MB"):
        list(open_lines(path))


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_long_line_is_read_to_its_end(tmp_path, end):
    line = "x" * ((8 << 20) - len(end)) + end
    (tmp_path / "a.txt").write_text(line, encoding="utf-8")
    assert list(open_lines(tmp_path / "a.txt")) == [line]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_where_carriage_returns_end_the_first_lines_each_kind_of_end_ends_a_line(tmp_path, encoding):
    lines = [f"{number},\u00e9" for number in range(20_000)]
    ends = ["\r"] * 10_000 + ["\r\n"] * 5_000 + ["\n"] * 4_999 + ["\r"]
    path = write(tmp_path / "b.csv", "".join(map("".join, zip(lines, ends, strict=True))).encode(encoding))
    assert list(open_lines(path)) == [f"{line}\n" for line in lines]


def test_a_pair_of_line_ends_is_one_where_blocks_meet(tmp_path):
    text = "ab\r" * 6_000 + "c" * (65_535 - 18_000) + "\r\n" + "d\r\n"
    assert list(open_lines(write(tmp_path / "b.csv", text.encode())))[6_000:] == ["c" * 47_535 + "\n", "d\n"]
