"""``bookgenre audit``."""

import contextlib
from pathlib import Path
from typing import Any

import click

from bookgenre.cli.shared.common_options import engine_options, path_option, source_options
from bookgenre.cli.shared.reporting import show_progress
from bookgenre.cli.shared.termination import unwound_by_signals
from bookgenre.errors import InputError

__all__ = ["audit"]

_SUFFIXES = (".html", ".htm", ".csv", ".txt")


@click.command()
@click.argument("inputs", nargs=-1, metavar="INPUT...")
@path_option(
    "--out",
    "outputs",
    multiple=True,
    help="Write the list to FILE, as a page (.html), a table (.csv) or text (.txt), instead of printing it; may be "
    "given many times.",
)
@source_options
@click.option(
    "--most", default=500, show_default=True, metavar="N", type=click.IntRange(min=1), help="Number of entries to list."
)
@click.option(
    "--sentences",
    default=100,
    show_default=True,
    metavar="N",
    type=click.IntRange(min=0),
    help="Number of entries, from the first, for which to show a sentence as evidence.",
)
@engine_options
def audit(
    inputs: tuple[str, ...],
    outputs: tuple[Path, ...],
    source_format: str | None,
    columns: dict[str, str],
    most: int,
    sentences: int,
    engine_name: str,
    **settings: Any,
) -> None:
    """List the subjects of a catalogue that are likely wrong or missing.

    Each book's subjects (BISAC or Thema codes, headings, genres) are compared with its description. The list names
    fiction codes on nonfiction, children's codes on books for adults, genres that the description does not support,
    obvious genres that are missing, and books that contradict the rest of their series. The most certain entries come
    first. INPUT is a file of any format that `bookgenre classify` reads.
    """
    from bookgenre.catalogue import AnswerSettings
    from bookgenre.catalogue.audit import audit_catalogue, html_report, summary, text_report, write_csv_report
    from bookgenre.files import atomic_write

    if not inputs:
        raise InputError("name the files to look at, or - for the standard input: bookgenre audit FILE")
    for path in outputs:
        if path.suffix.lower() not in _SUFFIXES:
            raise InputError(f"the ending of {path} shows no kind of list; use .html, .csv or .txt")
    show_progress()
    with unwound_by_signals(), contextlib.ExitStack() as stack:
        # What cannot be written is said before the model runs.
        files = [stack.enter_context(atomic_write(path)) for path in outputs]
        found = audit_catalogue(
            inputs,
            source_format=source_format,
            columns=columns,
            settings=AnswerSettings(**settings),
            engine_name=engine_name,
            most=most,
            explained=sentences,
            outputs=outputs,
        )
        text = text_report(found)
        for path, file in zip(outputs, files, strict=True):
            suffix = path.suffix.lower()
            if suffix == ".csv":
                write_csv_report(found, file)
                continue
            shown = text if suffix == ".txt" else html_report(found, " and ".join(Path(one).name for one in inputs))
            file.write(shown.encode("utf-8", "backslashreplace"))
    click.echo(summary(found) if outputs else text, nl=bool(outputs))
