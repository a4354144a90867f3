"""The tables of a recipe: what is trained, on what, how, and by whom it is taught."""

from dataclasses import dataclass, field
from typing import Literal

__all__ = [
    "CardRecipe",
    "DataRecipe",
    "DistilRecipe",
    "LinearRecipe",
    "LossRecipe",
    "ModelRecipe",
    "OptimiserRecipe",
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
    more
        Further training files, relative to the working directory.
    hold_out
        Sources whose incomplete rows are kept from training: `bookgenre export` sets its decisions on them.
    unlabelled
        File names in `folder` of descriptions without labels: of use with a teacher alone.
    title_probability
        Share of training examples that are shown with their title.
    keep
        Source name to the share of its rows that each epoch draws; others are used whole. At 3 each row comes three
        times, and counts three times in the linear model.
    """

    folder: str
    train: tuple[str, ...]
    validation: tuple[str, ...]
    more: tuple[str, ...] = ()
    hold_out: tuple[str, ...] = ()
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
class LossRecipe:
    """What counts how much in the binary cross-entropy; all 0 is the plain one.

    Attributes
    ----------
    focus_negative, focus_positive
        An absent, or present, genre's loss is multiplied by the probability of the wrong answer to this power
        (asymmetric loss, Ridnik et al. 2021).
    margin
        Taken off the probability of an absent genre; what is below counts as 0 (the same).
    balance
        Beta of the effective number of examples, by which genres are weighed (Cui et al. 2019): 0 weighs all alike, and
        at 0.999 a genre of ten examples weighs a hundred times one of many thousands.
    """

    focus_negative: float = 0.0
    focus_positive: float = 0.0
    margin: float = 0.0
    balance: float = 0.0


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
        ``bf16`` runs the encoder under autocast, ``fp32`` does not; ``auto`` takes bf16 where the processor has it
        natively, and the run says which it takes.
    checkpoint_seconds
        Time between checkpoints within an epoch; there is always one at its end.
    choose
        Validation score that decides which epoch's weights are kept.
    """

    folder: str
    seed: int = 1
    precision: Literal["auto", "bf16", "fp32"] = "auto"
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
    gap_weight
        A genre that an incomplete list leaves out counts as absent with this weight.
    """

    folder: str
    ngrams: int = 60_000
    penalty: float = 0.25
    folds: int = 3
    gap_weight: float = 0.1


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
class CardRecipe:
    """What the model card says that only its maker knows; nothing is made up where it is empty.

    Attributes
    ----------
    data
        Where the rows come from, and how far their lists of genres can be trusted.
    limits
        What the rows leave out, one sentence each.
    choice
        On which rows choices were made, and on which none.
    licence
        Of the model: an identifier such as ``mit`` or ``cc-by-4.0``.
    language
        Of the descriptions: a code such as ``en``.
    """

    data: str = ""
    limits: tuple[str, ...] = ()
    choice: str = ""
    licence: str = ""
    language: str = ""
