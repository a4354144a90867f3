"""The tables of a recipe: the model, its data, and how it is trained."""

import re
from dataclasses import field
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic.dataclasses import dataclass

from bookgenre.files.toml_settings import STRICT

__all__ = [
    "CardRecipe",
    "DataRecipe",
    "LinearRecipe",
    "ModelRecipe",
    "OptimiserRecipe",
    "RunRecipe",
    "StageRecipe",
    "TeacherRecipe",
]

Names = tuple[str, ...]
Count = Annotated[int, Field(gt=0)]
Positive = Annotated[float, Field(gt=0)]
Share = Annotated[float, Field(ge=0, le=1)]
Repeats = Annotated[float, Field(ge=0, le=100)]


def _identifier(text: str) -> str:
    # They go into the header of the model card, which programs read.
    if not re.fullmatch(r"[A-Za-z0-9.+-]*", text):
        raise ValueError(f"{text!r} is not an identifier; give one such as mit or en")
    return text


Identifier = Annotated[str, AfterValidator(_identifier)]


@dataclass(frozen=True, slots=True, config=STRICT)
class ModelRecipe:
    """What is trained.

    Attributes
    ----------
    base
        ``package:NAME`` (an installed package that carries a model), a local folder, or a hub id.
    name
        What the model card calls it; empty for `base` itself.
    start
        Folder of a finished run, or of a published model, to start from; empty for the base model's weights and a new
        head.
    window
        Tokens in a window at most.
    dropout
        Share of the pooled vector dropped before the linear head, in training.
    encoder_dropout
        Share dropped within the encoder. Without it a CPU trains faster by far (``docs/research/experiments.md``).
    """

    base: str
    name: str = ""
    start: str = ""
    window: Count = 256
    dropout: Share = 0.1
    encoder_dropout: Share = 0.1


@dataclass(frozen=True, slots=True, config=STRICT)
class DataRecipe:
    """What it is trained on.

    Attributes
    ----------
    folder
        Where the files lie; relative to the working directory.
    train, validation
        File names in `folder`.
    more
        Further training files, relative to the working directory.
    hold_out
        Sources whose incomplete rows are not used for training, so that `bookgenre export` can use them for calibration
        and thresholds.
    title_probability
        Share of training examples that are shown with their title.
    keep
        Source name to the share of its rows that each epoch draws; all rows of the others are drawn. At 3 each row is
        drawn three times, and counts three times in the linear model.
    """

    folder: str
    train: Annotated[Names, Field(min_length=1)]
    validation: Annotated[Names, Field(min_length=1)]
    more: Names = ()
    hold_out: Names = ()
    title_probability: Share = 0.5
    keep: dict[str, Repeats] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, config=STRICT)
class OptimiserRecipe:
    """How steps are taken (AdamW): books in a batch, decoupled weight decay, and the norm that clips gradients."""

    batch_size: Count = 32
    weight_decay: Annotated[float, Field(ge=0)] = 0.01
    clip: Positive = 1.0


@dataclass(frozen=True, slots=True, config=STRICT)
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

    epochs: Count
    learning_rate: Positive
    train_layers: int = -1
    head_factor: Positive = 20.0
    layer_decay: Positive = 1.0
    warmup: Share = 0.1


@dataclass(frozen=True, slots=True, config=STRICT)
class RunRecipe:
    """The folder of the run, and how it is run.

    Attributes
    ----------
    folder
        Checkpoint, log and weights are written here.
    seed
        Of shuffling, dropout and the head's first weights.
    precision
        ``bf16`` runs the encoder under autocast, ``fp32`` does not; ``auto`` takes bf16 if the processor supports it
        natively, and the choice is logged.
    checkpoint_seconds
        Time between checkpoints within an epoch; there is always one at its end.
    choose
        Validation score that decides which epoch's weights are kept.
    """

    folder: str
    seed: int = 1
    precision: Literal["auto", "bf16", "fp32"] = "auto"
    checkpoint_seconds: Positive = 180.0
    choose: Literal["map", "ndcg", "micro_f1"] = "map"


@dataclass(frozen=True, slots=True, config=STRICT)
class LinearRecipe:
    """The sparse linear model whose logits are added to the network's (`bookgenre linear`).

    Attributes
    ----------
    folder
        Where it is kept.
    ngrams
        Tokens and pairs of tokens that it uses at most.
    penalty
        C of its support vector machines, as in scikit-learn.
    folds
        Number of models that are trained without one part of the rows, and answer that part.
    gap_weight
        A genre that an incomplete list leaves out counts as absent with this weight.
    """

    folder: str
    ngrams: Count = 60_000
    penalty: Positive = 0.25
    folds: Annotated[int, Field(ge=2)] = 3
    gap_weight: Share = 0.1


@dataclass(frozen=True, slots=True, config=STRICT)
class TeacherRecipe:
    """The linear model as a teacher: it answers what the labels of a row leave open (Lee 2013, pseudo-labels).

    `bookgenre teach` writes the answers to `folder`, and `bookgenre train` reads them. A cell whose label is not known
    has the teacher's probability as its target, and counts `gap_weight`.
    """

    folder: str
    gap_weight: Share = 0.15


@dataclass(frozen=True, slots=True, config=STRICT)
class CardRecipe:
    """What only the maker of the model knows, for the model card, as Markdown; empty parts are left out.

    Attributes
    ----------
    data
        Where the rows come from, and how far their genre lists can be trusted.
    limits
        What the rows leave out, one sentence each.
    choice
        On which rows choices were made, and on which none.
    licence, language
        Identifiers: of the model, such as ``mit``, and of the descriptions, such as ``en``.
    """

    data: str = ""
    limits: tuple[str, ...] = ()
    choice: str = ""
    licence: Identifier = ""
    language: Identifier = ""
