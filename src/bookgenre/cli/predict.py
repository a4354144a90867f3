"""``bookgenre predict``."""

import json
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import click

from bookgenre.cli.shared.inputs import TextInput, gather_inputs
from bookgenre.errors import InputError

if TYPE_CHECKING:
    from bookgenre.book import Book
    from bookgenre.classifier import GenreClassifier, Prediction, Rank

__all__ = ["predict"]

_USAGE = 'give a description: bookgenre predict "…", or --file FILE, or pipe it in'


@click.command()
@click.argument("text", nargs=-1)
@click.option("--title", help="Title of the book; helps the model.")
@click.option(
    "--file",
    "files",
    multiple=True,
    metavar="FILE",
    help="Read a description from a file; - is the standard input; may be given many times.",
)
@click.option(
    "--top", default=10, show_default=True, metavar="N", type=click.IntRange(min=1), help="Number of genres to show."
)
@click.option(
    "--rank",
    type=click.Choice(["probability", "specific"]),
    default="probability",
    show_default=True,
    help="Most probable first, or most telling first.",
)
@click.option("--all-above-threshold", is_flag=True, help="Show every genre that is decided on, and no other.")
@click.option("--explain", is_flag=True, help="Show which sentences and words carried the first genre.")
@click.option("--genre", metavar="GENRE", help="With --explain: id or name of another genre, listed or not.")
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print one line of JSON per input, with its number (id), file and title.",
)
@click.option("--model", metavar="MODEL", help="Model folder or hub id instead of the packaged model.")
def predict(
    text: tuple[str, ...],
    title: str | None,
    files: tuple[str, ...],
    top: int,
    rank: str,
    all_above_threshold: bool,
    explain: bool,
    genre: str | None,
    as_json: bool,
    model: str | None,
) -> None:
    """Say the genres of a book from its description.

    TEXT is the description, in quotes. Without TEXT and --file it is read from the standard input.

    Of many inputs, those that can be used are answered; the others are named on the error stream (with --json, also in
    the line of each, under "error"), and the exit status is 2.
    """
    from bookgenre.classifier import GenreClassifier
    from bookgenre.text.cleaning import MIN_CHARACTERS

    if genre is not None and not explain:
        raise InputError("--genre names the genre to explain; give --explain with it")
    if len(text) > 1 and all(len(word) < MIN_CHARACTERS for word in text):
        raise InputError('put the description in quotes, so that it comes as one text: bookgenre "…"')
    inputs = gather_inputs(
        text, files, usage='give a description: bookgenre predict "…", or --file FILE, or pipe it in'
    )
    if title is not None and len(inputs) > 1:
        raise InputError(f"--title names one book, but {len(inputs)} descriptions were given; give one at a time")
    books = [_book_or_error(given, title) for given in inputs]
    if len(books) == 1 and isinstance(books[0], InputError):
        raise books[0]
    classifier = GenreClassifier.from_pretrained(model)
    failed = False
    for number, (given, book) in enumerate(zip(inputs, books, strict=True), start=1):
        try:
            if isinstance(book, InputError):
                raise book
            prediction = classifier.predict(book, top, rank=cast("Rank", rank))
        except InputError as error:
            if len(inputs) == 1:
                raise
            failed = True
            _report(error, number, given, as_json=as_json)
            continue
        if all_above_threshold:
            prediction = replace(prediction, genres=prediction.chosen)
        # An answer may hold no genre to explain: with --all-above-threshold.
        reason = prediction.explain(genre) if explain and (genre or prediction.genres) else None
        if as_json:
            answer = prediction.to_dict() | ({"explanation": reason and reason.to_dict()} if explain else {})
            click.echo(json.dumps(_named(number, given, title) | answer, ensure_ascii=False))
            continue
        if len(inputs) > 1:
            click.echo(f"{number}. {f'{given.name}: ' if given.file else ''}{book.description[:60].strip()!r}")
        print_prediction(classifier, prediction)
        if reason is not None:
            from bookgenre.cli.why import why_lines

            click.echo("\n" + "\n".join(why_lines(reason)))
    if failed:
        click.get_current_context().exit(2)


def _book_or_error(given: TextInput, title: str | None) -> "Book | InputError":
    from bookgenre.book import Book

    try:
        return Book(given.read(), title)
    except InputError as error:
        return error


def _named(number: int, given: TextInput, title: str | None) -> dict[str, object]:
    """Fields that say which of many inputs an object of JSON answers."""
    return {"id": number, "file": given.file, "title": title}


def _report(error: InputError, number: int, given: TextInput, *, as_json: bool) -> None:
    """Say which of many inputs cannot be answered, on the error stream and, with --json, in its line, too."""
    if as_json:
        click.echo(json.dumps(_named(number, given, None) | {"error": str(error)}, ensure_ascii=False))
    message = str(error)
    name = f" ({given.name})" if given.name and given.name not in message else ""
    click.echo(" ".join(f"bookgenre: book {number}{name}: {message}".split()), err=True)


def print_prediction(classifier: "GenreClassifier", prediction: "Prediction") -> None:
    """Print the table of one answer, its warnings on the error stream."""
    from bookgenre.cli.table import score_lines

    if not prediction.genres:
        click.echo("  no genre passes its threshold; the description may tell too little")
    names = {genre.id: genre.name for genre in classifier.labels.genres}
    for line in score_lines(prediction.genres, names):
        click.echo(line)
    for warning in prediction.warnings:
        click.echo(f"bookgenre: warning: {warning}", err=True)
