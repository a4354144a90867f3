"""``bookgenre classify``."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bookgenre.cli.shared.common_options import engine_options, mapping_option, path_option, source_options
from bookgenre.cli.shared.reporting import show_progress
from bookgenre.cli.shared.termination import unwound_by_signals
from bookgenre.errors import InputError

if TYPE_CHECKING:
    from bookgenre.catalogue import CatalogueReport

__all__ = ["classify"]

_NOT_CLASSIFIED = 3
"""Exit status where no record could be classified; with --strict, where one could not."""
_SHOWN = 5
"""Reasons that are named on the error stream."""
_MANY = 100
"""Records from which on the rate says more of the machine than of its start."""


@click.command()
@click.argument("inputs", nargs=-1, metavar="INPUT...")
@click.option(
    "--out",
    metavar="OUTPUT",
    required=True,
    help="File to write, in the format of its ending; - is the standard output.",
)
@click.option("--format", "out_format", metavar="NAME", help="Format of the output, if not that of its ending.")
@source_options
@click.option(
    "--top",
    default=5,
    show_default=True,
    metavar="N",
    type=click.IntRange(1, 256),
    help="Number of genres to add, the most probable first.",
)
@click.option("--long", is_flag=True, help="In tables, write one row per genre instead of one per book.")
@click.option("--colours", is_flag=True, help="Add three cover colours per book; takes about twice as long.")
@mapping_option
@click.option("--resume", is_flag=True, help="Continue a run that was cut off.")
@click.option("--strict", is_flag=True, help="End with status 3 if a record could not be classified.")
@path_option("--rejects", help="File for the records that could not be classified, instead of OUTPUT.rejects.jsonl.")
@engine_options
def classify(
    inputs: tuple[str, ...],
    out: str,
    out_format: str | None,
    source_format: str | None,
    columns: dict[str, str],
    long: bool,
    resume: bool,
    strict: bool,
    rejects: Path | None,
    engine_name: str,
    **settings: Any,
) -> None:
    """Add genres and store categories to whole catalogues of books.

    INPUT is a file, a folder, a pattern in quotes, or - for the standard input. Tables (CSV, XLSX, JSON Lines, Parquet)
    get new columns; trade and library formats get new subjects. See docs/catalogue.md.

    Records that cannot be classified are listed in OUTPUT.rejects.jsonl. To continue a run that was cut off, repeat the
    command with --resume.
    """
    from bookgenre.catalogue import AnswerSettings, classify_catalogue

    if not inputs:
        raise InputError("name the files to classify, or - for the standard input: bookgenre classify FILE --out FILE")
    show_progress()
    try:
        with unwound_by_signals():
            report = classify_catalogue(
                inputs,
                out,
                source_format=source_format,
                out_format=out_format,
                columns=columns,
                settings=AnswerSettings(**settings),
                engine_name=engine_name,
                long=long,
                resume=resume,
                rejects=rejects,
            )
    except KeyboardInterrupt:
        if out != "-":
            click.echo("bookgenre: stopped; what was found is kept: run the command again with --resume", err=True)
        raise
    _summarise(report)
    if (report.rejected or report.left_out) and (strict or not report.answered):
        click.get_current_context().exit(_NOT_CLASSIFIED)


def _summarise(report: "CatalogueReport") -> None:
    """Say on the error stream what was done."""
    rate = f", {report.records / report.seconds:.3g} per second" if report.records >= _MANY else ""
    click.echo(f"{report.answered:,} of {report.records:,} records classified{rate}", err=True)
    if report.left_out:
        click.echo(f"{len(report.left_out):,} files could not be read", err=True)
    if report.rejected:
        where = f"; see {report.rejects}" if report.rejects else ""
        click.echo(f"{report.rejected:,} could not be{where}", err=True)
        reasons = list(report.reasons.items())
        for reason, count in reasons[:_SHOWN]:
            click.echo(f"  {count:,} × {reason}", err=True)
        if len(reasons) > _SHOWN:
            click.echo(f"  {sum(count for _, count in reasons[_SHOWN:]):,} × other reasons", err=True)
