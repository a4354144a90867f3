import io
import os
from pathlib import Path

import pytest

from bookgenre.errors import InputError
from bookgenre.files import read_bounded


@pytest.mark.parametrize("size", [0, 1, 99, 100])
def test_what_fits_is_read(tmp_path, size):
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * size)
    assert read_bounded(path, 100) == b"x" * size
    assert read_bounded(io.BytesIO(b"x" * size), 100) == b"x" * size


def test_what_does_not_fit_is_refused(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 2049)
    with pytest.raises(InputError, match=r"a\.txt is larger than 2 KB$"):
        read_bounded(path, 2048)


class Endless(io.RawIOBase):
    """Counts what is taken from it; `name` is that of a stream."""

    name = "<stdin>"
    taken = 0

    def read(self, size=-1):
        assert size > 0
        self.taken += size
        return bytes(size)


def test_no_more_than_the_limit_is_taken_from_a_stream_without_end():
    stream = Endless()
    with pytest.raises(InputError, match=r"<stdin> is larger than 3 MB"):
        read_bounded(stream, 3 << 20)
    assert stream.taken == (3 << 20) + 1


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no /dev/zero")
def test_a_device_without_end_is_refused():
    with pytest.raises(InputError, match=r"/dev/zero is larger than 1 KB"):
        read_bounded(Path("/dev/zero"), 1024)
    with pytest.raises(InputError, match=r"/dev/zero is not a regular file"):
        read_bounded(Path("/dev/zero"), 1024, regular=True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs")
def test_a_fifo_without_a_writer_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(InputError, match="is not a regular file"):
        read_bounded(tmp_path / "fifo", 1024, regular=True)


def test_a_missing_file_is_an_error_of_the_system(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_bounded(tmp_path / "absent", 10)
