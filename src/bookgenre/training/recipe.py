"""A training run as a TOML file: what to train, on what, and how."""

import dataclasses
import hashlib
import json
import tomllib
import typing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from bookgenre.errors import RecipeError

__all__ = ["DataRecipe", "ModelRecipe", "OptimiserRecipe", "Recipe", "RunRecipe", "StageRecipe"]


@dataclass(frozen=True, slots=True)
class ModelRecipe:
    """What is trained.

    Attributes
    ----------
    base
        ``package:NAME`` (an installed package that carries a model), a local folder, or a hub id.
    name
        What the model card calls it; empty for `base` itself.
    window
        Tokens in a window at most.
    dropout
        Share of the pooled vector dropped before the linear head, in training.
    encoder_dropout
        Share dropped within the encoder. Without it a CPU trains faster by far (``docs/experiments.md``).
    """

    base: str
    name: str = ""
    window: int = 256
    dropout: float = 0.1
    encoder_dropout: float = 0.1


@dataclass(frozen=True, slots=True)
class DataRecipe:
    """What it is trained on.

    Attributes
    ----------
    folder
        Where the files lie; relative to the working directory.
    train, validation
        File names in `folder`.
    title_probability
        Share of training examples that are shown with their title.
    keep
        Source name to the share of its rows that each epoch draws; others are used whole.
    """

    folder: str
    train: tuple[str, ...]
    validation: tuple[str, ...]
    title_probability: float = 0.5
    keep: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OptimiserRecipe:
    """How steps are taken (AdamW).

    Attributes
    ----------
    batch_size
        Books in a batch.
    weight_decay
        Decoupled weight decay.
    clip
        Gradients are scaled down to this norm.
    """

    batch_size: int = 32
    weight_decay: float = 0.01
    clip: float = 1.0


@dataclass(frozen=True, slots=True)
class StageRecipe:
    """One cycle of the one-cycle policy (Smith 2018), on the layers that are unfrozen in it.

    Attributes
    ----------
    epochs
        Passes over the training rows.
    learning_rate
        Peak rate of the topmost encoder layer.
    train_layers
        Number of topmost encoder layers that are trained beside the head; -1 trains all, embeddings included.
    head_factor
        The head's rate, in multiples of `learning_rate`.
    layer_decay
        Rate of each lower layer as a share of the one above (Howard and Ruder 2018).
    warmup
        Share of the cycle in which the rate rises.
    """

    epochs: int
    learning_rate: float
    train_layers: int = -1
    head_factor: float = 20.0
    layer_decay: float = 1.0
    warmup: float = 0.1


@dataclass(frozen=True, slots=True)
class RunRecipe:
    """Where the run lives and how it is kept.

    Attributes
    ----------
    folder
        Checkpoint, log and weights are written here.
    seed
        Of shuffling, dropout and the head's first weights.
    precision
        ``bf16`` runs the encoder under autocast, ``fp32`` does not.
    checkpoint_seconds
        Time between checkpoints within an epoch; there is always one at its end.
    choose
        Validation score that decides which epoch's weights are kept.
    """

    folder: str
    seed: int = 1
    precision: Literal["bf16", "fp32"] = "bf16"
    checkpoint_seconds: float = 180.0
    choose: Literal["map", "ndcg", "micro_f1"] = "map"


@dataclass(frozen=True, slots=True)
class Recipe:
    """All of a training run; `Recipe.read` makes one from a TOML file."""

    model: ModelRecipe
    data: DataRecipe
    run: RunRecipe
    stages: tuple[StageRecipe, ...]
    optimiser: OptimiserRecipe = field(default_factory=OptimiserRecipe)

    @classmethod
    def read(cls, path: Path) -> "Recipe":
        """Read a recipe.

        Raises
        ------
        RecipeError
            If the file is missing, is not TOML, has an unknown or missing key, or a value out of range.
        """
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise RecipeError(f"there is no recipe {path}; recipes/minilm.toml is one to start from") from None
        except (OSError, ValueError) as error:
            raise RecipeError(f"{path} is not a TOML file: {error}") from error
        return cls.from_table(table)

    @classmethod
    def from_table(cls, table: dict[str, Any]) -> "Recipe":
        """Build a recipe from the parsed tables of a TOML file; raises `RecipeError` as `read` does."""
        recipe = typing.cast("Recipe", _build(cls, table, "recipe"))
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
        for name, value in positive.items():
            if not value > 0:
                raise RecipeError(f"{name} is {value}; it must be greater than 0")
        shares = {
            "model.dropout": self.model.dropout,
            "model.encoder_dropout": self.model.encoder_dropout,
            "data.title_probability": self.data.title_probability,
        }
        for name, value in (shares | {f"data.keep.{k}": v for k, v in self.data.keep.items()}).items():
            if not 0 <= value <= 1:
                raise RecipeError(f"{name} is {value}; it must lie between 0 and 1")
        if not self.stages or not self.data.train or not self.data.validation:
            raise RecipeError("a recipe needs at least one [[stages]], one training file and one validation file")

    def fingerprint(self) -> str:
        """Hash of everything that decides the outcome; a checkpoint of another recipe has another one."""
        table = dataclasses.asdict(self)
        for key in ("folder", "checkpoint_seconds"):
            del table["run"][key]
        del table["data"]["folder"], table["model"]["name"]
        return hashlib.sha256(json.dumps(table, sort_keys=True).encode()).hexdigest()[:16]

    def training_files(self) -> list[Path]:
        """Paths of the training files."""
        return [Path(self.data.folder) / name for name in self.data.train]

    def validation_files(self) -> list[Path]:
        """Paths of the validation files."""
        return [Path(self.data.folder) / name for name in self.data.validation]


def _build(kind: Any, value: Any, where: str) -> Any:
    """Convert a TOML value to `kind`, strictly: no unknown key, no missing one, no other type."""
    if dataclasses.is_dataclass(kind):
        if not isinstance(value, dict):
            raise RecipeError(f"{where} must be a table")
        fields = {f.name: f for f in dataclasses.fields(kind)}
        if unknown := sorted(set(value) - set(fields)):
            raise RecipeError(f"{where} has the unknown key {unknown[0]!r}; it knows {', '.join(fields)}")
        hints = typing.get_type_hints(kind)
        built = {name: _build(hints[name], item, f"{where}.{name}") for name, item in value.items()}
        try:
            return kind(**built)  # type: ignore[operator]
        except TypeError:
            needed = [
                f.name
                for f in fields.values()
                if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
            ]
            lacking = ", ".join(name for name in needed if name not in built)
            raise RecipeError(f"{where} lacks {lacking}") from None
    origin = typing.get_origin(kind)
    if origin is tuple:
        if not isinstance(value, list):
            raise RecipeError(f"{where} must be a list")
        return tuple(_build(typing.get_args(kind)[0], item, where) for item in value)
    if origin is dict:
        if not isinstance(value, dict):
            raise RecipeError(f"{where} must be a table")
        return {key: _build(typing.get_args(kind)[1], item, f"{where}.{key}") for key, item in value.items()}
    if origin is Literal:
        if value not in typing.get_args(kind):
            raise RecipeError(f"{where} is {value!r}; use one of {', '.join(map(repr, typing.get_args(kind)))}")
        return value
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise RecipeError(f"{where} is {value!r}; it must be of type {kind.__name__}")
    return value
