"""Files that may be packed, opened as what is in them; and streams that pack what is written to them."""

import bz2
import contextlib
import gzip
import lzma
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, cast

from bookgenre.errors import DataError, MissingExtraError

__all__ = ["is_packed", "open_unpacked", "packing", "read_head", "unpack_errors", "unpacked_ending"]


def _zstd() -> Any:
    """Python's own module from 3.14 on, the same code for older ones."""
    try:
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd
    except ModuleNotFoundError as error:
        raise MissingExtraError("catalogue", "backports.zstd") from error
    return zstd


_OPENERS: dict[bytes, Callable[..., Any]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ": lzma.open,
    b"\x28\xb5\x2f\xfd": lambda path, mode: _zstd().open(path, mode),
}


def unpack_errors() -> tuple[type[Exception], ...]:
    """Return what reading a file may raise where it is damaged: cut off, or packed in another way than it says."""
    # Only who has read such a file has loaded its module.
    zstd = sys.modules.get("compression.zstd") or sys.modules.get("backports.zstd")
    errors: tuple[type[Exception], ...] = (OSError, EOFError, UnicodeError, zlib.error, lzma.LZMAError)
    return (*errors, zstd.ZstdError) if zstd is not None else errors


def is_packed(path: Path) -> bool:
    """Say whether the first bytes of a file are those of gzip, bzip2, xz or Zstandard."""
    with path.open("rb") as stream:
        return _opener(stream.read(6)) is not None


def open_unpacked(path: Path) -> BinaryIO:
    """Open a file; gzip, bzip2, xz and Zstandard are told by their first bytes and unpacked as they are read.

    A file that cannot be opened is a `DataError`; one of Zstandard without its package is a `MissingExtraError`.
    """
    if path.is_dir():
        raise DataError(f"{path} is a folder; name the files in it")
    try:
        with path.open("rb") as stream:
            opener = _opener(stream.read(6))
        return cast("BinaryIO", opener(path, "rb") if opener else path.open("rb"))
    except FileNotFoundError:
        raise DataError(f"there is no file {path}; check the name") from None
    except OSError as error:
        raise DataError(f"{path} cannot be opened: {error.strerror}") from error


def read_head(path: Path, count: int) -> bytes:
    """Return the first bytes of a file opened by `open_unpacked`; fewer where it is shorter or damaged."""
    with open_unpacked(path) as stream:
        try:
            return stream.read(count)
        except unpack_errors():
            return b""


def unpacked_ending(path: Path) -> str:
    """Return the ending of a name in small letters, without that of a packed file: ``.csv`` of ``a.CSV.gz``."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in (".gz", ".bz2", ".xz", ".zst"):
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def _opener(start: bytes) -> Callable[..., Any] | None:
    return next((opener for magic, opener in _OPENERS.items() if start.startswith(magic)), None)


def packing(out: BinaryIO, suffix: str) -> contextlib.AbstractContextManager[Any]:
    """Give a stream that packs what is written to it into `out`, as the ending of a file says; `out` is left open.

    The same bytes come of the same content, whatever the time and the name. Zstandard needs its package.
    """
    match suffix:
        case ".gz":
            # Level 6 is gzip's own; 9, Python's, takes twice the time for one percent.
            return gzip.GzipFile("", "wb", 6, out, mtime=0)
        case ".bz2":
            return bz2.BZ2File(out, "wb")
        case ".xz":
            return lzma.LZMAFile(out, "wb")
        case ".zst":
            return _zstd().ZstdFile(out, "wb")  # type: ignore[no-any-return]
    return contextlib.nullcontext(out)
