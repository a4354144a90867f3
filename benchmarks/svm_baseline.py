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

    The parts are those of ``benchmarks/peers``, which measures more methods and chooses their decisions by
    cross-validation. The packaged model is measured on the same test rows, and both go through the same function,
    ``bookgenre.training.evaluation.evaluate_probabilities``: the SVM's scores are made to obey the tree as the model's
    are (``LabelSpace.coherent``), before its thresholds are set, and its genres are decided from the roots down
    (``LabelSpace.decide``). What the SVM scores without the tree, with thresholds set without it, is printed too.

Command
    ``python benchmarks/svm_baseline.py --data ../shared/corpus``; with ``--rows 2000`` a quick try on a sample of the
    training rows. Under 8 GB of memory.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
from scipy.sparse import csr_matrix

from bookgenre.classifier import GenreClassifier
from bookgenre.classifier.label_space import LabelSpace, ModelGenre
from bookgenre.errors import BookgenreError, ModelError
from bookgenre.genres import load_taxonomy
from bookgenre.training import metrics
from bookgenre.training.evaluation import evaluate, evaluate_probabilities
from peers.corpus import Cells, Corpus, Floats
from peers.decisions import counted_thresholds
from peers.linear_svm import LinearSvm, Machine, fit_all, vectoriser

PENALTIES = tuple(settings["C"] for settings in LinearSvm.grid)

COLUMNS = {
    "micro_f1": "micro-F1",
    "macro_f1": "macro-F1",
    "map": "mAP",
    "precision_at_1": "P@1",
    "precision_at_5": "P@5",
    "recall_at_10": "recall@10",
    "ndcg_at_10": "nDCG@10",
}


def say(text: str, end: str = "\n") -> None:
    """Report progress on the error stream."""
    print(text, end=end, file=sys.stderr, flush=True)


def probabilities(machines: Sequence[Machine], features: csr_matrix) -> Floats:
    """Margins carried to between 0 and 1 by a sigmoid, of shape (books, genres); not calibrated."""
    margins = np.column_stack([features @ weights + intercept for weights, intercept in machines])
    return 1 / (1 + np.exp(-margins))


def mean_average_precision(scores: Floats, targets: Cells, known: Cells) -> float:
    """Mean average precision over the genres that occur."""
    return float(np.nanmean(metrics.average_precisions(scores, targets, known)))


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
    started, classifier = time.monotonic(), load_model(args.model)
    # The test rows are those even of a quick try.
    corpus, held_out = Corpus(args.data, args.rows), Corpus(args.data)
    genre_ids, train, validation = corpus.genre_ids, corpus.train, corpus.validation
    words = vectoriser()
    features = words.fit_transform(train.texts)
    say(f"{features.shape[0]:,} training rows, {features.shape[1]:,} words and pairs, {len(validation):,} to choose on")
    seen, (targets, known) = words.transform(validation.texts), validation.labels

    by_penalty: dict[float, float] = {}
    for penalty in PENALTIES if args.c is None else (args.c,):
        candidates = fit_all(features, *train.labels, penalty, args.jobs)
        scores = probabilities(candidates, seen)
        by_penalty[penalty] = mean_average_precision(scores, targets, known)
        say(f"C = {penalty:g}: mAP {by_penalty[penalty]:.4f} on validation")
        if by_penalty[penalty] == max(by_penalty.values()):
            chosen, machines, plain = penalty, candidates, counted_thresholds(scores, targets, known, 0.5)
            raised = label_space(genre_ids, plain).coherent(scores)
            labels = label_space(genre_ids, counted_thresholds(raised, targets, known, 0.5))

    test = held_out.test
    scores = probabilities(machines, words.transform(test.texts))
    svm = evaluate_probabilities(labels.coherent(scores), test.records, labels, 0.5)
    bare = metrics.f1_scores(scores >= plain, *test.labels)
    model = None if classifier is None else evaluate(classifier, test.records)

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
