"""NumPy arrays from a file of unknown origin: a few megabytes of it can claim, and unpack to, any number of them."""

import math
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.lib import format as npy

__all__ = ["read_arrays"]

_LARGEST_UNPACKED = 256 << 20
_LONGEST_HEADER = 1_024
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def read_arrays(path: Path, kinds: Mapping[str, tuple[type, ...]], largest: int) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of an ``.npz`` file by name, each of one of the types in `kinds` and of one dimension or none.

    The sizes in the directory of the archive and in the header of each array are held against each other before
    anything is unpacked. Arrays of objects, which would be pickles, are of none of the types. The file itself may have
    `largest` bytes.

    Raises
    ------
    ValueError, KeyError, OSError, zipfile.BadZipFile
        If it is not that, or holds more than 256 MB.
    """
    if not path.is_file() or path.stat().st_size > largest:
        raise ValueError("it is no regular file, or too large")
    with path.open("rb") as file, zipfile.ZipFile(file) as archive:
        members = {name: archive.getinfo(f"{name}.npy") for name in kinds}
        if sum(member.file_size for member in members.values()) > _LARGEST_UNPACKED:
            raise ValueError("it unpacks to more than 256 MB")
        return {name: _array(archive, members[name], some) for name, some in kinds.items()}


def _array(archive: zipfile.ZipFile, member: zipfile.ZipInfo, kinds: tuple[type, ...]) -> npt.NDArray[Any]:
    if member.compress_type not in _PACKED:
        raise ValueError("it is packed in another way")
    with archive.open(member) as stream:
        if npy.read_magic(stream) != (1, 0):
            raise ValueError("it is written in another version of the format")
        # Longer headers are read as Python, and a deep one could end the process.
        shape, _, kind = npy.read_array_header_1_0(stream, max_header_size=_LONGEST_HEADER)
        if kind not in kinds or len(shape) > 1 or any(length < 0 for length in shape):
            raise ValueError("a part of it is of another type or shape")
        size = math.prod(shape) * kind.itemsize
        if stream.tell() + size != member.file_size:
            raise ValueError(f"{member.filename!a:.100} has another size than it says")
        content = stream.read(size)
        # To the end, where the checksum is compared.
        if len(content) != size or stream.read(1):
            raise ValueError(f"{member.filename!a:.100} has another size than it says")
    array: npt.NDArray[Any] = np.frombuffer(content, dtype=kind).reshape(shape)
    return array
