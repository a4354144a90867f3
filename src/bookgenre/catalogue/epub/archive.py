"""The archive of an EPUB, of which the package document is read, in bounded memory."""

import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import unquote

from bookgenre.catalogue.epub.package_document import MAX_PACKAGE
from bookgenre.catalogue.xml_records.document import XmlDocument
from bookgenre.catalogue.xml_records.tree import Element, Vocabulary
from bookgenre.errors import DataError

__all__ = ["OpenedEpub", "open_epub"]

_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_LICENCES = ("META-INF/rights.xml", "META-INF/license.lcpl", "META-INF/sinf.xml")
"""Of Adobe, of Readium, of Apple."""
_SIGNATURES = "META-INF/signatures.xml"
# Fonts that were made useless outside the book; the book itself is open.
_FONT_ALGORITHMS = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
_VOCABULARY = Vocabulary(frozenset({"container", "rootfiles", "encryption", "EncryptedData", "CipherData"}))
_LARGEST_LISTING = 32 << 20
_MOST_FILES = 100_000
_END = struct.Struct("<4s4H2LH")
_ZIP64 = 0xFFFF_FFFF


@dataclass(frozen=True, slots=True)
class OpenedEpub:
    """The package document of an EPUB and its path in the archive.

    `locked` says why a copy may not be changed: its text is encrypted, or it is signed; it is empty where it may.
    """

    package_path: str
    package: bytes
    locked: str = ""


def open_epub(path: Path) -> OpenedEpub:
    """Read the package document of an EPUB, the first where there are several.

    No more than it needs is unpacked, and no more than `MAX_PACKAGE` bytes of any file, whatever their sizes are said
    to be. What cannot be read is a `DataError`, whose message has no name of the file.
    """
    try:
        with path.open("rb") as stream:
            _check_listing(stream)
            with zipfile.ZipFile(stream) as archive:
                names = frozenset(archive.namelist())
                package_path = _package_path(archive, names)
                locked = _why_locked(archive, names, package_path)
                return OpenedEpub(package_path, _content(archive, package_path), locked)
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, UnicodeDecodeError) as error:
        raise DataError(f"the EPUB is damaged: {error}") from error
    except (NotImplementedError, RuntimeError) as error:
        raise DataError(f"the EPUB cannot be unpacked: {error}") from error
    except OSError as error:
        raise DataError(f"the EPUB cannot be read: {error.strerror or error}") from error


def _check_listing(stream: IO[bytes]) -> None:
    """Refuse an archive whose list of files would fill the memory, before it is read."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - 65_557))
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise DataError("it is not an EPUB: it lacks the list of files that a zip archive has; it may be cut off")
    _, _, _, _, count, listing, start, _ = _END.unpack_from(tail, at)
    if listing == _ZIP64 or start == _ZIP64 or listing > _LARGEST_LISTING or count > _MOST_FILES:
        raise DataError("the EPUB is refused: its list of files is too large")


def _content(archive: zipfile.ZipFile, name: str) -> bytes:
    info = archive.getinfo(name)
    if info.flag_bits & 1:
        raise DataError(f"the EPUB is encrypted: {name} needs a password")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise DataError(f"the EPUB packs {name} in a way that EPUB does not allow")
    with archive.open(info) as file:
        data = file.read(MAX_PACKAGE + 1)
    if len(data) > MAX_PACKAGE:
        raise DataError(f"the EPUB is refused: {name} has more than {MAX_PACKAGE >> 20} MB")
    return data


def _document(archive: zipfile.ZipFile, name: str) -> Element:
    try:
        return XmlDocument(_content(archive, name), _VOCABULARY).root
    except DataError as error:
        raise DataError(f"the EPUB is damaged: {name}: {error}") from error


def _values(holders: Iterable[Element], name: str, attribute: str) -> list[str]:
    """The values of an attribute of the elements `name` within others."""
    found = (one.attributes.get(attribute, "") for holder in holders for one in holder.all(name))
    return [value for value in found if value]


def _package_path(archive: zipfile.ZipFile, names: frozenset[str]) -> str:
    if _CONTAINER not in names:
        raise DataError(f"it is not an EPUB: it has no {_CONTAINER}")
    for value in _values(_document(archive, _CONTAINER).all("rootfiles"), "rootfile", "full-path"):
        for name in (value, unquote(value)):
            if name in names:
                return name
    raise DataError(f"the EPUB is damaged: {_CONTAINER} names no package document that exists")


def _why_locked(archive: zipfile.ZipFile, names: frozenset[str], package_path: str) -> str:
    if any(name in names for name in _LICENCES):
        return "it is protected (DRM)"
    if _ENCRYPTION in names:
        encrypted = _document(archive, _ENCRYPTION).all("EncryptedData")
        if set(_values(encrypted, "EncryptionMethod", "Algorithm")) - _FONT_ALGORITHMS:
            data = [one for holder in encrypted for one in holder.all("CipherData")]
            files = _values(data, "CipherReference", "URI")
            if package_path in (*files, *map(unquote, files)):
                raise DataError("the EPUB is protected (DRM), and its description, too, is encrypted")
            return "it is protected (DRM)"
    return "it is signed, and a change would break the signature" if _SIGNATURES in names else ""
