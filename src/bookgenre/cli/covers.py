"""``bookgenre covers``."""

import json
from pathlib import Path

import click

from bookgenre.cli.shared.common_options import path_option
from bookgenre.cli.shared.reporting import needs_extra
from bookgenre.errors import InputError
from bookgenre.files import write_file

__all__ = ["covers"]


@click.group()
def covers() -> None:
    """Measure your own covers."""


@covers.command()
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@path_option("--out", help="Write the rows to FILE (JSON Lines) instead of printing them.")
@click.option(
    "--source", default="own", show_default=True, metavar="NAME", help="Name of the collection, written into each row."
)
def measure(folder: Path, out: Path | None, source: str) -> None:
    """Measure the colours of every picture below FOLDER.

    Each picture gives one JSON row. The names of the folders between FOLDER and a picture are its genres. The packaged
    tables are made from such rows (docs/covers.md). They contain no picture and no file name.
    """
    with needs_extra("covers"):
        from bookgenre.covers.measure import measure_folder

        lines, bad = [], 0
        for _, found in measure_folder(folder, source):
            if isinstance(found, InputError):
                bad += 1
                click.echo(f"left out: {found}", err=True)
                continue
            line = json.dumps(found.to_dict(), ensure_ascii=False)
            lines.append(line)
            if out is None:
                click.echo(line)
    if not lines:
        raise InputError(f"none of the pictures in {str(folder)!r} could be measured; see the messages above")
    if out is not None:
        write_file(out, ("\n".join(lines) + "\n").encode())
        click.echo(f"wrote {out}: {len(lines)} covers, {bad} left out")
