"""``bookgenre linear``."""

from pathlib import Path

import click

from bookgenre.cli.extras import needs_extra
from bookgenre.cli.recipe_options import read_recipe
from bookgenre.cli.shared.progress import show_progress

__all__ = ["linear"]


@click.command()
@click.argument("recipe", type=click.Path(path_type=Path))
@click.option("--data", metavar="FOLDER", help="Folder of the data files, instead of the recipe's.")
def linear(recipe: Path, data: str | None) -> None:
    """Train the linear model of RECIPE.

    Its scores are added to the network's, and `bookgenre teach` uses them. An interrupted training resumes when the
    command is run again.
    """
    with needs_extra("train"):
        from bookgenre.training.linear.linear_model import train_linear

    show_progress()
    folder = train_linear(read_recipe(recipe, data=data))
    click.echo(f"next: bookgenre export RUN --linear {folder} --validation FILE --out MODEL")
