"""From a run folder to a model folder, if the 8-bit graph passes its checks."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.torch import load_file

from bookgenre.classifier import GenreClassifier
from bookgenre.classifier.encoding import BookEncoder, average_windows
from bookgenre.classifier.figures import Figures
from bookgenre.classifier.label_space import SIDES
from bookgenre.classifier.model_folder import GENRES, MODEL, NGRAMS, TOKENIZER, sha256, write_config
from bookgenre.classifier.plain import plain
from bookgenre.classifier.session import OnnxNetwork
from bookgenre.corpus import LabelledBook
from bookgenre.errors import ExportError, RecipeError
from bookgenre.files import atomic_folder
from bookgenre.genres import load_taxonomy
from bookgenre.training.blend import choose_share
from bookgenre.training.card_figures import evaluation_values, write_card
from bookgenre.training.evaluation import Evaluation, evaluate_probabilities
from bookgenre.training.graph import export_graph, fuse_graph, quantise_graph
from bookgenre.training.inference import corpus_windows, onnx_logits, torch_logits
from bookgenre.training.known_failures import failures_of
from bookgenre.training.linear_model import LinearModel, fit_ngrams
from bookgenre.training.memory import keep_freed_memory
from bookgenre.training.model_card import training_record
from bookgenre.training.network import GenreNetwork
from bookgenre.training.recipe_tables import CardRecipe
from bookgenre.training.rows import validation_rows
from bookgenre.training.sides import mixture_weights
from bookgenre.training.start import mean_with_start, start_weights
from bookgenre.training.targets import label_arrays
from bookgenre.training.thresholds import (
    OF_A_MIXTURE,
    SHRINKAGES,
    DecisionData,
    DecisionRule,
    Weights,
    choose_rule,
    fit_labels,
)

__all__ = ["ExportReport", "export_model"]

MAX_BYTES = 25_000_000
_TABLES = 230_000
"""Left free for genres.json, config.json, figures.json, the card and its pictures."""

_GAP_WEIGHT = 0.3
"""Of a cell in the mixture whose answer is not known, as an absence: most genres that a short list leaves out."""

_MEAN = """\
The network's weights are the mean of the trained ones (a share of {share:.0%}) and those that training started from."""
_MIXTURE = """\
Calibration and thresholds are those of a mixture of the validation rows and {rows:,} more rows that training has not
seen, in which {share:.0%} of the books count as nonfiction. *Fiction* and *Nonfiction* follow from the probabilities of
all genres, and only the more probable of the two can be chosen."""

MAX_MICRO_LOSS = 0.005
MAX_MACRO_LOSS = 0.01

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What the export measured, on the validation rows.

    Attributes
    ----------
    folder
        The finished model folder.
    rule
        The decision rule that was chosen.
    fp32, int8
        Of the trained network, and of the graph that ships.
    fused
        Operators that were fused, and how often.
    linear_share
        Of the linear model in the mean of logits; 0 where the network answers alone.
    """

    folder: Path
    rule: DecisionRule
    fp32: Evaluation
    int8: Evaluation
    fused: dict[str, int]
    linear_share: float = 0.0


@dataclass(frozen=True, slots=True)
class _Run:
    network: GenreNetwork
    encoder: BookEncoder
    facts: dict[str, Any]


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
    say: Say = print,
) -> ExportReport:
    """Mix in the linear model, calibrate, set thresholds, export, fuse, quantise, check, and write the model folder.

    Parameters
    ----------
    run_folder
        Of a finished `bookgenre.training.fit.train`.
    target
        Folder to write; what it held is replaced, once everything has succeeded.
    validation
        Rows with complete lists, not used in training.
    mixture
        Further rows that were not used in training, complete or not. With them, calibration and thresholds are those
        of a mixture of all rows in which `nonfiction_share` of the books are nonfiction, and *Fiction* and *Nonfiction*
        are settled by the evidence of all genres.
    window
        Tokens in a window; None for that of training.
    linear
        Folder of `train_linear`, whose n-grams are to stand beside the network; None for the network alone.
    start, trained_share
        Run or model folder that training started from: what ships is the mean of both networks' weights, this share of
        it the trained ones. None for the trained weights.

    Raises
    ------
    RecipeError
        If the run folder is not that of a finished run.
    DataError
        As `validation_rows` does.
    ExportError
        If the 8-bit graph loses more than 0.005 micro-F1 or 0.01 macro-F1 against the network, or the model's files
        exceed 25 MB; or if the target holds something else than a model. The target is left as it was.
    """
    _check_target(target)
    rows = validation_rows(validation)
    keep_freed_memory()
    run = _open_run(run_folder, window)
    if start is not None:
        weights = mean_with_start(run.network.state_dict(), start_weights(start, run.facts["genres"]), trained_share)
        run.network.load_state_dict(weights)
    genre_ids: list[str] = run.facts["genres"]
    # The validation rows come first: scores are of them, decisions are fitted to all.
    asked, measured = [*rows, *mixture], slice(len(rows))
    windows, counts = corpus_windows(asked, run.encoder)
    targets, known = label_arrays(asked, genre_ids)
    say(f"32-bit network over {len(rows)} validation rows" + (f" and {len(mixture)} more" if mixture else ""))
    logits = torch_logits(run.network, windows, counts)
    with tempfile.TemporaryDirectory(prefix="bookgenre-") as temporary:
        folder = Path(temporary) / "model"
        folder.mkdir()
        say("export, fusion, 8-bit quantisation")
        fused = _write_graph(run.network, Path(temporary), folder / MODEL)
        shutil.copyfile(run_folder / TOKENIZER, folder / TOKENIZER)
        share, beside = 0.0, np.zeros(logits.shape)
        if linear is not None:
            say("n-grams of the linear model, as many as there is room for")
            room = MAX_BYTES - _TABLES - sum(path.stat().st_size for path in folder.iterdir())
            ngrams = fit_ngrams(LinearModel.open(linear, genre_ids), room, folder / NGRAMS)
            beside = average_windows(ngrams.logits(windows), counts)
            mixed = choose_share(logits[measured], beside[measured], *label_arrays(rows, genre_ids, later=False))
            for one, scores in mixed.scores.items():
                say(f"share {one:g}: " + ", ".join(f"{name} {value:.4f}" for name, value in scores.items()))
            # The network's own logits stay as they are, and what is common to both is the calibration's.
            share, weight = mixed.share, mixed.linear_weight / mixed.network_weight
            ngrams.times(weight).write(folder / NGRAMS)
            beside = weight * beside
            if not share:
                (folder / NGRAMS).unlink()
        say("8-bit graph over the same rows")
        int8_logits = onnx_logits(OnnxNetwork(folder / MODEL, run.network.pad_id), windows, counts)
        say("calibration and thresholds, by cross-validation")
        cells: Weights = known
        if mixture:
            sides = targets[:, [genre_ids.index(side) for side in SIDES]]
            cells = mixture_weights(sides, known, nonfiction_share=nonfiction_share, gap_weight=_GAP_WEIGHT)
        # Of the graph that ships: decisions suit the logits that they will meet.
        data = DecisionData(
            load_taxonomy(), genre_ids, int8_logits + beside, targets, cells, settle_sides=bool(mixture)
        )
        scored = np.zeros_like(known)
        scored[measured] = label_arrays(rows, genre_ids, later=False)[1]
        rule = choose_rule(data, scored, shrinkages=OF_A_MIXTURE if mixture else SHRINKAGES)[0]
        labels, common = fit_labels(data, shrinkage=rule.shrinkage, own_share=rule.own_share)
        fp32, int8 = (
            evaluate_probabilities(labels.probabilities((part + beside)[measured]), rows, labels, common)
            for part in (logits, int8_logits)
        )
        labels.write(folder / GENRES)
        made = [_MEAN.format(share=trained_share)] if start is not None else []
        if mixture:
            made.append(_MIXTURE.format(rows=len(mixture), share=nonfiction_share))
        _finish(folder, run, common, rule, fp32, int8, share, made)
        _check_losses(fp32, int8, sum(path.stat().st_size for path in folder.iterdir()))
        with atomic_folder(target) as fresh:
            shutil.copytree(folder, fresh, dirs_exist_ok=True)
    return ExportReport(target, rule, fp32, int8, fused, share)


def _check_target(target: Path) -> None:
    if target.is_dir() and any(target.iterdir()) and not (target / MODEL).is_file():
        raise ExportError(f"{target} holds other things than a model; name a new, an empty or a model folder")
    if target.is_file():
        raise ExportError(f"{target} is a file; name a folder")


def _open_run(folder: Path, window: int | None) -> _Run:
    try:
        facts = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        if not facts["validation"]:
            raise ValueError("its training has not come to the end")
        network = GenreNetwork.from_config(folder, len(facts["genres"]))
        network.load_state_dict(load_file(folder / "weights.safetensors"))
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as error:
        raise RecipeError(f"{folder} is not the folder of a finished run ({error}); train first") from error
    network.eval()
    return _Run(network, BookEncoder.from_file(folder / TOKENIZER, window or int(facts["window"])), facts)


def _write_graph(network: GenreNetwork, scratch: Path, target: Path) -> dict[str, int]:
    config: Any = network.encoder.config
    export_graph(network, scratch / "plain.onnx")
    fused = fuse_graph(
        scratch / "plain.onnx",
        scratch / "fused.onnx",
        heads=int(config.num_attention_heads),
        hidden_size=int(config.hidden_size),
    )
    quantise_graph(scratch / "fused.onnx", target)
    return fused


def _check_losses(fp32: Evaluation, int8: Evaluation, size: int) -> None:
    micro = fp32.scores["micro_f1"] - int8.scores["micro_f1"]
    macro = fp32.scores["macro_f1"] - int8.scores["macro_f1"]
    if micro > MAX_MICRO_LOSS or macro > MAX_MACRO_LOSS:
        raise ExportError(
            f"8 bits lose {micro:.4f} micro-F1 and {macro:.4f} macro-F1 on validation, more than {MAX_MICRO_LOSS} and "
            f"{MAX_MACRO_LOSS}; nothing was written: train longer or with another base model"
        )
    if size > MAX_BYTES:
        raise ExportError(
            f"the model's files have {size:,} bytes, more than {MAX_BYTES:,}; nothing was written: "
            "use a smaller base model"
        )


def _finish(
    folder: Path,
    run: _Run,
    common: float,
    rule: DecisionRule,
    fp32: Evaluation,
    int8: Evaluation,
    share: float,
    made: Sequence[str],
) -> None:
    # Of the tables too: a model with other n-grams or calibration is another model.
    digest = hashlib.sha256("".join(sha256(path) for path in sorted(folder.iterdir())).encode()).hexdigest()[:8]
    config = write_config(
        folder,
        model_version=f"{datetime.now(UTC):%Y.%m.%d}+{digest}",
        base_model=run.facts["base_name"],
        window=run.encoder.window,
        pad_token_id=run.network.pad_id,
        vocabulary_size=run.encoder.vocabulary_size,
        common_threshold=round(common, 4),
    )
    choose, value = next(iter(run.facts["validation"].items()), ("score", float("nan")))
    complete = int(run.facts.get("complete_rows", run.facts["train_rows"]))
    record = training_record(
        card=CardRecipe(**run.facts.get("card", {})),
        files=run.facts.get("files", ()),
        sources=run.facts.get("sources"),
        train_rows=complete,
        choose=choose,
        choose_value=value,
        rule=rule,
        fp32=fp32,
        int8=int8,
        linear_share=share,
        notes=made,
        taught_rows=int(run.facts["train_rows"]) - complete if run.facts.get("taught") else 0,
    )
    figures = Figures(
        config.model_version,
        evaluation_values(int8, "the validation rows, on which the rule was chosen"),
        record,
        tuple(plain(failure, 6) for failure in failures_of(GenreClassifier.from_pretrained(folder))),
    )
    write_card(folder, figures, config, int8)
