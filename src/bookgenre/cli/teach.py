"""``bookgenre teach``."""

from pathlib import Path

import click

from bookgenre.cli.extras import needs_extra
from bookgenre.cli.plan import read_plan

__all__ = ["teach"]


@click.command()
@click.argument("recipe", type=click.Path(path_type=Path))
@click.option("--data", metavar="FOLDER", help="Folder of the data files, instead of the recipe's.")
def teach(recipe: Path, data: str | None) -> None:
    """Let the teacher of RECIPE answer its training rows, for `bookgenre train` to learn from.

    Run again after an interruption, it goes on with what is not answered yet.
    """
    with needs_extra("train"):
        from bookgenre.training import teacher

    plan = read_plan(recipe, data=data)
    folder = teacher.teach(plan, say=click.echo)
    click.echo(f"wrote the answers to {folder}; next: bookgenre train {recipe}")
