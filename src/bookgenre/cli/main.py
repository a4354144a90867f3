"""The group of commands, and how errors end."""

import difflib
import io
import sys
from typing import Any

import click

from bookgenre import __version__
from bookgenre.cli.collect import collect
from bookgenre.cli.corpus import corpus
from bookgenre.cli.cover import cover
from bookgenre.cli.demo import demo
from bookgenre.cli.evaluate import evaluate
from bookgenre.cli.export import export
from bookgenre.cli.genres import genres
from bookgenre.cli.hub import hub
from bookgenre.cli.linear import linear
from bookgenre.cli.predict import predict
from bookgenre.cli.serve import serve
from bookgenre.cli.space import space
from bookgenre.cli.teach import teach
from bookgenre.cli.train import train
from bookgenre.errors import BookgenreError

__all__ = ["cli", "main"]


class _Commands(click.Group):
    """Runs ``predict`` where the first word is no command, and ends every known error in one line and status 2."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = args[0] if args else "--help"
        if first not in self.commands and first not in ("--help", "-h", "--version"):
            near = difflib.get_close_matches(first, self.commands, n=1, cutoff=0.7)
            if near and len(args) == 1:
                ctx.fail(f"there is no command {first!r}; did you mean {near[0]!r}?")
            args = ["predict", *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BookgenreError as error:
            message = " ".join(str(error).split())
            click.echo(f"bookgenre: {message}", err=True)
            ctx.exit(2)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog='`bookgenre "some description"` is short for `bookgenre predict "some description"`.',
)
@click.version_option(__version__, prog_name="bookgenre")
def cli() -> None:
    """A book's description goes in; its genres, and cover colours that fit them, come out."""


for _command in (
    predict,
    genres,
    cover,
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
    """Run the command line."""
    # A curly apostrophe in a genre's definition must not end in a traceback where the output is Latin-1.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    cli(prog_name="bookgenre")
