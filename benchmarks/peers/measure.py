"""Train, choose on validation, and only then measure one peer on the test rows; what is done is not done again."""

import json
import platform
import shutil
import sys
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from bookgenre.classifier import GenreClassifier
from bookgenre.classifier.model_folder import CONFIG, check_folder, packaged_model_folder
from bookgenre.files import write_file
from bookgenre.training.evaluate.evaluation import evaluate, evaluate_probabilities
from bookgenre.training.evaluate.scores import average_precisions
from peers.corpus import Corpus, Floats, Rows
from peers.cpu import one_thread, spent
from peers.decisions import Decisions, choose_decisions, fixed_decisions
from peers.gold import Gold, model_answers
from peers.peer import Peer, Settings
from peers.published import PUBLISHED

__all__ = ["chosen_settings", "measure", "measure_model", "read_note", "say", "slug", "try_settings", "write"]

_ROUNDS = 5
_SAMPLE = 200


def say(text: str) -> None:
    """Report progress on the error stream."""
    print(text, file=sys.stderr, flush=True)


def slug(settings: Settings) -> str:
    """Name of a folder for `settings`."""
    return "-".join(f"{name}={value}" for name, value in settings.items()).replace(",", "+") or "default"


def write(path: Path, content: object) -> None:
    """Write JSON; a failure leaves the old file as it was."""
    write_file(path, json.dumps(content, indent=1) + "\n")


def read_note(path: Path) -> dict[str, Any] | None:
    """What `write` wrote there before; None for nothing."""
    if not path.is_file():
        return None
    note: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return note


def chosen_settings(kind: type[Peer], results: Path) -> Settings:
    """Settings that a peer's own measurement chose on validation: that of this run, or else the published one."""
    for folder in (results, PUBLISHED):
        if note := read_note(folder / f"{kind.key}.json"):
            settings: Settings = note["settings"]
            return settings
    raise SystemExit(f"{kind.key}: measure it with all sources first; that chooses its settings")


def try_settings(peer: Peer, settings: Settings, corpus: Corpus) -> dict[str, Any]:
    """Train with `settings` and score validation; returns what ``tried.json`` holds."""
    folder = peer.folder / slug(settings)
    note = folder / "tried.json"
    if done := read_note(note):
        return done
    say(f"{peer.key}: training with {slug(settings)}")
    folder.mkdir(parents=True, exist_ok=True)
    corpus.train.texts, corpus.train.labels  # noqa: B018  read before the clock starts
    with spent() as took:
        earlier = peer.train(settings, corpus, folder)
    scores = peer.scorer(settings, corpus, folder)(corpus.validation)
    np.save(folder / "validation.npy", scores.astype(np.float32))
    found = float(np.nanmean(average_precisions(scores, *corpus.validation.labels)))
    say(f"{peer.key}: mAP {found:.4f} on validation, {(took.cpu + earlier) / 60:.1f} CPU minutes")
    done = {"settings": settings, "map": found, "cpu_seconds": took.cpu + earlier}
    write(note, done)
    return done


def _tidy(peer: Peer, tried: list[dict[str, Any]], best: dict[str, Any]) -> None:
    """Remove the models that were not chosen; some take hundreds of megabytes."""
    for other in tried:
        folder = peer.folder / slug(other["settings"])
        if other is not best:
            for path in folder.iterdir():
                if path.name not in ("tried.json", "validation.npy", "weights.txt"):
                    shutil.rmtree(path) if path.is_dir() else path.unlink()


def _speed(peer: Peer, scorer: Any, corpus: Corpus) -> tuple[float, str]:
    """Blurbs a CPU second, in multiples of the packaged model's; medians of rounds in turn, one thread each.

    The packaged model's version goes with them.
    """
    rows = Rows("sample", corpus.validation.take(_SAMPLE).records)
    model, ours, theirs = GenreClassifier.from_pretrained(threads=1), [], []
    books = [record.book for record in rows.records]
    rows.texts  # noqa: B018  cleaning is not timed for the peers, and takes the model next to nothing
    model.probabilities(books[:5])
    for _ in range(_ROUNDS):
        with spent() as took:
            model.probabilities(books)
        ours.append(took.cpu)
        theirs.append(peer.seconds(scorer, rows))
    return median(ours) / median(theirs), model.model_version


def _versions(peer: Peer) -> list[str]:
    used = [f"{name}=={metadata.version(name)}" for name in ("scikit-learn", "torch", "transformers")]
    return [f"python=={platform.python_version()}", *used, *peer.packages]


def measure(peer: Peer, corpus: Corpus, results: Path) -> None:
    """Write ``KEY.json`` into `results`, unless it is there."""
    path = results / f"{peer.key}.json"
    if path.is_file():
        say(f"{peer.key}: {path} is there; remove it to measure again")
        return
    tried = [try_settings(peer, settings, corpus) for settings in peer.grid]
    best = max(tried, key=lambda one: one["map"])
    folder = peer.folder / slug(best["settings"])
    scores = np.load(folder / "validation.npy").astype(np.float64)
    chosen = choose_decisions(corpus.genre_ids, scores, *corpus.validation.labels)
    variants = {"": chosen}
    if peer.fixed_threshold is not None:
        variants = {"": fixed_decisions(corpus.genre_ids, peer.fixed_threshold), "the same, our decisions": chosen}
    scorer = peer.scorer(best["settings"], corpus, folder)
    say(f"{peer.key}: speed beside the packaged model")
    with one_thread():
        speed, beside = _speed(peer, scorer, corpus)
    # Every choice is made: now, and once, the test rows.
    test = scorer(corpus.test)
    write(
        path,
        {
            "key": peer.key,
            "name": peer.name,
            "settings": best["settings"],
            "tried": tried,
            "training_rows": len(corpus.train),
            "jobs": peer.jobs,
            "cpu_seconds": best["cpu_seconds"],
            "megabytes": peer.size(folder) / 1e6,
            "speed": speed,
            "beside": beside,
            "notes": peer.notes(corpus),
            "versions": _versions(peer),
            "rows": [_row(name, decisions, scores, test, corpus) for name, decisions in variants.items()],
        },
    )
    _tidy(peer, tried, best)
    say(f"{peer.key}: wrote {path}")


def _row(name: str, decisions: Decisions, validation: Floats, test: Floats, corpus: Corpus) -> dict[str, Any]:
    def scored(scores: Floats, rows: Rows) -> dict[str, float]:
        probabilities = decisions.labels.probabilities(scores)
        return evaluate_probabilities(probabilities, rows.records, decisions.labels, decisions.common).scores

    return {
        "name": name,
        "rule": decisions.rule,
        "rules_tried": decisions.tried,
        "validation": scored(validation, corpus.validation),
        "test": scored(test, corpus.test),
    }


def measure_model(model: str | None, corpus: Corpus, results: Path, gold: Gold | None = None) -> None:
    """Write ``bookgenre.json`` with the corpus's sizes and the scores of a model; None for the packaged one.

    With `gold`, also its scores there.
    """
    classifier = GenreClassifier.from_pretrained(model)
    path = results / "bookgenre.json"
    known = {
        "version": classifier.model_version,
        "training_rows": len(corpus.train),
        "validation_rows": len(corpus.validation),
        "measured_rows": len(corpus.test),
        "measured": corpus.test.name,
    }
    done = read_note(path)
    if done and known.items() <= done.items() and (gold is None or "gold" in done):
        return
    say(f"bookgenre {classifier.model_version} on the {len(corpus.test):,} {corpus.test.name} rows")
    scores: dict[str, Any] = {"test": evaluate(classifier, corpus.test.records).scores}
    if gold:
        scores["gold"] = gold.scores(model_answers(classifier), classifier.labels)
    folder = packaged_model_folder() if model is None else Path(model)
    size = sum((folder / name).stat().st_size for name in (CONFIG, *check_folder(folder).files))
    results.mkdir(parents=True, exist_ok=True)
    write(path, known | {"megabytes": size / 1e6} | scores)
