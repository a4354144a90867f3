"""A training run as a TOML file: what to train, on what, and how."""

import dataclasses
import hashlib
import json
import re
import tomllib
import typing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bookgenre.corpus import LabelledBook, read_records_from
from bookgenre.errors import RecipeError
from bookgenre.files import read_bounded
from bookgenre.training.recipe_tables import (
    CardRecipe,
    DataRecipe,
    DistilRecipe,
    LinearRecipe,
    LossRecipe,
    ModelRecipe,
    OptimiserRecipe,
    RunRecipe,
    StageRecipe,
    TeacherRecipe,
)
from bookgenre.training.tables import build

__all__ = ["Recipe"]

_MOST_TIMES = 100

_LARGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Recipe:
    """All of a training run; `Recipe.read` makes one from a TOML file."""

    model: ModelRecipe
    data: DataRecipe
    run: RunRecipe
    stages: tuple[StageRecipe, ...]
    optimiser: OptimiserRecipe = field(default_factory=OptimiserRecipe)
    loss: LossRecipe = field(default_factory=LossRecipe)
    linear: LinearRecipe | None = None
    teacher: TeacherRecipe | None = None
    distil: DistilRecipe = field(default_factory=DistilRecipe)
    card: CardRecipe = field(default_factory=CardRecipe)

    @classmethod
    def read(cls, path: Path) -> "Recipe":
        """Read a recipe.

        Raises
        ------
        RecipeError
            If the file is missing, is not TOML, has an unknown or missing key, or a value out of range.
        """
        try:
            table = tomllib.loads(read_bounded(path, _LARGEST).decode("utf-8"))
        except FileNotFoundError:
            raise RecipeError(f"there is no recipe {path}; recipes/minilm.toml is one to start from") from None
        except (OSError, ValueError, RecursionError) as error:
            raise RecipeError(f"{path} is not a TOML file: {error}") from error
        return cls.from_table(table)

    @classmethod
    def from_table(cls, table: dict[str, Any]) -> "Recipe":
        """Build a recipe from the parsed tables of a TOML file; raises `RecipeError` as `read` does."""
        recipe = typing.cast("Recipe", build(cls, table, "recipe"))
        recipe._check()
        return recipe

    def _check(self) -> None:
        positive = {
            "model.window": self.model.window,
            "optimiser.batch_size": self.optimiser.batch_size,
            "optimiser.clip": self.optimiser.clip,
            "run.checkpoint_seconds": self.run.checkpoint_seconds,
        }
        for number, stage in enumerate(self.stages, start=1):
            positive[f"stage {number}: epochs"] = stage.epochs
            positive[f"stage {number}: learning_rate"] = stage.learning_rate
            positive[f"stage {number}: layer_decay"] = stage.layer_decay
        if self.linear is not None:
            positive |= {"linear.ngrams": self.linear.ngrams, "linear.penalty": self.linear.penalty}
            if self.linear.folds < 2:
                raise RecipeError(f"linear.folds is {self.linear.folds}; it must be 2 or more")
        for name, value in positive.items():
            if not value > 0:
                raise RecipeError(f"{name} is {value}; it must be greater than 0")
        shares = {
            "model.dropout": self.model.dropout,
            "model.encoder_dropout": self.model.encoder_dropout,
            "data.title_probability": self.data.title_probability,
            "distil.soft_share": self.distil.soft_share,
            "distil.gap_weight": self.distil.gap_weight,
            "linear.gap_weight": self.linear.gap_weight if self.linear else 0.0,
            "loss.margin": self.loss.margin,
            "loss.balance": self.loss.balance,
        }
        for name, value in shares.items():
            if not 0 <= value <= 1:
                raise RecipeError(f"{name} is {value}; it must lie between 0 and 1")
        for source, times in self.data.keep.items():
            if not 0 <= times <= _MOST_TIMES:
                raise RecipeError(f"data.keep.{source} is {times}; it must lie between 0 and {_MOST_TIMES}")
        for name, value in dataclasses.asdict(self.loss).items():
            if value < 0 or (name == "balance" and value == 1):
                raise RecipeError(f"loss.{name} is {value}; it must be 0 or more, and balance below 1")
        for key, text in (("licence", self.card.licence), ("language", self.card.language)):
            # They go into the card's header, for programs to read.
            if not re.fullmatch(r"[A-Za-z0-9.+-]*", text):
                raise RecipeError(f"card.{key} is {text!r}; give an identifier such as mit or en")
        if not self.stages or not self.data.train or not self.data.validation:
            raise RecipeError("a recipe needs at least one [[stages]], one training file and one validation file")
        if self.teacher is not None and self.linear is None:
            raise RecipeError("a [teacher] needs a [linear] model; add its table")
        if self.data.unlabelled and self.teacher is None:
            raise RecipeError("data.unlabelled teaches nothing without a [teacher]; add one or drop the files")

    def fingerprint(self) -> str:
        """Hash of everything that decides the outcome; a checkpoint of another recipe has another one."""
        table = dataclasses.asdict(self)
        for key in ("folder", "checkpoint_seconds"):
            del table["run"][key]
        del table["data"]["folder"], table["model"]["name"], table["card"]
        # The linear model is no part of the network's training, except by the teacher's answers.
        if self.teacher is None:
            del table["linear"], table["teacher"], table["distil"]
        else:
            del table["linear"]["folder"], table["teacher"]["folder"]
        for part, key in (("model", "start"), ("data", "unlabelled"), ("data", "more"), ("data", "hold_out")):
            if not table[part][key]:
                del table[part][key]
        if self.loss == LossRecipe():
            del table["loss"]
        return hashlib.sha256(json.dumps(table, sort_keys=True).encode()).hexdigest()[:16]

    def training_files(self) -> list[Path]:
        """Paths of the training files."""
        return [*(Path(self.data.folder) / name for name in self.data.train), *map(Path, self.data.more)]

    def training_records(self) -> list[LabelledBook]:
        """Rows of the training files, without those that `DataRecipe.hold_out` keeps from training."""
        records = read_records_from(self.training_files())
        return [record for record in records if not self._held_out(record)]

    def held_out_records(self) -> list[LabelledBook]:
        """Rows of the training files that `DataRecipe.hold_out` keeps from training."""
        return [record for record in read_records_from(self.training_files()) if self._held_out(record)]

    def _held_out(self, record: LabelledBook) -> bool:
        return not record.complete and (record.book.source or "") in self.data.hold_out

    def unlabelled_files(self) -> list[Path]:
        """Paths of the files without labels."""
        return [Path(self.data.folder) / name for name in self.data.unlabelled]

    def validation_files(self) -> list[Path]:
        """Paths of the validation files."""
        return [Path(self.data.folder) / name for name in self.data.validation]
