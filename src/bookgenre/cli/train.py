"""``bookgenre train``."""

from pathlib import Path

import click

from bookgenre.cli.extras import needs_extra
from bookgenre.cli.recipe_options import read_recipe
from bookgenre.cli.shared.progress import show_progress

__all__ = ["train"]


@click.command()
@click.argument("recipe", type=click.Path(path_type=Path))
@click.option("--data", metavar="FOLDER", help="Folder of the data files, instead of the recipe's.")
@click.option("--run", "run", metavar="FOLDER", help="Folder of the run, instead of the recipe's.")
@click.option("--restart", is_flag=True, help="Delete an earlier run in the same folder, and start again.")
@click.option("--lr-find", is_flag=True, help="Only suggest a learning rate, and write its curve to the run folder.")
def train(recipe: Path, data: str | None, run: str | None, restart: bool, lr_find: bool) -> None:
    """Fine-tune the network of RECIPE, a TOML file.

    An interrupted run resumes from its last checkpoint when the command is run again.
    """
    with needs_extra("train"):
        from bookgenre.training.fit.run import find_learning_rate
        from bookgenre.training.fit.run import train as run_training

    show_progress()
    plan = read_recipe(recipe, data=data, run=run)
    if lr_find:
        for name, rate in find_learning_rate(plan).items():
            click.echo(f"{name}: {rate:.2e}")
        return
    folder = run_training(plan, restart=restart)
    click.echo(f"next: bookgenre export {folder} --validation FILE --out MODEL")
