"""The group of commands, and how errors end."""

import contextlib
import difflib
import io
import sys
from collections.abc import Sequence
from typing import Any

import click

from bookgenre import __version__
from bookgenre.cli.audit import audit
from bookgenre.cli.classify import classify
from bookgenre.cli.collect import collect
from bookgenre.cli.compare import compare
from bookgenre.cli.corpus import corpus
from bookgenre.cli.cover import cover
from bookgenre.cli.covers import covers
from bookgenre.cli.demo import demo
from bookgenre.cli.evaluate import evaluate
from bookgenre.cli.export import export
from bookgenre.cli.genres import genres
from bookgenre.cli.hub import hub
from bookgenre.cli.predict import predict
from bookgenre.cli.serve import serve
from bookgenre.cli.shared.reporting import INTERRUPTED, ended_in_one_line, fail
from bookgenre.cli.space import space
from bookgenre.cli.stores import stores
from bookgenre.cli.train import linear, teach, train

__all__ = ["cli", "main"]


class _Commands(click.Group):
    """Runs ``predict`` where the first word is no command, and ends every known error in one line and its status."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = args[0] if args else "--help"
        if first not in self.commands and first not in ("--help", "-h", "--version"):
            self._refuse_misspelt(ctx, first, args[1:])
            args = ["predict", *args]
        with ended_in_one_line(ctx):
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        words = list(ctx.args)
        with ended_in_one_line(ctx):
            try:
                return super().invoke(ctx)
            except click.NoSuchOption as error:
                if not any(word.startswith("-") and len(word.split()) > 1 for word in words):
                    raise
                message = 'put -- before a text that begins with a dash: bookgenre predict -- "- A duke, a bet …"'
                raise click.UsageError(message, error.ctx) from None

    def _refuse_misspelt(self, ctx: click.Context, first: str, rest: Sequence[str]) -> None:
        """Fail if the first word was meant for a command, and is not the first of a description without quotes."""
        if not first or len(first.split()) != 1 or first.startswith("-"):
            return
        prose = len(rest) > 1 and all(word.isprintable() and len(word.split()) == 1 and word[0] != "-" for word in rest)
        near = difflib.get_close_matches(first.casefold(), self.commands, n=1, cutoff=0.7)
        if near and not prose:
            ctx.fail(f"there is no command {first!r}; did you mean {near[0]!r}?")
        if first.isalpha() and any(len(word.split()) > 1 for word in rest):
            ctx.fail(f"there is no command {first!r}; put the description in quotes, and give a title with --title")


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog='`bookgenre "some description"` is short for `bookgenre predict "some description"`.',
)
@click.version_option(__version__, prog_name="bookgenre")
def cli() -> None:
    """Paste a book description and get its genres and matching cover colours."""


for _command in (
    predict,
    audit,
    classify,
    compare,
    genres,
    cover,
    covers,
    stores,
    serve,
    space,
    hub,
    demo,
    collect,
    corpus,
    linear,
    teach,
    train,
    export,
    evaluate,
):
    cli.add_command(_command)


def main() -> None:
    """Run the command line, and end the process with its status."""
    if sys.stdout is None:
        fail("the standard output is closed; send it to a file, or to /dev/null")
    # A curly apostrophe in a genre's definition must not end in a traceback where the output is Latin-1.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        status = cli.main(prog_name="bookgenre", standalone_mode=False)
    except click.ClickException as error:
        with contextlib.suppress(OSError):
            error.show()
        status = error.exit_code
    except click.Abort:  # how click tells of Ctrl-C
        status = INTERRUPTED
    sys.exit(status if isinstance(status, int) else 0)
