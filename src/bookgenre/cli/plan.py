"""The recipe of a command that trains, with the folders that its options name instead of the recipe's."""

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bookgenre.training.recipe import Recipe

__all__ = ["read_plan"]


def read_plan(recipe: Path, *, data: str | None = None, run: str | None = None) -> "Recipe":
    """Read a recipe; `data` and `run` are folders that go before its own where they are given."""
    from bookgenre.training.recipe import Recipe

    plan = Recipe.read(recipe)
    if data is not None:
        plan = dataclasses.replace(plan, data=dataclasses.replace(plan.data, folder=data))
    if run is not None:
        plan = dataclasses.replace(plan, run=dataclasses.replace(plan.run, folder=run))
    return plan
