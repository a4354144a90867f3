"""Descriptions from arguments, files and the standard input: bounded, and never another thing than was meant."""

import re
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bookgenre.cli.shared.file_kinds import file_kind, refusal
from bookgenre.errors import InputError

__all__ = [
    "STANDARD_INPUT",
    "TextInput",
    "check_no_name",
    "gather_inputs",
    "max_bytes",
    "one_description",
    "read_description",
    "too_long",
]

STANDARD_INPUT = "-"

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
        return "the standard input" if self.file == STANDARD_INPUT else self.file or ""

    def read(self) -> str:
        """Return the description.

        Raises
        ------
        InputError
            If it cannot be read, or is the name of a file, or a file of another kind.
        """
        if self.file is not None:
            return read_description(self.file)
        check_no_name(self.text)
        return self.text


def gather_inputs(texts: Sequence[str], files: Sequence[str], *, usage: str) -> list[TextInput]:
    """Return the descriptions that a command was given: texts, then files, or else the standard input.

    A text of ``-`` stands for the standard input.

    Raises
    ------
    InputError
        If there are none and the standard input is a terminal or closed; `usage` says what to give.
    """
    given = [TextInput(STANDARD_INPUT) if text == STANDARD_INPUT else TextInput(None, text) for text in texts]
    given += [TextInput(name) for name in files]
    if not given:
        if sys.stdin is None or sys.stdin.isatty():
            raise InputError(usage)
        given = [TextInput(STANDARD_INPUT)]
    return given


def one_description(text: str | None, file: str | None, *, usage: str, optional: bool) -> str:
    """Return the description that a command was given as an argument or by ``--file``, else the standard input.

    With `optional`, the standard input is left alone, and the text is empty.

    Raises
    ------
    InputError
        If both are given; as `gather_inputs` and `TextInput.read` do.
    """
    if text is not None and file is not None:
        raise InputError("give the description or --file, not both")
    if text is None and file is None and optional:
        return ""
    return gather_inputs([] if text is None else [text], [] if file is None else [file], usage=usage)[0].read()


def max_bytes() -> int:
    """Bytes that the longest description takes; not one more is read than shows that there are more."""
    from bookgenre.text.cleaning import MAX_CHARACTERS

    return 4 * MAX_CHARACTERS


def too_long(name: str) -> str:
    """What to say of an input that is longer than `max_bytes`."""
    from bookgenre.text.cleaning import MAX_CHARACTERS

    return (
        f"{name} holds more than the {MAX_CHARACTERS:,} characters that are read; "
        "pass the book's description rather than the book"
    )


def read_description(name: str) -> str:
    """Read a description from a file; ``-`` is the standard input.

    Raises
    ------
    InputError
        If the file is missing, too long, not UTF-8, or something else than a description; the message says what to do.
    """
    from bookgenre.text.cleaning import decode_text

    shown = "the standard input" if name == STANDARD_INPUT else name
    data = _read_start(name)
    kind = file_kind("" if name == STANDARD_INPUT else name, data)
    if kind is not None:
        raise InputError(refusal(shown, kind))
    if len(data) > max_bytes():
        raise InputError(too_long(shown))
    text = decode_text(data, shown)
    if name == STANDARD_INPUT:
        check_no_name(text)
    return text


def _read_start(name: str) -> bytes:
    """Bytes of a file, one more than a description can have at most."""
    if name == STANDARD_INPUT and sys.stdin is None:
        raise InputError("the standard input is closed; give a description or --file")
    try:
        if name == STANDARD_INPUT:
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
    """Check that a text is not the name of a file, of a folder or of a web page in place of a description.

    Raises
    ------
    InputError
        If it is; the message says how to read the file.
    """
    name = text.strip()
    if len(name) > 1000 or "\n" in name or not name:
        return
    if _ADDRESS.fullmatch(name):
        raise InputError(f"{name} is an address, and no pages are opened; paste the description instead")
    looks = _looks_like_a_path(name)
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


def _looks_like_a_path(name: str) -> bool:
    words = len(name.split())
    if _SUFFIX.search(name) and words <= _MOST_WORDS_OF_A_PATH:
        return True
    # Scripts that do without spaces have slashes in texts, too.
    return words == 1 and name.isascii() and ("/" in name or "\\" in name or name.startswith("~"))
