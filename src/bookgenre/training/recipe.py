"""A training run as a TOML file: the model, its data, and how it is trained."""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field
from pydantic.dataclasses import dataclass

from bookgenre.corpus import LabelledBook, read_records_from
from bookgenre.errors import RecipeError
from bookgenre.files.toml_settings import STRICT, from_tables, read_toml
from bookgenre.training.recipe_tables import (
    CardRecipe,
    DataRecipe,
    LinearRecipe,
    ModelRecipe,
    OptimiserRecipe,
    RunRecipe,
    StageRecipe,
    TeacherRecipe,
)

__all__ = ["Recipe"]


@dataclass(frozen=True, slots=True, config=STRICT)
class Recipe:
    """All of a training run; `Recipe.read` makes one from a TOML file."""

    model: ModelRecipe
    data: DataRecipe
    run: RunRecipe
    stages: Annotated[tuple[StageRecipe, ...], Field(min_length=1)]
    optimiser: OptimiserRecipe = field(default_factory=OptimiserRecipe)
    linear: LinearRecipe | None = None
    teacher: TeacherRecipe | None = None
    card: CardRecipe = field(default_factory=CardRecipe)

    @classmethod
    def read(cls, path: Path) -> "Recipe":
        """Read a recipe.

        Raises `RecipeError` if the file is missing, is not TOML, has an unknown or missing key, or a value out of
        range.
        """
        missing = f"there is no recipe {path}; start from recipes/minilm.toml"
        return cls.from_table(read_toml(path, RecipeError, missing), path)

    @classmethod
    def from_table(cls, table: Mapping[str, Any], path: Path | str = "") -> "Recipe":
        """Build a recipe from the parsed tables of a TOML file at `path`; raises `RecipeError` as `read` does."""
        return from_tables(cls, table, RecipeError, path)

    def __post_init__(self) -> None:
        if self.teacher is not None and self.linear is None:
            raise ValueError("a [teacher] needs a [linear] model; add its table")

    def fingerprint(self) -> str:
        """Hash of everything that decides the outcome; a checkpoint of another recipe has another one."""
        table = dataclasses.asdict(self)
        for key in ("folder", "checkpoint_seconds"):
            del table["run"][key]
        del table["data"]["folder"], table["model"]["name"], table["card"]
        # The linear model is no part of the network's training, except by the teacher's answers.
        if self.teacher is None:
            del table["linear"], table["teacher"]
        else:
            del table["linear"]["folder"]
            # As releases hashed it that had more kinds of teachers, so that their checkpoints can be resumed.
            table["teacher"] = {"network": ""}
            table["distil"] = {"soft_share": 0.0, "gap_weight": self.teacher.gap_weight}
        for part, key in (("model", "start"), ("data", "more"), ("data", "hold_out")):
            if not table[part][key]:
                del table[part][key]
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

    def validation_files(self) -> list[Path]:
        """Paths of the validation files."""
        return [Path(self.data.folder) / name for name in self.data.validation]
