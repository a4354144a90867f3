"""``bookgenre teach``."""

from pathlib import Path

import click

from bookgenre.cli.extras import needs_extra
from bookgenre.cli.recipe_options import read_recipe
from bookgenre.cli.shared.progress import show_progress

__all__ = ["teach"]


@click.command()
@click.argument("recipe", type=click.Path(path_type=Path))
@click.option("--data", metavar="FOLDER", help="Folder of the data files, instead of the recipe's.")
def teach(recipe: Path, data: str | None) -> None:
    """Answer the training rows of RECIPE with its linear model, for `bookgenre train` to learn from.

    The linear model is trained first if it does not exist yet.
    """
    with needs_extra("train"):
        from bookgenre.training import teacher

    show_progress()
    folder = teacher.teach(read_recipe(recipe, data=data))
    click.echo(f"wrote the answers to {folder}; next: bookgenre train {recipe}")
