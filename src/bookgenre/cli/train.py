"""``bookgenre linear``, ``teach`` and ``train``: the commands that run a recipe."""

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bookgenre.cli.shared.common_options import with_options
from bookgenre.cli.shared.reporting import needs_extra, show_progress

if TYPE_CHECKING:
    from bookgenre.training.recipe import Recipe

__all__ = ["linear", "teach", "train"]

_recipe = with_options(
    click.argument("recipe", type=click.Path(path_type=Path)),
    click.option("--data", metavar="FOLDER", help="Folder of the data files, instead of the recipe's."),
)


@click.command()
@_recipe
def linear(recipe: Path, data: str | None) -> None:
    """Train the linear model of RECIPE.

    RECIPE is a TOML file. The linear model's scores are added to the network's, and `bookgenre teach` uses them. An
    interrupted training resumes when the command is run again.
    """
    with needs_extra("train"):
        from bookgenre.training.linear.linear_model import train_linear

    show_progress()
    folder = train_linear(_read(recipe, data))
    click.echo(f"next: bookgenre export RUN --linear {folder} --validation FILE --out MODEL")


@click.command()
@_recipe
def teach(recipe: Path, data: str | None) -> None:
    """Have the linear model of RECIPE answer its training rows.

    `bookgenre train` learns from these answers. The linear model is trained first if it does not exist yet.
    """
    with needs_extra("train"):
        from bookgenre.training import teacher

    show_progress()
    folder = teacher.teach(_read(recipe, data))
    click.echo(f"wrote the answers to {folder}; next: bookgenre train {recipe}")


@click.command()
@_recipe
@click.option("--run", "run", metavar="FOLDER", help="Folder of the run, instead of the recipe's.")
@click.option("--restart", is_flag=True, help="Delete an earlier run in the same folder, and start again.")
@click.option("--lr-find", is_flag=True, help="Only suggest a learning rate, and write its curve to the run folder.")
def train(recipe: Path, data: str | None, run: str | None, restart: bool, lr_find: bool) -> None:
    """Fine-tune the network of RECIPE.

    RECIPE is a TOML file. An interrupted run resumes from its last checkpoint when the command is run again.
    """
    with needs_extra("train"):
        from bookgenre.training.fit.run import find_learning_rate
        from bookgenre.training.fit.run import train as run_training

    show_progress()
    plan = _read(recipe, data)
    if run is not None:
        plan = dataclasses.replace(plan, run=dataclasses.replace(plan.run, folder=run))
    if lr_find:
        for name, rate in find_learning_rate(plan).items():
            click.echo(f"{name}: {rate:.2e}")
        return
    folder = run_training(plan, restart=restart)
    click.echo(f"next: bookgenre export {folder} --validation FILE --out MODEL")


def _read(path: Path, data: str | None) -> "Recipe":
    """Read a recipe; `data` is a folder that replaces its own."""
    from bookgenre.training.recipe import Recipe

    recipe = Recipe.read(path)
    return recipe if data is None else dataclasses.replace(recipe, data=dataclasses.replace(recipe.data, folder=data))
