"""``bookgenre predict``."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from bookgenre.errors import InputError

if TYPE_CHECKING:
    from bookgenre.book import Book
    from bookgenre.classifier import GenreClassifier, Prediction, Rank

__all__ = ["predict"]


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
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, or one a line for many inputs.")
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
    """
    from bookgenre.classifier import GenreClassifier

    if genre is not None and not explain:
        raise InputError("--genre names the genre to explain; give --explain with it")
    books = _books(text, files, title)
    classifier = GenreClassifier.from_pretrained(model)
    predictions = classifier.predict_many(books, top, rank=cast("Rank", rank))
    if all_above_threshold:
        predictions = [replace(prediction, genres=prediction.chosen) for prediction in predictions]
    for number, prediction in enumerate(predictions, start=1):
        # An answer may hold no genre to explain: with --all-above-threshold.
        reason = prediction.explain(genre) if explain and (genre or prediction.genres) else None
        if as_json:
            answer = prediction.to_dict() | ({"explanation": reason and reason.to_dict()} if explain else {})
            click.echo(json.dumps(answer, ensure_ascii=False))
            continue
        if len(predictions) > 1:
            click.echo(f"{number}. {books[number - 1].description[:60].strip()!r}")
        print_prediction(classifier, prediction)
        if reason is not None:
            from bookgenre.cli.why import why_lines

            click.echo("\n" + "\n".join(why_lines(reason)))


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


def _books(texts: tuple[str, ...], files: tuple[str, ...], title: str | None) -> "list[Book]":
    from bookgenre.book import Book
    from bookgenre.classifier.text import MIN_CHARACTERS, decode_text

    if len(texts) > 1 and all(len(text) < MIN_CHARACTERS for text in texts):
        raise InputError('put the description in quotes, so that it comes as one text: bookgenre "…"')
    descriptions = [_read(text) if text == "-" else text for text in texts]
    descriptions += [_read(name) for name in files]
    if not descriptions:
        if sys.stdin is None or sys.stdin.isatty():
            raise InputError('give a description: bookgenre predict "…", or --file FILE, or pipe it in')
        descriptions = [_read("-")]
    if title is not None and len(descriptions) > 1:
        raise InputError(f"--title names one book, but {len(descriptions)} descriptions were given; give one at a time")
    names = [*texts, *files] or ["the standard input"]
    return [
        Book(description if isinstance(description, str) else decode_text(description, name), title)
        for description, name in zip(descriptions, names, strict=True)
    ]


def _read(name: str) -> bytes:
    """Bytes of a file; ``-`` is the standard input."""
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except FileNotFoundError:
        raise InputError(f"there is no file {name}; check the name") from None
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror}") from None
