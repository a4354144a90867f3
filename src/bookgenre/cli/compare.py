"""``bookgenre compare``."""

import json

import click

from bookgenre.cli.shared.common_options import json_option, model_option
from bookgenre.cli.shared.inputs import gather_inputs
from bookgenre.errors import InputError

__all__ = ["compare"]

_USAGE = 'give both: bookgenre compare "…" "…", or --file ONE --file TWO'


@click.command()
@click.argument("text", nargs=-1)
@click.option(
    "--file",
    "files",
    multiple=True,
    metavar="FILE",
    help="Read a version from a file; - is the standard input; may be given twice.",
)
@click.option(
    "--title",
    "titles",
    multiple=True,
    metavar="TITLE",
    help="Title of both versions; give it twice if they have two titles.",
)
@json_option
@model_option
def compare(
    text: tuple[str, ...], files: tuple[str, ...], titles: tuple[str, ...], as_json: bool, model: str | None
) -> None:
    """Compare two versions of a description.

    The result shows which genres rose and fell, which entered and left the shortlist, and which sentences caused it.

    Give the first version before the second, each in quotes. Versions in files come after those in quotes.
    """
    from bookgenre.book import Book
    from bookgenre.recommender import Recommender

    inputs = gather_inputs(text, files, usage=_USAGE) if text or files else []
    if len(inputs) != 2:
        raise InputError(f"a comparison takes two versions, and not {len(inputs)}; {_USAGE}")
    if len(titles) > 2:
        raise InputError(f"{len(titles)} titles were given; give one for both versions, or one for each")
    named = titles * 2 if len(titles) == 1 else titles or (None, None)
    first, second = (Book(given.read(), title) for given, title in zip(inputs, named, strict=True))
    comparison = Recommender.from_pretrained(model).compare(first, second)
    if as_json:
        click.echo(json.dumps(comparison.to_dict(), ensure_ascii=False))
        return
    from bookgenre.cli.answer_lines import comparison_lines

    click.echo("\n".join(comparison_lines(comparison)))
