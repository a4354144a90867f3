import io

import pytest

from bookgenre.errors import DataError
from bookgenre.files import Rejects, open_lines, open_unpacked, packing, read_head
from bookgenre.files.unpacked import is_packed, unpacked_ending

SUFFIXES = ["", ".gz", ".bz2", ".xz", ".zst"]
LINES = "ä line\n" * 5000


@pytest.fixture(params=SUFFIXES)
def packed(request, tmp_path):
    if request.param == ".zst":
        pytest.importorskip("backports.zstd", reason="pip install 'bookgenre[catalogue]'")
    out = io.BytesIO()
    with packing(out, request.param) as stream:
        stream.write(LINES.encode())
    path = tmp_path / f"lines.txt{request.param}"
    path.write_bytes(out.getvalue())
    return path


def test_what_was_packed_is_unpacked(packed):
    with open_unpacked(packed) as stream:
        assert stream.read().decode() == LINES
    assert "".join(open_lines(packed)) == LINES
    assert read_head(packed, 10) == LINES.encode()[:10]
    assert is_packed(packed) == (packed.suffix != ".txt")


def test_a_packed_file_that_is_cut_gives_what_stands_before_the_cut(packed):
    content = packed.read_bytes()
    packed.write_bytes(content[: len(content) - 12])
    rejects = Rejects()
    found = list(open_lines(packed, rejects))
    assert all(line == "ä line\n" for line in found[:-1])
    assert bool(rejects.damaged) == (packed.suffix != ".txt")


def test_the_same_content_is_packed_to_the_same_bytes(packed):
    out = io.BytesIO()
    with packing(out, packed.suffix) as stream:
        stream.write(LINES.encode())
    assert out.getvalue() == packed.read_bytes()
    assert not out.closed


@pytest.mark.parametrize(
    ("name", "ending"), [("a.CSV.gz", ".csv"), ("a.csv", ".csv"), ("a.zst", ""), ("a", ""), ("a.b.jsonl.ZST", ".jsonl")]
)
def test_endings(name, ending, tmp_path):
    assert unpacked_ending(tmp_path / name) == ending


def test_what_is_not_there_or_is_a_folder_is_said(tmp_path):
    with pytest.raises(DataError, match="there is no file"):
        open_unpacked(tmp_path / "nowhere")
    with pytest.raises(DataError, match="is a folder"):
        open_unpacked(tmp_path)
