"""``bookgenre audit``."""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from bookgenre.cli.shared.common_options import columns_given, engine_options
from bookgenre.cli.shared.reporting import show_progress
from bookgenre.errors import InputError

if TYPE_CHECKING:
    from bookgenre.catalogue.audit.auditor import Audit

__all__ = ["audit"]

_SUFFIXES = (".html", ".htm", ".csv", ".txt")


@click.command()
@click.argument("inputs", nargs=-1, metavar="INPUT...")
@click.option(
    "--out",
    "outputs",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write the list to FILE: a page (.html), a table (.csv) or text (.txt); may be given many times. "
    "Without it, the list is printed.",
)
@click.option("--from", "source_format", metavar="NAME", help="Format of the inputs, where they do not show it.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=NAME",
    help="Column of a table that holds a field, as in genres=Category; may be given many times.",
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
@engine_options
def audit(
    inputs: tuple[str, ...],
    outputs: tuple[Path, ...],
    source_format: str | None,
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
    from bookgenre.catalogue import AnswerSettings
    from bookgenre.catalogue.audit import audit_catalogue, summary, text_report
    from bookgenre.catalogue.source_files import check_not_inputs, find_sources
    from bookgenre.files import atomic_write

    if not inputs:
        raise InputError("name the files to look at, or - for the standard input: bookgenre audit FILE")
    for path in outputs:
        if path.suffix.lower() not in _SUFFIXES:
            raise InputError(f"the ending of {path} shows no kind of list; use .html, .csv or .txt")
    show_progress()
    if outputs and "-" not in inputs:
        check_not_inputs(outputs, find_sources(inputs, source_format))
    with contextlib.ExitStack() as stack:
        # What cannot be written is said before the model runs.
        files = [stack.enter_context(atomic_write(path)) for path in outputs]
        found = audit_catalogue(
            inputs,
            source_format=source_format,
            columns=columns_given(columns),
            settings=AnswerSettings(model=model, workers=workers, ray_address=ray_address),
            engine_name=engine_name,
            most=most,
            explained=sentences,
        )
        for path, file in zip(outputs, files, strict=True):
            _write(path, file, found, " and ".join(Path(one).name for one in inputs))
    if outputs:
        click.echo(summary(found))
    else:
        click.echo(text_report(found), nl=False)


def _write(path: Path, out: BinaryIO, found: "Audit", name: str) -> None:
    from bookgenre.catalogue.audit import html_report, text_report, write_csv_report

    suffix = path.suffix.lower()
    if suffix == ".csv":
        write_csv_report(found, out)
        return
    text = text_report(found) if suffix == ".txt" else html_report(found, name)
    out.write(text.encode("utf-8", "backslashreplace"))
