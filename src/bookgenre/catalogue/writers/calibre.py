"""Commands that let calibre add the genres to the tags of its books; the user's database is left to calibre itself."""

import re
import shlex
from collections.abc import Iterable
from typing import BinaryIO

from bookgenre.catalogue.protocol import WriteOptions
from bookgenre.catalogue.record import Finding, Record

__all__ = ["LABEL", "SUFFIXES", "write"]

LABEL = "Shell commands for calibre (calibredb)"
SUFFIXES = (".sh",)

_HEAD = """\
#!/bin/sh
# Adds genres to the tags of the books of a calibre library; the tags that a book has stay. Written by bookgenre.
# Close calibre, then run: sh THIS_FILE /path/to/the/library
set -eu
library=${1:?name the folder of the library}
add_tags() { calibredb set_metadata --with-library "$library" --field "tags:$2" "$1"; }

"""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


def write(pairs: Iterable[tuple[Record, Finding]], out: BinaryIO, options: WriteOptions) -> None:
    """Write one command for each book that gets a tag.

    A command names all tags of the book, those that it has and the new ones, as calibre replaces them all. Books that
    come from no calibre library are left out, and `options.note` says how many.
    """
    out.write(_HEAD.encode("utf-8"))
    strangers = 0
    for record, finding in pairs:
        book = str(record.fields.get("calibre_id", ""))
        if not re.fullmatch(r"[0-9]+", book):
            strangers += 1
        elif not finding.problem:
            out.write(_command(book, record, finding).encode("utf-8"))
    if strangers:
        books = "1 book has" if strangers == 1 else f"{strangers:,} books have"
        options.note(f"{books} no number in a calibre library and got no command; read the library's folder itself")


def _command(book: str, record: Record, finding: Finding) -> str:
    tags = [tag for tag in map(_plain, str(record.fields.get("tags", "")).split(",")) if tag]
    present = {tag.casefold() for tag in tags}
    # calibre parts tags at commas, and has a semicolon for one within a tag.
    names = [_plain(genre.name.replace(",", ";")) for genre in finding.shortlist]
    new = [name for name in dict.fromkeys(names) if name.casefold() not in present]
    title = _plain(str(record.fields.get("title", "")))
    return f"add_tags {book} {shlex.quote(','.join([*tags, *new]))}  # {title}\n" if new else ""


def _plain(text: str) -> str:
    """One line, without characters that a terminal would act on."""
    return _CONTROL.sub(" ", text).strip()
