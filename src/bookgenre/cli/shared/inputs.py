"""Descriptions from arguments, files and the standard input.

Each function raises `InputError` for what is no description; the message says what to do.
"""

import re
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bookgenre.cli.shared.file_kinds import file_kind, refusal
from bookgenre.errors import InputError

__all__ = [
    "TextInput",
    "check_no_name",
    "gather_inputs",
    "max_bytes",
    "one_description",
    "read_description",
    "too_long",
]

_STANDARD_INPUT = "-"

_SUFFIX = re.compile(
    r"\S\.(?:txt|text|md|html?|csv|tsv|jsonl?|ndjson|xml|onix|opf|epub|mobi|azw3?|mrc|marc|pdf|docx?|odt|rtf|xlsx?|ods|"
    r"parquet|gz|zip)\Z",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?|file|ftp)://\S+|www\.\S+\.\S+", re.IGNORECASE)
_MOST_WORDS_OF_A_PATH = 8
_TEXT_AS_FILE = "--file takes the name of a file; give the description itself without --file"


@dataclass(frozen=True, slots=True)
class TextInput:
    """One description, as it was named on the command line.

    Attributes
    ----------
    file
        Name of its file, ``-`` for the standard input; None for a text that stands on the command line.
    text
        That text.
    """

    file: str | None
    text: str = ""

    @property
    def name(self) -> str:
        """For messages; empty for a text."""
        return "the standard input" if self.file == _STANDARD_INPUT else self.file or ""

    def read(self) -> str:
        """Return the description."""
        if self.file is not None:
            return read_description(self.file)
        check_no_name(self.text)
        return self.text


def gather_inputs(texts: Sequence[str], files: Sequence[str], *, usage: str) -> list[TextInput]:
    """Return the descriptions that a command was given: texts (``-`` is the standard input), then files.

    If there are none, the standard input is read, unless it is a terminal or closed: `usage` says what to give.
    """
    given = [TextInput(_STANDARD_INPUT) if text == _STANDARD_INPUT else TextInput(None, text) for text in texts]
    given += [TextInput(name) for name in files]
    if not given and (sys.stdin is None or sys.stdin.isatty()):
        raise InputError(usage)
    return given or [TextInput(_STANDARD_INPUT)]


def one_description(text: str | None, file: str | None, *, usage: str, optional: bool) -> str:
    """Return the description that a command was given as an argument or by ``--file``, else the standard input.

    With `optional`, the standard input is left unread, and the text is empty.
    """
    if text is not None and file is not None:
        raise InputError("give the description or --file, not both")
    if text is None and file is None and optional:
        return ""
    return gather_inputs([] if text is None else [text], [] if file is None else [file], usage=usage)[0].read()


def max_bytes() -> int:
    """Return how many bytes the longest description may take."""
    from bookgenre.text.cleaning import MAX_CHARACTERS

    return 4 * MAX_CHARACTERS


def too_long(name: str) -> str:
    """Return what to say of an input that is longer than `max_bytes`."""
    from bookgenre.text.cleaning import MAX_CHARACTERS

    return (
        f"{name} holds more than the {MAX_CHARACTERS:,} characters that are read; "
        "pass the book's description rather than the book"
    )


def read_description(name: str) -> str:
    """Read a description from a file in UTF-8; ``-`` is the standard input."""
    from bookgenre.text.cleaning import decode_text

    shown = TextInput(name).name
    piped = name == _STANDARD_INPUT
    data = _read_start(name)
    kind = file_kind("" if piped else name, data)
    if kind is not None:
        raise InputError(refusal(shown, kind))
    if len(data) > max_bytes():
        raise InputError(too_long(shown))
    text = decode_text(data, shown)
    if piped:
        check_no_name(text)
    return text


def _read_start(name: str) -> bytes:
    """Bytes of a file, one more than a description can have at most."""
    if name == _STANDARD_INPUT and sys.stdin is None:
        raise InputError("the standard input is closed; give a description or --file")
    try:
        if name == _STANDARD_INPUT:
            return sys.stdin.buffer.read(max_bytes() + 1)
        with Path(name).open("rb") as file:
            return file.read(max_bytes() + 1)
    except (FileNotFoundError, NotADirectoryError):
        if len(name.split()) > _MOST_WORDS_OF_A_PATH:
            raise InputError(_TEXT_AS_FILE) from None
        raise InputError(f"there is no file {name}; check the name") from None
    except IsADirectoryError:
        raise InputError(f"{name} is a folder; name a file in it") from None
    except (OSError, ValueError) as error:
        if len(name) > 255 or "\n" in name:
            raise InputError(_TEXT_AS_FILE) from None
        reason = error.strerror if isinstance(error, OSError) else error
        raise InputError(f"{name} cannot be read: {reason}; check the name") from None


def check_no_name(text: str) -> None:
    """Check that a text is not the name of a file, of a folder or of a web page in place of a description."""
    name = text.strip()
    if len(name) > 1000 or "\n" in name or not name:
        return
    if _ADDRESS.fullmatch(name):
        raise InputError(f"{name} is an address, and no pages are opened; paste the description instead")
    words = len(name.split())
    looks = bool(_SUFFIX.search(name)) and words <= _MOST_WORDS_OF_A_PATH
    # Scripts that do without spaces have slashes in texts, too.
    looks |= words == 1 and name.isascii() and ("/" in name or "\\" in name or name.startswith("~"))
    try:
        path = Path(name).expanduser()
        is_file, is_folder = path.is_file(), path.is_dir()
    except (OSError, ValueError, RuntimeError):  # too long a name, a NUL, no home
        return
    if is_file:
        raise InputError(f"{name} is a file, not a description; to read it: --file {shlex.quote(name)}")
    if looks and is_folder:
        raise InputError(f"{name} is a folder; name a file in it: --file FILE")
    if looks:
        raise InputError(f"there is no file {name}; check the name and give it with --file, or give a description")
