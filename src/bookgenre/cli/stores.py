"""``bookgenre stores``."""

import json
from pathlib import Path

import click

from bookgenre.cli.shared.common_options import mapping_option
from bookgenre.cli.shared.inputs import one_description

__all__ = ["stores"]

_USAGE = 'give a description: bookgenre stores "…", or --file FILE, or pipe it in, or name genres with --genre'


@click.command()
@click.argument("description", required=False)
@click.option("--file", metavar="FILE", help="Read the description from a UTF-8 file; - is the standard input.")
@click.option("--title", help="Title of the book; helps the model, and no keyword repeats it.")
@click.option("--genre", "genres", multiple=True, metavar="GENRE", help="Instead of the genres that are read from it.")
@click.option(
    "--store",
    "names",
    multiple=True,
    metavar="STORE",
    help="Only this store: kdp (or kdp-print, kdp-kindle), draft2digital, ingramspark, kobo, apple, google, bn, "
    "smashwords, thema, lcgft; may be given many times.",
)
@mapping_option
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
@click.option("--model", metavar="MODEL", help="Model folder or hub id that reads the genres; else the packaged one.")
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
    """Say which categories to choose at each store.

    Genres are read from the DESCRIPTION, or named with --genre, the main one first. Without DESCRIPTION, --file and
    --genre, or as a DESCRIPTION of -, the description is read from the standard input.
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
