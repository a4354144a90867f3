"""``bookgenre stores``."""

import json
from pathlib import Path

import click

from bookgenre.cli.shared.common_options import book_options, json_option, mapping_option, model_option
from bookgenre.cli.shared.inputs import one_description

__all__ = ["stores"]

_USAGE = 'give a description: bookgenre stores "…", or --file FILE, or pipe it in, or name genres with --genre'


@click.command()
@book_options
@click.option("--title", help="Title of the book; it helps the model, and keywords do not repeat it.")
@click.option(
    "--store",
    "names",
    multiple=True,
    metavar="STORE",
    help="Show only this store: kdp (or kdp-print, kdp-kindle), draft2digital, ingramspark, kobo, apple, google, bn, "
    "smashwords, thema, lcgft; may be given many times.",
)
@mapping_option
@json_option
@model_option
def stores(
    description: str | None,
    file: str | None,
    title: str | None,
    genres: tuple[str, ...],
    names: tuple[str, ...],
    mapping: Path | None,
    as_json: bool,
    model: str | None,
) -> None:
    """Suggest the categories to choose at each store.

    The genres are predicted from the description, or named with --genre, the main one first.

    The description is read from the standard input if DESCRIPTION is -, or if you give neither DESCRIPTION nor --file
    nor --genre.
    """
    from bookgenre.book import Book
    from bookgenre.recommender import Recommender
    from bookgenre.stores import find_stores, read_mapping
    from bookgenre.stores.render import report_lines

    wanted, table = find_stores(names), read_mapping(mapping)
    book = Book(one_description(description, file, usage=_USAGE, optional=bool(genres)), title)
    doubts: tuple[str, ...] = ()
    if genres:
        report = Recommender(mapping=table).stores(book, wanted, genres=genres)
    else:
        recommender = Recommender.from_pretrained(model, mapping=table)
        prediction = recommender.predict(book)
        report = recommender.stores(book, wanted, prediction=prediction)
        doubts = (*prediction.shortlist.doubts, *prediction.warnings)
    if as_json:
        click.echo(json.dumps(report.to_dict() | {"warnings": list(doubts)}, ensure_ascii=False))
        return
    click.echo("\n".join(report_lines(report)))
    for doubt in doubts:
        click.echo(f"bookgenre: warning: {doubt}", err=True)
