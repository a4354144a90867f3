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
from bookgenre.training.tables import build

__all__ = [
    "DataRecipe",
    "DistilRecipe",
    "LinearRecipe",
    "ModelRecipe",
    "OptimiserRecipe",
    "Recipe",
    "RunRecipe",
    "StageRecipe",
    "TeacherRecipe",
]


@dataclass(frozen=True, slots=True)
class ModelRecipe:
    """What is trained.

    Attributes
    ----------
    base
        ``package:NAME`` (an installed package that carries a model), a local folder, or a hub id.
    name
        What the model card calls it; empty for `base` itself.
    start
        Folder of a finished run, or of a published model, whose weights are gone on from; empty for the base model's
        weights and a fresh head.
    window
        Tokens in a window at most.
    dropout
        Share of the pooled vector dropped before the linear head, in training.
    encoder_dropout
        Share dropped within the encoder. Without it a CPU trains faster by far (``docs/experiments.md``).
    """

    base: str
    name: str = ""
    start: str = ""
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
    unlabelled
        File names in `folder` of descriptions without labels: of use with a teacher alone.
    title_probability
        Share of training examples that are shown with their title.
    keep
        Source name to the share of its rows that each epoch draws; others are used whole.
    """

    folder: str
    train: tuple[str, ...]
    validation: tuple[str, ...]
    unlabelled: tuple[str, ...] = ()
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
class LinearRecipe:
    """The sparse linear model that stands beside the network (`bookgenre linear`).

    Attributes
    ----------
    folder
        Where it is kept.
    ngrams
        Tokens and pairs of tokens that it reads at most.
    penalty
        C of its support vector machines, as in scikit-learn.
    folds
        Training rows are answered by models that have not seen them: this many, each without one part.
    """

    folder: str
    ngrams: int = 60_000
    penalty: float = 0.25
    folds: int = 3


@dataclass(frozen=True, slots=True)
class TeacherRecipe:
    """Who teaches: the linear model and a network, by the weighted mean of their calibrated logits.

    Attributes
    ----------
    folder
        `bookgenre teach` writes its answers here, and `bookgenre train` reads them.
    network
        Model folder of the network, trained on the rows with complete lists; empty for the linear model alone.
    """

    folder: str
    network: str = ""


@dataclass(frozen=True, slots=True)
class DistilRecipe:
    """How much the teacher is listened to (Hinton et al. 2015).

    Attributes
    ----------
    soft_share
        Where the answer is known, the target is this share of the teacher's probability and the rest of the label.
    gap_weight
        Where it is not known, the teacher's probability is the target, and the cell counts this much.
    """

    soft_share: float = 0.5
    gap_weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Recipe:
    """All of a training run; `Recipe.read` makes one from a TOML file."""

    model: ModelRecipe
    data: DataRecipe
    run: RunRecipe
    stages: tuple[StageRecipe, ...]
    optimiser: OptimiserRecipe = field(default_factory=OptimiserRecipe)
    linear: LinearRecipe | None = None
    teacher: TeacherRecipe | None = None
    distil: DistilRecipe = field(default_factory=DistilRecipe)

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
        }
        for name, value in (shares | {f"data.keep.{k}": v for k, v in self.data.keep.items()}).items():
            if not 0 <= value <= 1:
                raise RecipeError(f"{name} is {value}; it must lie between 0 and 1")
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
        del table["data"]["folder"], table["model"]["name"]
        # The linear model is no part of the network's training, except by the teacher's answers.
        if self.teacher is None:
            del table["linear"], table["teacher"], table["distil"]
        else:
            del table["linear"]["folder"], table["teacher"]["folder"]
        for part, key in (("model", "start"), ("data", "unlabelled")):
            if not table[part][key]:
                del table[part][key]
        return hashlib.sha256(json.dumps(table, sort_keys=True).encode()).hexdigest()[:16]

    def training_files(self) -> list[Path]:
        """Paths of the training files."""
        return [Path(self.data.folder) / name for name in self.data.train]

    def unlabelled_files(self) -> list[Path]:
        """Paths of the files without labels."""
        return [Path(self.data.folder) / name for name in self.data.unlabelled]

    def validation_files(self) -> list[Path]:
        """Paths of the validation files."""
        return [Path(self.data.folder) / name for name in self.data.validation]
