"""The baseline that the model has to beat: TF-IDF and linear support vector machines, one a genre.

Data
    ``train.jsonl.gz``, ``validation.jsonl.gz`` and ``test.jsonl.gz`` of one folder; rows with complete genre lists
    alone. A row in which a genre is masked is left out of that genre's training and of its scores.

Method
    Title and description as one text, cleaned as the model sees it, lower case, words of two characters and more. Words
    and pairs of words that at least 3 training rows hold, ``(1 + log count) * idf``, rows of length 1. One
    scikit-learn ``LinearSVC`` a genre, no class weights. C is the one with the highest mAP on validation. A genre's
    threshold is the one with the highest F1 on validation; where validation has no book of the genre, the machine's
    own border. Genres are ranked by their margins, which a sigmoid carries to between 0 and 1 without changing any
    order. Only then are the test rows read, and scored once.

    The packaged model is measured on the same test rows, and both go through the same function,
    ``bookgenre.training.evaluation.evaluate_probabilities``: the SVM's scores are made to obey the tree as the model's
    are (``LabelSpace.coherent``), before its thresholds are set, and its genres are decided from the roots down
    (``LabelSpace.decide``). What the SVM scores without the tree, with thresholds set without it, is printed too.

Command
    ``python benchmarks/svm_baseline.py --data ../shared/corpus``; with ``--rows 2000`` a quick try on a sample of the
    training rows. Under 8 GB of memory.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import numpy.typing as npt
import sklearn
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from bookgenre.classifier import GenreClassifier
from bookgenre.classifier.label_space import LabelSpace, ModelGenre
from bookgenre.classifier.text import clean_text
from bookgenre.corpus import LabelledBook, read_records
from bookgenre.errors import BookgenreError, ModelError
from bookgenre.genres import load_taxonomy
from bookgenre.training import metrics
from bookgenre.training.evaluation import evaluate, evaluate_probabilities
from bookgenre.training.targets import label_arrays

PENALTIES = (0.1, 0.25, 0.5, 1.0)
NEVER = -20.0
"""Margin of a genre that no training row has: below all others, and still a number."""

COLUMNS = {
    "micro_f1": "micro-F1",
    "macro_f1": "macro-F1",
    "map": "mAP",
    "precision_at_1": "P@1",
    "precision_at_5": "P@5",
    "recall_at_10": "recall@10",
    "ndcg_at_10": "nDCG@10",
}

Floats = npt.NDArray[np.floating]
Cells = npt.NDArray[np.uint8]
Machine = tuple[npt.NDArray[np.float32], float]
"""Weights and intercept."""


def say(text: str, end: str = "\n") -> None:
    """Report progress on the error stream."""
    print(text, end=end, file=sys.stderr, flush=True)


def complete_rows(path: Path) -> list[LabelledBook]:
    """Records of a file whose genre lists are complete."""
    return [record for record in read_records(path) if record.complete]


def texts(records: Iterable[LabelledBook]) -> list[str]:
    """Title and description of each record as one text."""
    return [clean_text(f"{record.book.title or ''}\n{record.book.description}") for record in records]


def fit_genre(features: csr_matrix, targets: Cells, known: Cells, penalty: float) -> Machine:
    """Train the machine of one genre on the rows in which it is known; `targets` and `known` have shape (books,)."""
    rows = known.astype(bool)
    if not rows.all():
        features, targets = features[rows], targets[rows]
    if targets.min() == targets.max():
        return np.zeros(features.shape[1], dtype=np.float32), NEVER if not targets.any() else -NEVER
    machine = LinearSVC(C=penalty, dual=True, max_iter=5000, random_state=0).fit(features, targets)
    # 32 bits: half a gigabyte for all genres instead of one.
    return machine.coef_[0].astype(np.float32), float(machine.intercept_[0])


def fit_all(features: csr_matrix, targets: Cells, known: Cells, penalty: float, jobs: int) -> list[Machine]:
    """Train the machines of all genres, in processes: threads would share liblinear's random state."""
    genres = targets.shape[1]
    fits = joblib.Parallel(n_jobs=jobs, return_as="generator")(
        joblib.delayed(fit_genre)(features, targets[:, j], known[:, j], penalty) for j in range(genres)
    )
    machines = []
    for number, machine in enumerate(fits, start=1):
        machines.append(machine)
        say(f"\rC = {penalty:g}: {number} of {genres} genres", end="\n" if number == genres else "")
    return machines


def probabilities(machines: Sequence[Machine], features: csr_matrix) -> Floats:
    """Margins carried to between 0 and 1 by a sigmoid, of shape (books, genres); not calibrated."""
    margins = np.column_stack([features @ weights + intercept for weights, intercept in machines])
    return 1 / (1 + np.exp(-margins))


def mean_average_precision(scores: Floats, targets: Cells, known: Cells) -> float:
    """Mean average precision over the genres that occur."""
    return float(np.nanmean(metrics.average_precisions(scores, targets, known)))


def best_thresholds(scores: Floats, targets: Cells, known: Cells) -> Floats:
    """Each genre's threshold of highest F1, of shape (genres,); the machine's own border where no book has it."""
    occurs = (targets & known).any(axis=0)
    columns = [slice(j, j + 1) for j in range(targets.shape[1])]
    return np.array(
        [
            metrics.micro_f1_at_best_threshold(scores[:, j], targets[:, j], known[:, j])[1] if found else 0.5
            for j, found in zip(columns, occurs, strict=True)
        ]
    )


def label_space(genre_ids: Sequence[str], thresholds: Floats) -> LabelSpace:
    """Put the thresholds on the tree of genres, so that decisions obey it as the model's do."""
    taxonomy = load_taxonomy()
    return LabelSpace(
        [
            ModelGenre(genre_id, taxonomy[genre_id].name, taxonomy[genre_id].parent, 0.0, float(threshold))
            for genre_id, threshold in zip(genre_ids, thresholds, strict=True)
        ]
    )


def load_model(name: str | None) -> GenreClassifier | None:
    """Load the packaged model or another; None where none is packaged."""
    try:
        return GenreClassifier.from_pretrained(name)
    except ModelError as error:
        if name is not None:
            raise
        say(f"the model is left out: {error}")
        return None


def table(rows: dict[str, dict[str, float]]) -> str:
    """Scores by row name as a Markdown table."""
    lines = [f"| | {' | '.join(COLUMNS.values())} |", "|---|" + "---:|" * len(COLUMNS)]
    for name, scores in rows.items():
        values = (f"{scores[key]:.4f}" if key in scores else "" for key in COLUMNS)
        lines.append(f"| {name} | {' | '.join(values)} |")
    return "\n".join(lines)


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER", help="folder of the three files")
    parser.add_argument("--rows", type=int, metavar="N", help="train on N rows drawn at random; all by default")
    parser.add_argument("--c", type=float, metavar="C", help=f"take this C; else the best of {PENALTIES}")
    parser.add_argument("--model", metavar="MODEL", help="folder or hub id of the model; else the packaged one")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="genres trained at a time; 2 by default")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write everything as JSON")
    return parser.parse_args()


def run(args: argparse.Namespace) -> None:
    """Train, choose, measure, print."""
    started, genre_ids, classifier = time.monotonic(), load_taxonomy().ids, load_model(args.model)
    train, validation = (complete_rows(args.data / f"{name}.jsonl.gz") for name in ("train", "validation"))
    if args.rows is not None:
        train = random.Random(0).sample(train, min(args.rows, len(train)))
    vectoriser = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=3, lowercase=True)
    features = vectoriser.fit_transform(texts(train))
    say(f"{features.shape[0]:,} training rows, {features.shape[1]:,} words and pairs, {len(validation):,} to choose on")
    labelled = label_arrays(train, genre_ids)
    seen, (targets, known) = vectoriser.transform(texts(validation)), label_arrays(validation, genre_ids)

    by_penalty: dict[float, float] = {}
    for penalty in PENALTIES if args.c is None else (args.c,):
        candidates = fit_all(features, *labelled, penalty, args.jobs)
        scores = probabilities(candidates, seen)
        by_penalty[penalty] = mean_average_precision(scores, targets, known)
        say(f"C = {penalty:g}: mAP {by_penalty[penalty]:.4f} on validation")
        if by_penalty[penalty] == max(by_penalty.values()):
            chosen, machines, plain = penalty, candidates, best_thresholds(scores, targets, known)
            raised = label_space(genre_ids, plain).coherent(scores)
            labels = label_space(genre_ids, best_thresholds(raised, targets, known))

    test = complete_rows(args.data / "test.jsonl.gz")
    scores = probabilities(machines, vectoriser.transform(texts(test)))
    svm = evaluate_probabilities(labels.coherent(scores), test, labels, 0.5)
    bare = metrics.f1_scores(scores >= plain, *label_arrays(test, genre_ids))
    model = None if classifier is None else evaluate(classifier, test)

    rows = {f"TF-IDF + linear SVM, C = {chosen:g}": svm.scores}
    rows["the same, without the tree"] = {"micro_f1": bare.micro, "macro_f1": bare.macro}
    if classifier is not None and model is not None:
        rows[f"bookgenre {classifier.model_version}"] = model.scores
    print(
        f"{len(train):,} training rows, {len(validation):,} for the choices, {len(test):,} test rows\n\n{table(rows)}"
    )
    result: dict[str, Any] = {
        "rows": {"train": len(train), "validation": len(validation), "test": len(test)},
        "scikit_learn": sklearn.__version__,
        "features": features.shape[1],
        "validation_map_by_c": by_penalty,
        "c": chosen,
        "seconds": round(time.monotonic() - started),
        "svm": svm.to_dict(),
        "svm_without_the_tree": rows["the same, without the tree"],
        "model_version": None if classifier is None else classifier.model_version,
        "model": None if model is None else model.to_dict(),
    }
    if args.out is not None:
        args.out.parent.mkdir(parents=True, exist_ok=True)
        args.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    try:
        run(options())
    except BookgenreError as problem:
        sys.exit(f"svm_baseline: {problem}")
