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
@click.option("--title", help="Title of the book; it helps the model.")
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
    help="Show the most probable genres first, or the most specific.",
)
@click.option("--all-above-threshold", is_flag=True, help="Show all genres above their threshold, and no others.")
@click.option(
    "--explain", is_flag=True, help="Show which sentences and words led to the most specific genre of the shortlist."
)
@click.option(
    "--genre", metavar="GENRE", help="Explain this genre (id or name) instead: why it is on the shortlist, or why not."
)
@click.option(
    "--stores", is_flag=True, help="Also show the categories to choose at each store; see `bookgenre stores`."
)
@mapping_option
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print one line of JSON per input, with its number (id), file and title.",
)
@click.option("--format", "format_name", metavar="NAME", help=f"Format of the answers: {', '.join(answer_names())}.")
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

    TEXT is the description, in quotes. Without TEXT and --file, it is read from the standard input.

    If some of many inputs cannot be used, the others are still answered. The error stream says what is wrong (with
    --json, the field "error" of the line does, too), and the exit status is 2.
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
        named = {"id": number, "file": given.file, "title": title}
        try:
            if isinstance(book, InputError):
                raise book
            prediction = recommender.predict(book, top, rank=cast("Rank", rank))
            if all_above_threshold:
                prediction = replace(prediction, genres=prediction.chosen)
            answer = _answer(recommender, book, prediction, explain, genre, stores)
        except InputError as error:
            if len(inputs) == 1:
                raise
            failed = True
            if as_json:
                click.echo(json.dumps(named | {"error": str(error)}, ensure_ascii=False))
            where = f" ({given.name})" if given.name and given.name not in str(error) else ""
            click.echo(" ".join(f"bookgenre: book {number}{where}: {error}".split()), err=True)
            continue
        if written is not None:
            answers.append(answer)
        elif as_json:
            plain = named | prediction.to_dict()
            if stores:
                plain["stores"] = answer.stores and answer.stores.to_dict()
            if explain:
                plain["explanation"] = answer.explanation and answer.explanation.to_dict()
            click.echo(json.dumps(plain, ensure_ascii=False))
        else:
            if len(inputs) > 1:
                click.echo("\n" if number > 1 else "", nl=False)
                click.echo(f"{number}. {f'{given.name}: ' if given.file else ''}{book.description[:60].strip()!r}")
            _print_answer(answer, prediction, "Genres above their threshold" if all_above_threshold else "All genres")
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


def _answer(
    recommender: "Recommender", book: "Book", prediction: "Prediction", explain: bool, genre: str | None, stores: bool
) -> "Answer":
    from bookgenre.recommender import Answer

    # With --all-above-threshold there may be no genre to explain.
    explained = genre or next((one.id for one in (prediction.shortlist.most_specific, *prediction.genres) if one), None)
    return Answer(
        book,
        prediction,
        stores=recommender.stores(book, prediction=prediction) if stores and prediction.shortlist.genres else None,
        explanation=recommender.explain(book, explained) if explain and explained else None,
    )


def _print_answer(answer: "Answer", prediction: "Prediction", heading: str) -> None:
    from bookgenre.cli.answer_lines import explanation_lines, print_prediction
    from bookgenre.stores.render import report_lines

    print_prediction(prediction, heading)
    if answer.explanation is not None:
        click.echo("\n" + "\n".join(explanation_lines(answer.explanation)))
    if answer.stores is not None:
        click.echo("\n" + "\n".join(report_lines(answer.stores)))
