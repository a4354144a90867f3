import io
import tracemalloc
import zipfile

import numpy as np
import pytest

from bookgenre.classifier.arrays_file import read_arrays
from bookgenre.classifier.ngrams import NgramModel
from bookgenre.errors import ModelError

KINDS = {"a": (np.uint8,), "b": (np.float32,)}
ROOM = 32 << 20


def packed(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.npy", content)
    return path


def array(values):
    out = io.BytesIO()
    np.save(out, values, allow_pickle=True)
    return out.getvalue()


def header(shape, kind="|u1"):
    text = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    text = text.ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text


SOUND = {"a": array(np.arange(5, dtype=np.uint8)), "b": array(np.float32(2))}


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_what_numpy_writes_is_read(tmp_path, save):
    save(tmp_path / "a.npz", a=np.arange(300).astype(np.uint8), b=np.float32(2))
    found = read_arrays(tmp_path / "a.npz", KINDS, ROOM)
    np.testing.assert_array_equal(found["a"], np.arange(300).astype(np.uint8))
    assert (float(found["b"]), found["b"].shape) == (2.0, ())


@pytest.mark.parametrize(
    "changed",
    [
        {"a": array(np.array([{}], dtype=object))},
        {"a": array(np.zeros(5, dtype=np.int64))},
        {"a": array(np.zeros((5, 1), dtype=np.uint8))},
        {"a": header("(10**12,)") + bytes(5)},
        {"a": header("(1000000000000,)") + bytes(5)},
        {"a": header("(-1,)") + bytes(5)},
        {"a": header("(4,)") + bytes(5)},
        {"a": b"\x93NUMPY\x02\x00\xff\xff\xff\xff"},
        {"a": header("(" * 1_000 + ")" * 1_000)},
        {"a": b""},
    ],
)
def test_arrays_that_are_not_what_they_should_be_are_refused(tmp_path, changed):
    path = packed(tmp_path / "a.npz", **SOUND | changed)
    with pytest.raises((ValueError, OSError)):
        read_arrays(path, KINDS, ROOM)


def test_a_missing_array_is_refused(tmp_path):
    with pytest.raises(KeyError):
        read_arrays(packed(tmp_path / "a.npz", a=SOUND["a"]), KINDS, ROOM)


def test_a_small_file_that_unpacks_to_gigabytes_is_refused_before_that(tmp_path):
    path = tmp_path / "ngrams.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("vocabulary_size", "steps", "idf", "lengths", "genres", "weights", "scales", "offsets"):
            with archive.open(f"{name}.npy", "w") as file:
                file.write(header("(300000000,)"))
                for _ in range(48):
                    file.write(bytes(1 << 20))
    assert path.stat().st_size < 1 << 20
    tracemalloc.start()
    with pytest.raises(ModelError, match=r"ngrams\.npz cannot be read \(it unpacks to more than 256 MB\)"):
        NgramModel.read(path)
    assert tracemalloc.get_traced_memory()[1] < 4 << 20
    tracemalloc.stop()


def test_a_large_file_is_refused_unopened(tmp_path):
    path = tmp_path / "a.npz"
    with path.open("wb") as file:
        file.truncate(ROOM + 1)
    with pytest.raises(ValueError, match="too large"):
        read_arrays(path, KINDS, ROOM)


@pytest.mark.parametrize("name", ["idf", "scales", "offsets"])
def test_ngrams_that_are_no_numbers_are_refused(tmp_path, name):
    parts = {
        "vocabulary_size": np.int64(10),
        "steps": np.array([1, 2], np.uint32),
        "idf": np.ones(2, np.float16),
        "lengths": np.array([1, 1], np.uint16),
        "genres": np.array([0, 1], np.uint8),
        "weights": np.ones(2, np.int8),
        "scales": np.ones(2, np.float32),
        "offsets": np.zeros(2, np.float32),
    }
    path = tmp_path / "ngrams.npz"
    np.savez(path, **parts)
    assert NgramModel.read(path).genres == 2
    for value in (np.nan, np.inf):
        np.savez(path, **parts | {name: np.full_like(parts[name], value)})
        with pytest.raises(ModelError, match="no number"):
            NgramModel.read(path)
