"""``bookgenre linear``."""

from pathlib import Path

import click

from bookgenre.cli.extras import needs_extra
from bookgenre.cli.plan import read_plan

__all__ = ["linear"]


@click.command()
@click.argument("recipe", type=click.Path(path_type=Path))
@click.option("--data", metavar="FOLDER", help="Folder of the data files, instead of the recipe's.")
def linear(recipe: Path, data: str | None) -> None:
    """Train the sparse linear model of RECIPE, which answers beside the network and teaches it.

    Run again after an interruption, it goes on with what is not trained yet.
    """
    with needs_extra("train"):
        from bookgenre.training.linear.linear_model import train_linear

    plan = read_plan(recipe, data=data)
    folder = train_linear(plan, say=click.echo)
    click.echo(f"next: bookgenre export RUN --linear {folder} --validation FILE --out MODEL")
