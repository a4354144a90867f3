"""From a run folder to a model folder."""

import logging
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.torch import load_file

from bookgenre.classifier.encoding import BookEncoder, average_windows
from bookgenre.classifier.model_folder import GENRES, MODEL, NGRAMS, TOKENIZER
from bookgenre.classifier.session import OnnxNetwork
from bookgenre.corpus import LabelledBook
from bookgenre.errors import RecipeError
from bookgenre.files import atomic_folder
from bookgenre.training.card.card_figures import write_first_card
from bookgenre.training.card.model_card import training_record
from bookgenre.training.data.label_arrays import label_arrays
from bookgenre.training.data.row_checks import validation_rows
from bookgenre.training.data.windows import all_windows
from bookgenre.training.decide.decisions import fit_decisions, mixture_note
from bookgenre.training.decide.mixing import choose_share
from bookgenre.training.decide.thresholds import DecisionRule
from bookgenre.training.evaluate.evaluation import Evaluation, evaluate_probabilities
from bookgenre.training.export.acceptance import MAX_BYTES, check_model, check_target, write_versioned_config
from bookgenre.training.export.graph import write_graph
from bookgenre.training.linear.linear_model import LinearModel
from bookgenre.training.linear.pruning import prune_to_size
from bookgenre.training.network.genre_network import GenreNetwork, torch_logits
from bookgenre.training.network.hardware import keep_freed_memory
from bookgenre.training.network.initial_weights import initial_weights, mean_with_start
from bookgenre.training.network.run_folder import WEIGHTS, read_run

__all__ = ["ExportReport", "export_model"]

_log = logging.getLogger(__name__)

Floats = npt.NDArray[np.floating]
Cells = npt.NDArray[np.uint8]

_TABLES = 230_000
"""Left free for genres.json, config.json, figures.json, the card and its pictures."""

_MEAN = """\
The network's weights are the mean of the trained ones (a share of {share:.0%}) and those that training started from."""


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What the export measured on the validation rows, of the trained network (`fp32`) and of what ships (`int8`).

    Attributes
    ----------
    fused
        Operators that were fused, and how often.
    linear_share
        Of the linear model in the mean of logits; 0 for the network only.
    """

    folder: Path
    rule: DecisionRule
    fp32: Evaluation
    int8: Evaluation
    fused: dict[str, int]
    linear_share: float = 0.0


def export_model(
    run_folder: Path,
    target: Path,
    validation: Sequence[LabelledBook],
    *,
    mixture: Sequence[LabelledBook] = (),
    nonfiction_share: float = 0.5,
    window: int | None = None,
    linear: Path | None = None,
    start: Path | None = None,
    trained_share: float = 0.5,
) -> ExportReport:
    """Mix in the linear model, calibrate, set thresholds, export, fuse, quantise, check, and write the model folder.

    Raises `RecipeError` if the run folder is not that of a finished run. Raises `DataError` as `validation_rows` does.
    Raises `ExportError` if the 8-bit graph loses more than 0.005 micro-F1 or 0.01 macro-F1 against the network, or the
    model's files exceed 25 MB; or if the target holds something else than a model. The target is left as it was.

    Parameters
    ----------
    run_folder
        Of a finished `bookgenre.training.fit.run.train`.
    target
        Folder to write; what it held is replaced, once everything has succeeded.
    validation
        Rows with complete lists, not used in training.
    mixture
        Further rows that were not used in training, complete or not; see `fit_decisions`, as for `nonfiction_share`.
    window
        Tokens in a window; None for that of training.
    linear
        Folder of `train_linear`, whose logits are added to the network's; None for the network only.
    start, trained_share
        Run or model folder that training started from: what ships is the mean of both networks' weights, this share of
        it the trained ones. None for the trained weights.
    """
    check_target(target)
    rows = validation_rows(validation)
    keep_freed_memory()
    facts, network, encoder = _open_run(run_folder, window)
    genre_ids: list[str] = facts["genres"]
    if start is not None:
        weights = mean_with_start(network.state_dict(), initial_weights(start, genre_ids), trained_share)
        network.load_state_dict(weights)
    # The validation rows come first: scores are of them, decisions are fitted to all.
    asked, measured = [*rows, *mixture], slice(len(rows))
    windows, counts = all_windows(asked, encoder)
    _log.info("32-bit network over %d validation rows and %d more", len(rows), len(mixture))
    logits = torch_logits(network, windows, counts)
    with tempfile.TemporaryDirectory(prefix="bookgenre-") as temporary:
        folder = Path(temporary) / "model"
        folder.mkdir()
        _log.info("export, fusion, 8-bit quantisation")
        fused = write_graph(network, Path(temporary), folder / MODEL)
        shutil.copyfile(run_folder / TOKENIZER, folder / TOKENIZER)
        share = 0.0
        linear_logits: Floats = np.zeros_like(logits)
        if linear is not None:
            model, known_now = LinearModel.open(linear, genre_ids), label_arrays(rows, genre_ids, later=False)
            share, linear_logits = _add_linear_model(model, folder, windows, counts, logits[measured], *known_now)
        _log.info("8-bit graph over the same rows")
        int8_logits = average_windows(OnnxNetwork(folder / MODEL, network.pad_id).logits(windows, 1), counts)
        # The logits are those of the graph that ships, so that decisions fit what they will be applied to.
        shipped = int8_logits + linear_logits
        decisions = fit_decisions(shipped, rows, mixture, genre_ids, nonfiction_share=nonfiction_share)
        labels = decisions.labels
        fp32, int8 = (
            evaluate_probabilities(
                labels.probabilities((part + linear_logits)[measured]), rows, labels, decisions.common
            )
            for part in (logits, int8_logits)
        )
        labels.write(folder / GENRES)
        made = [_MEAN.format(share=trained_share)] if start is not None else []
        made += mixture_note(mixture, nonfiction_share)
        config = write_versioned_config(
            folder,
            base_model=facts["base_name"],
            window=encoder.window,
            pad_token_id=network.pad_id,
            vocabulary_size=encoder.vocabulary_size,
            common_threshold=round(decisions.common, 4),
        )
        record = training_record(run=facts, rule=decisions.rule, fp32=fp32, int8=int8, linear_share=share, notes=made)
        write_first_card(folder, config, record, int8)
        check_model(fp32, int8, folder)
        with atomic_folder(target) as fresh:
            shutil.copytree(folder, fresh, dirs_exist_ok=True)
    return ExportReport(target, decisions.rule, fp32, int8, fused, share)


def _add_linear_model(
    model: LinearModel,
    folder: Path,
    windows: list[list[int]],
    counts: Sequence[int],
    network_logits: Floats,
    targets: Cells,
    known: Cells,
) -> tuple[float, Floats]:
    """Write as many n-grams of `model` to `folder` as fit, weighted so that their logits are added to the network's.

    The first rows of `windows` are those of `network_logits`, `targets` and `known`, which choose the share. Returns
    the share of the linear model in the mean of logits, and its weighted logits of shape (books, genres).
    """
    _log.info("choosing as many n-grams of the linear model as fit into the model")
    left = MAX_BYTES - _TABLES - sum(path.stat().st_size for path in folder.iterdir())
    ngrams = prune_to_size(model, left, folder / NGRAMS)
    linear_logits = average_windows(ngrams.logits(windows), counts)
    mixed = choose_share(network_logits, linear_logits[: len(network_logits)], targets, known)
    for share, scores in mixed.scores.items():
        _log.info("share %g: %s", share, ", ".join(f"{name} {value:.4f}" for name, value in scores.items()))
    # Only the ratio of the two weights is kept: the calibration scales the sum.
    weight = mixed.linear_weight / mixed.network_weight
    ngrams.times(weight).write(folder / NGRAMS)
    if not mixed.share:
        (folder / NGRAMS).unlink()
    return mixed.share, weight * linear_logits


def _open_run(folder: Path, window: int | None) -> tuple[dict[str, Any], GenreNetwork, BookEncoder]:
    facts = read_run(folder)
    try:
        network = GenreNetwork.from_config(folder, len(facts["genres"]))
        network.load_state_dict(load_file(folder / WEIGHTS))
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as error:
        raise RecipeError(f"{folder} is not the folder of a finished run ({error}); train first") from error
    network.eval()
    return facts, network, BookEncoder.from_file(folder / TOKENIZER, window or int(facts["window"]))
