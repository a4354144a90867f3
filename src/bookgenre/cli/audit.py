"""``bookgenre audit``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bookgenre.cli.shared.progress import show_progress
from bookgenre.errors import InputError

if TYPE_CHECKING:
    from bookgenre.catalogue.audit.auditor import Audit

__all__ = ["audit"]

_SUFFIXES = (".html", ".htm", ".csv", ".txt")


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...", type=click.Path(path_type=Path))
@click.option(
    "--out",
    "outputs",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write the list to FILE: a page (.html), a table (.csv) or text (.txt); may be given many times. "
    "Without it, the list is printed.",
)
@click.option("--from", "format_name", metavar="FORMAT", help="Format of the input, where its ending does not show it.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="WHAT=NAME",
    help="Of tables: the column that holds the description, title, genres and so on; may be given many times.",
)
@click.option(
    "--most", default=500, show_default=True, metavar="N", type=click.IntRange(min=1), help="Entries to list."
)
@click.option(
    "--sentences",
    default=100,
    show_default=True,
    metavar="N",
    type=click.IntRange(min=0),
    help="Entries, of the first ones, for which to find the sentence that shows it.",
)
@click.option(
    "--engine",
    "engine_name",
    type=click.Choice(["local", "ray"]),
    default="local",
    show_default=True,
    help="Where the model runs.",
)
@click.option("--ray-address", metavar="HOST:PORT", help="With --engine ray: the cluster; else this machine.")
@click.option("--workers", metavar="N", type=click.IntRange(min=1), help="Processes or actors; else one per core.")
@click.option("--model", metavar="MODEL", help="Model folder or hub id instead of the packaged model.")
def audit(
    inputs: tuple[Path, ...],
    outputs: tuple[Path, ...],
    format_name: str | None,
    columns: tuple[str, ...],
    most: int,
    sentences: int,
    engine_name: str,
    ray_address: str | None,
    workers: int | None,
    model: str | None,
) -> None:
    """List the subjects of a catalogue that are likely wrong or missing.

    Each book's subjects (codes of BISAC or Thema, headings, genres) are compared with what its description says: a
    fiction code on nonfiction, a code for children on a book for adults, a genre of which the description says nothing,
    an obvious genre that is missing, and books that contradict the others of their series. The most confident come
    first. INPUT is a file of any format that `bookgenre classify` reads.
    """
    from bookgenre.catalogue.audit.report_text import text_report
    from bookgenre.catalogue.audit.run import audit_catalogue
    from bookgenre.catalogue.protocol import AnswerSettings, ReadOptions

    for path in outputs:
        if path.suffix.lower() not in _SUFFIXES:
            raise InputError(f"the ending of {path} shows no kind of list; use .html, .csv or .txt")
    if ray_address is not None and engine_name != "ray":
        raise InputError("--ray-address is for --engine ray; add it, or leave the address out")
    show_progress()
    found = audit_catalogue(
        inputs,
        AnswerSettings(model=model, workers=workers, ray_address=ray_address),
        engine_name=engine_name,
        format_name=format_name,
        options=ReadOptions(columns=dict(map(_column, columns)), note=lambda note: click.echo(note, err=True)),
        most=most,
        explained=sentences,
    )
    for path in outputs:
        _write(path, found, " and ".join(one.name for one in inputs))
    if outputs:
        from bookgenre.catalogue.audit.report_text import summary

        click.echo(summary(found))
    else:
        click.echo(text_report(found), nl=False)


def _column(text: str) -> tuple[str, str]:
    what, sign, name = text.partition("=")
    if not (sign and what.strip() and name.strip()):
        raise InputError(f"--column takes WHAT=NAME, as in --column description=Blurb, not {text!r:.60}")
    return what.strip(), name.strip()


def _write(path: Path, found: "Audit", name: str) -> None:
    from bookgenre.catalogue.audit.report_csv import write_csv_report
    from bookgenre.catalogue.audit.report_html import html_report
    from bookgenre.catalogue.audit.report_text import text_report
    from bookgenre.files import atomic_write, write_file

    suffix = path.suffix.lower()
    if suffix == ".csv":
        with atomic_write(path) as out:
            write_csv_report(found, out)
        return
    text = text_report(found) if suffix == ".txt" else html_report(found, name)
    write_file(path, text)
