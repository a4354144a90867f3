"""A teacher for the small network: a network and a sparse linear model, by the mean of their logits."""

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bookgenre.classifier.encoding import BookEncoder
from bookgenre.classifier.label_space import sigmoid
from bookgenre.classifier.model_folder import MODEL, TOKENIZER, check_folder
from bookgenre.classifier.session import OnnxNetwork
from bookgenre.corpus import LabelledBook, read_descriptions_from, read_records_from
from bookgenre.errors import RecipeError
from bookgenre.files import write_file
from bookgenre.genres import load_taxonomy
from bookgenre.training.data.label_arrays import label_arrays
from bookgenre.training.data.row_checks import validation_rows
from bookgenre.training.data.soft_targets import row_key, write_soft_targets
from bookgenre.training.decide.mixing import choose_share, ranking_scores
from bookgenre.training.linear.linear_model import LinearModel, first_windows, train_linear
from bookgenre.training.recipe import Recipe

__all__ = ["teach"]

Floats = npt.NDArray[np.floating]
Say = Callable[[str], None]

_CHUNK = 512


def teach(recipe: Recipe, *, say: Say = print) -> Path:
    """Let the recipe's teacher answer every training row, and return the folder with its answers.

    The linear model answers each training row by classifiers that were trained without it (`train_linear`). A network,
    if the recipe names one, was trained on the rows with complete lists and knows those too well to teach anything
    about them; it answers the others together with the linear model, mixed as `choose_share` does on the validation
    rows.

    Trains the linear model where that was not done (`train_linear`). Stopped, it goes on with what is not answered yet.

    Raises
    ------
    RecipeError
        If the recipe has no teacher.
    ModelError, DataError
        As `check_folder` and `read_records` do.
    """
    plan = recipe.teacher
    if plan is None:
        raise RecipeError("the recipe has no [teacher]; recipes/distil.toml shows one")
    genre_ids = load_taxonomy().ids
    linear = LinearModel.open(train_linear(recipe, say=say), genre_ids)
    folder = Path(plan.folder)
    folder.mkdir(parents=True, exist_ok=True)
    training = recipe.training_records()
    unlabelled = read_descriptions_from(recipe.unlabelled_files())
    records = [*training, *unlabelled]
    complete = np.array([record.complete for record in records])
    validation = validation_rows(read_records_from(recipe.validation_files()))
    encoder = linear.encoder(recipe.model.base)
    unseen = linear.logits(first_windows([*unlabelled, *validation], encoder))
    logits = np.concatenate([linear.answers.astype(np.float32), unseen[: len(unlabelled)]])
    beside = unseen[len(unlabelled) :]
    targets, known = label_arrays(validation, genre_ids)
    scores = {"linear model": ranking_scores(beside, targets, known)}
    share = 1.0
    if plan.network:
        gaps = [record for record in records if not record.complete]
        say(f"{len(gaps)} rows to answer, {len(validation)} validation rows")
        network = _network(Path(plan.network), folder, [*gaps, *validation], recipe.model.window, say)
        mixture = choose_share(network[len(gaps) :], beside, targets, known)
        scores |= {f"linear share {one:g}": values for one, values in mixture.scores.items()}
        logits[~complete] = mixture.logits(network[: len(gaps)], logits[~complete])
        share = mixture.share
    answers = sigmoid(logits).astype(np.float16)
    for name, values in scores.items():
        say(f"{name}: " + ", ".join(f"{score} {value:.4f}" for score, value in values.items()))
    facts = {"genres": list(genre_ids), "network": plan.network, "linear_share": share, "validation": scores}
    write_soft_targets(folder, [row_key(record.book) for record in records], answers, facts)
    return folder


def _network(model: Path, folder: Path, asked: Sequence[LabelledBook], window: int, say: Say) -> Floats:
    """Logits of the network over the first window of each record, titles shown; ``network.npy`` keeps them."""
    config = check_folder(model)
    encoder = BookEncoder.from_file(model / TOKENIZER, window)
    network = OnnxNetwork(model / MODEL, config.pad_token_id)
    keys = "\n".join(row_key(record.book) for record in asked)
    stamp = {"rows": hashlib.sha256(keys.encode()).hexdigest(), "window": window, "model": config.files[MODEL]}
    path, note = folder / "network.npy", folder / "network.json"
    state: dict[str, Any] = json.loads(note.read_text(encoding="utf-8")) if path.is_file() and note.is_file() else {}
    done = int(state.pop("done", 0))
    if state != stamp:
        done = 0
    shape = (len(asked), network.genres)
    logits = np.lib.format.open_memmap(path, mode="r+" if done else "w+", dtype=np.float16, shape=shape)
    while done < len(asked):
        chunk = asked[done : done + _CHUNK]
        logits[done : done + len(chunk)] = network.logits(first_windows(chunk, encoder), 1)
        logits.flush()
        done += len(chunk)
        write_file(note, json.dumps(stamp | {"done": done}))
        say(f"network: {done} of {len(asked)} rows")
    return logits.astype(np.float32)
