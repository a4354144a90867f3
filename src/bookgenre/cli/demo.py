"""``bookgenre demo``."""

import select
import sys
from typing import BinaryIO

import click

from bookgenre.cli.shared.common_options import model_option
from bookgenre.cli.shared.inputs import check_no_name, max_bytes, too_long
from bookgenre.errors import InputError

__all__ = ["SAMPLE", "demo"]

SAMPLE = (
    "When the lighthouse keeper of a storm-battered Cornish village is found drowned in a locked room, the new vicar, "
    "once a London detective, has three days before the supply boat returns to learn which of her parishioners killed "
    "him, and why half the village is so keen that she should stop asking."
)
"""Invented for this purpose; no book of that description is known."""

_PAUSE = 0.5
"""Seconds without input after an empty line that end a description; what is pasted comes within milliseconds."""
_END = b"."
_PIECE = 65_536


@click.command()
@model_option
@click.option("--once", is_flag=True, help="Stop after the sample.")
def demo(model: str | None, once: bool) -> None:
    """Predict the genres of a sample description, then of descriptions that you paste.

    A description may contain empty lines. It ends at a line with only a full stop, at an empty line if nothing follows
    within half a second, or at the end of the input. An empty description ends the demo.
    """
    from bookgenre.cli.answer_lines import print_prediction
    from bookgenre.recommender import Recommender

    recommender = Recommender.from_pretrained(model)
    click.echo(f"{SAMPLE}\n")
    print_prediction(recommender.predict(SAMPLE))
    pasted = _Pasted()
    while not once:
        click.echo("\nPaste a description and end it with an empty line or a full stop (empty to leave):")
        try:
            description = pasted.read()
            if not description.strip():
                return
            print_prediction(recommender.predict(description))
        except InputError as error:
            click.echo(f"bookgenre: {error}", err=True)


class _Pasted:
    """Descriptions on the standard input, pasted one after another; the help of `demo` says where each ends."""

    def __init__(self) -> None:
        stream = None if sys.stdin is None else sys.stdin.buffer
        # Unbuffered, so that what has come but was not read can be seen by `select`. None once the input has ended.
        self._stream: BinaryIO | None = getattr(stream, "raw", stream)
        self._held = bytearray()

    def read(self) -> str:
        """Return the next description, or an empty text at the end of the input.

        An `InputError` (too long, or the name of a file) is raised after the description was read to its end.
        """
        lines: list[bytes] = []
        size = 0
        while (line := self._line()) and line.strip() != _END:
            if not line.strip() and not self._more_comes():
                break
            size += len(line)
            if size <= max_bytes():
                lines.append(line)
        if size > max_bytes():
            raise InputError(too_long("the description"))
        # A terminal may have another encoding; a letter that is lost does not matter here.
        text = b"".join(lines).decode("utf-8", errors="replace")
        check_no_name(text)
        return text

    def _line(self) -> bytes:
        """The next line; a piece of it where it is longer than a description can be; empty at the end."""
        while b"\n" not in self._held and len(self._held) <= max_bytes() and self._stream is not None:
            piece = self._stream.read(_PIECE)
            self._held += piece or b""
            if not piece:
                self._stream = None
        end = self._held.find(b"\n") + 1 or len(self._held)
        line = bytes(self._held[:end])
        del self._held[:end]
        return line

    def _more_comes(self) -> bool:
        """Whether there is more of what was pasted; waits for it a little."""
        if self._held or self._stream is None:
            return bool(self._held)
        try:
            return bool(select.select([self._stream], [], [], _PAUSE)[0])
        except (OSError, ValueError, TypeError):
            # No file that can be waited for; on Windows only sockets can. The full stop ends it there.
            return True
