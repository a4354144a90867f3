"""``bookgenre train``."""

from pathlib import Path

import click

from bookgenre.cli.extras import needs_extra
from bookgenre.cli.plan import read_plan

__all__ = ["train"]


@click.command()
@click.argument("recipe", type=click.Path(path_type=Path))
@click.option("--data", metavar="FOLDER", help="Folder of the data files, instead of the recipe's.")
@click.option("--run", "run", metavar="FOLDER", help="Folder of the run, instead of the recipe's.")
@click.option("--restart", is_flag=True, help="Forget an earlier run in the same folder.")
@click.option("--lr-find", is_flag=True, help="Only look for a learning rate, and leave its curve in the run folder.")
def train(recipe: Path, data: str | None, run: str | None, restart: bool, lr_find: bool) -> None:
    """Fine-tune a model by RECIPE, a TOML file.

    Run again after an interruption, it goes on from its last checkpoint.
    """
    with needs_extra("train"):
        from bookgenre.training.fit import run as training_run

    plan = read_plan(recipe, data=data, run=run)
    if lr_find:
        for name, rate in training_run.find_learning_rate(plan, say=click.echo).items():
            click.echo(f"{name}: {rate:.2e}")
        return
    folder = training_run.train(plan, restart=restart, say=click.echo)
    click.echo(f"next: bookgenre export {folder} --validation FILE --out MODEL")
