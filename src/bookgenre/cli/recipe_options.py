"""The recipe of a command that trains, with the folders that its options give instead of the recipe's."""

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bookgenre.training.recipe import Recipe

__all__ = ["read_recipe"]


def read_recipe(path: Path, *, data: str | None = None, run: str | None = None) -> "Recipe":
    """Read a recipe; `data` and `run` are folders that replace its own."""
    from bookgenre.training.recipe import Recipe

    recipe = Recipe.read(path)
    if data is not None:
        recipe = dataclasses.replace(recipe, data=dataclasses.replace(recipe.data, folder=data))
    if run is not None:
        recipe = dataclasses.replace(recipe, run=dataclasses.replace(recipe.run, folder=run))
    return recipe
