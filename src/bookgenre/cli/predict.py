"""``bookgenre predict``."""

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from bookgenre.cli.shared.common_options import mapping_option, model_option
from bookgenre.cli.shared.inputs import TextInput, gather_inputs
from bookgenre.errors import InputError
from bookgenre.formats import answer_names

if TYPE_CHECKING:
    from bookgenre.book import Book
    from bookgenre.classifier import Prediction, Rank
    from bookgenre.recommender import Answer, Recommender

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
    help="Most probable first, or most specific first.",
)
@click.option(
    "--all-above-threshold", is_flag=True, help="Show only the genres above their threshold, and all of them."
)
@click.option(
    "--explain", is_flag=True, help="Show which sentences and words carried the most specific genre of the shortlist."
)
@click.option(
    "--genre", metavar="GENRE", help="Explain this genre instead, listed or not: why, or why not; an id or a name."
)
@click.option("--stores", is_flag=True, help="Also say what to choose at each store; see `bookgenre stores`.")
@mapping_option
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print one line of JSON per input, with its number (id), file and title.",
)
@click.option("--format", "format_name", metavar="NAME", help=f"Print the answers as {', '.join(answer_names())}.")
@model_option
def predict(
    text: tuple[str, ...],
    title: str | None,
    files: tuple[str, ...],
    top: int,
    rank: str,
    all_above_threshold: bool,
    explain: bool,
    genre: str | None,
    stores: bool,
    mapping: Path | None,
    as_json: bool,
    format_name: str | None,
    model: str | None,
) -> None:
    """Predict the genres of a book from its description.

    TEXT is the description, in quotes. Without TEXT and --file it is read from the standard input.

    Of many inputs, those that can be used are answered; the others are named on the error stream (with --json, also in
    the line of each, under "error"), and the exit status is 2.
    """
    from bookgenre.formats import answer_format
    from bookgenre.recommender import Answer, Recommender
    from bookgenre.stores import read_mapping
    from bookgenre.text.cleaning import MIN_CHARACTERS

    explain = explain or genre is not None
    if len(text) > 1 and all(len(word) < MIN_CHARACTERS for word in text):
        raise InputError('put the description in quotes, so that it comes as one text: bookgenre "…"')
    if format_name is not None and as_json:
        raise InputError("--json and --format both name a format; give one of them")
    written = None if format_name is None else answer_format(format_name)
    inputs = gather_inputs(text, files, usage=_USAGE)
    if title is not None and len(inputs) > 1:
        raise InputError(f"--title names one book, but {len(inputs)} descriptions were given; give one at a time")
    books = [_book_or_error(given, title) for given in inputs]
    if len(books) == 1 and isinstance(books[0], InputError):
        raise books[0]
    recommender = Recommender.from_pretrained(model, mapping=read_mapping(mapping) if stores else None)
    answers: list[Answer] = []
    failed = False
    for number, (given, book) in enumerate(zip(inputs, books, strict=True), start=1):
        try:
            if isinstance(book, InputError):
                raise book
            answer = _answer(recommender, book, top, cast("Rank", rank), all_above_threshold, explain, genre, stores)
        except InputError as error:
            if len(inputs) == 1:
                raise
            failed = True
            _report(error, number, given, as_json=as_json)
            continue
        if written is not None:
            answers.append(answer)
        elif as_json:
            click.echo(json.dumps(_named(number, given, title) | _plain(answer, explain, stores), ensure_ascii=False))
        else:
            if len(inputs) > 1:
                click.echo("\n" if number > 1 else "", nl=False)
                click.echo(f"{number}. {f'{given.name}: ' if given.file else ''}{book.description[:60].strip()!r}")
            _print_answer(answer, only_chosen=all_above_threshold)
    if written is not None:
        click.echo(written.write(answers), nl=False)
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


def _answer(
    recommender: "Recommender",
    book: "Book",
    top: int,
    rank: "Rank",
    all_above_threshold: bool,
    explain: bool,
    genre: str | None,
    stores: bool,
) -> "Answer":
    from bookgenre.recommender import Answer

    prediction = recommender.predict(book, top, rank=rank)
    if all_above_threshold:
        prediction = replace(prediction, genres=prediction.chosen)
    # With --all-above-threshold there may be no genre to explain.
    explained = genre or next((one.id for one in (prediction.shortlist.most_specific, *prediction.genres) if one), None)
    return Answer(
        book,
        prediction,
        stores=recommender.stores(book, prediction=prediction) if stores and prediction.shortlist.genres else None,
        explanation=recommender.explain(book, explained) if explain and explained else None,
    )


def _plain(answer: "Answer", explain: bool, stores: bool) -> dict[str, object]:
    assert answer.prediction is not None  # noqa: S101 - computed for every book
    return (
        answer.prediction.to_dict()
        | ({"stores": answer.stores and answer.stores.to_dict()} if stores else {})
        | ({"explanation": answer.explanation and answer.explanation.to_dict()} if explain else {})
    )


def _print_answer(answer: "Answer", *, only_chosen: bool) -> None:
    assert answer.prediction is not None  # noqa: S101 - computed for every book
    print_prediction(answer.prediction, "Genres above their threshold" if only_chosen else "All genres")
    if answer.explanation is not None:
        from bookgenre.cli.answer_lines import explanation_lines

        click.echo("\n" + "\n".join(explanation_lines(answer.explanation)))
    if answer.stores is not None:
        from bookgenre.stores.render import report_lines

        click.echo("\n" + "\n".join(report_lines(answer.stores)))


def print_prediction(prediction: "Prediction", heading: str = "All genres") -> None:
    """Print the shortlist and the ranking of one prediction, its warnings on the error stream."""
    from bookgenre.cli.answer_lines import score_lines, shortlist_lines

    order = "specific" if prediction.rank == "specific" else "probable"
    lines = [*shortlist_lines(prediction.shortlist), "", f"{heading}, the most {order} first"]
    if not prediction.genres:
        lines.append("  no genre passes its threshold; the description may tell too little")
    click.echo("\n".join([*lines, *score_lines(prediction.genres)]))
    for warning in prediction.warnings:
        click.echo(f"bookgenre: warning: {warning}", err=True)
