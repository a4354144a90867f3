"""A copy of an EPUB with another package document, in which every other file keeps its bytes, packed as they are."""

import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO

__all__ = ["copy_with_package"]

_MIMETYPE = "mimetype"
_BLOCK = 1 << 20
# The header of a file, its entry in the list, and the end of the archive.
_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s4H2LH")
# Numbers of an entry in the list.
_METHOD, _PACKED_SIZE, _PLACE = 4, 8, 16
_HAS_DESCRIPTOR = 0x08
_ZIP64 = 0xFFFF_FFFF
_ZIP64_EXTRA = 1


@dataclass(slots=True)
class _Part:
    """A file of the archive: its entry in the list, as numbers and the names after them, and where its bytes are."""

    name: str
    entry: list[Any]
    names: bytes
    start: int
    end: int = 0


def copy_with_package(path: Path, package_path: str, package: bytes, out: BinaryIO) -> None:
    """Write a copy of an EPUB with another package document; every other file keeps its bytes, packed as they are.

    The file ``mimetype`` comes first and is not packed, as EPUB wants it. An archive that is built in a way that cannot
    be kept is a `ValueError`; nothing has been written then.
    """
    with path.open("rb") as stream:
        parts, end = _parts(stream)
        by_place = sorted(parts, key=lambda part: (part.name != _MIMETYPE, part.start))
        position = 0
        for part in by_place:
            part.entry[_PLACE] = position
            packed = part.entry[_METHOD] != zipfile.ZIP_STORED
            if part.name == package_path:
                position += _write_fresh(stream, part, out, package, pack=packed)
            elif part.name == _MIMETYPE and packed:
                position += _write_fresh(stream, part, out, b"application/epub+zip", pack=False)
            else:
                position += _copy_range(stream, part.start, part.end, out)
        listing = b"".join(_CENTRAL.pack(*part.entry) + part.names for part in parts)
        fields = list(_END.unpack_from(end))
        fields[5:7] = [len(listing), position]
        out.write(listing + _END.pack(*fields) + end[_END.size :])


def _parts(stream: IO[bytes]) -> tuple[list[_Part], bytes]:
    """The files in the order of the list, and the end of the archive."""
    with zipfile.ZipFile(stream) as archive:
        infos, listing_start = archive.infolist(), archive.start_dir
    stream.seek(listing_start)
    listing = stream.read()
    parts, at = [], 0
    for info in infos:
        if listing[at : at + 4] != b"PK\x01\x02":
            raise ValueError("its list of files is built in an unusual way")
        entry = list(_CENTRAL.unpack_from(listing, at))
        at += _CENTRAL.size
        if _ZIP64 in (*entry[8:10], entry[_PLACE]):
            raise ValueError("it has files of more than 4 GB")
        length = sum(entry[10:13])
        parts.append(_Part(info.filename, entry, listing[at : at + length], info.header_offset))
        at += length
    end = listing[listing.rfind(b"PK\x05\x06") :]
    if listing[at : at + 4] != b"PK\x05\x06" or listing[at:] != end:
        raise ValueError("its list of files is built in an unusual way")
    following = listing_start
    for part in sorted(parts, key=lambda part: part.start, reverse=True):
        part.end, following = following, part.start
        if _content_end(stream, part) > part.end:
            raise ValueError("its files overlap")
    return parts, end


def _content_end(stream: IO[bytes], part: _Part) -> int:
    stream.seek(part.start)
    header = stream.read(_LOCAL.size)
    if len(header) < _LOCAL.size or header[:4] != b"PK\x03\x04":
        raise ValueError("a file in it is not where the list says")
    fields = _LOCAL.unpack(header)
    return part.start + _LOCAL.size + int(fields[9]) + int(fields[10]) + int(part.entry[_PACKED_SIZE])


def _write_fresh(stream: IO[bytes], part: _Part, out: BinaryIO, content: bytes, *, pack: bool) -> int:
    """Write a file with new content and the name, time and attributes that it had; return the number of bytes."""
    stream.seek(part.start)
    header = list(_LOCAL.unpack(stream.read(_LOCAL.size)))
    name, extra = stream.read(header[9]), _without_sizes(stream.read(header[10]))
    packed = content
    if pack:
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = packer.compress(content) + packer.flush()
    method = zipfile.ZIP_DEFLATED if pack else zipfile.ZIP_STORED
    sizes = [zlib.crc32(content), len(packed), len(content)]
    header[2] &= ~_HAS_DESCRIPTOR
    header[3], header[6:9], header[10] = method, sizes, len(extra)
    part.entry[3] &= ~_HAS_DESCRIPTOR
    part.entry[_METHOD], part.entry[7:10] = method, sizes
    data = _LOCAL.pack(*header) + name + extra + packed
    out.write(data)
    return len(data)


def _without_sizes(extra: bytes) -> bytes:
    """The extra fields of a file without those that hold its sizes."""
    kept, at = b"", 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind != _ZIP64_EXTRA:
            kept += extra[at : at + 4 + length]
        at += 4 + length
    return kept


def _copy_range(stream: IO[bytes], start: int, end: int, out: BinaryIO) -> int:
    stream.seek(start)
    left = end - start
    while left and (block := stream.read(min(left, _BLOCK))):
        out.write(block)
        left -= len(block)
    return end - start
