"""``--mapping``, the user's own table of BISAC codes, as all commands have it."""

from pathlib import Path

import click

__all__ = ["mapping_option"]

mapping_option = click.option(
    "--mapping",
    metavar="FILE",
    type=click.Path(path_type=Path),
    envvar="BOOKGENRE_MAPPING",
    show_envvar=True,
    help="Your own table of BISAC codes: columns code and genre or heading.",
)
