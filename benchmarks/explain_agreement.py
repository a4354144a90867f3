"""How near the contributions of sentences come to exact Shapley values, and how near leaving out alone comes.

Data
    Descriptions of 3 to 6 sentences from a labelled file, 200 of them drawn with a fixed seed, without titles. Of each,
    the genres that the packaged model chooses.

Method
    Exact Shapley values of a genre's log-odds over the sentences, from all 2^n texts that some of the sentences make.
    Against them: leaving a sentence out of the whole text; the sentence alone; and the mean of the two, which
    `GenreClassifier.explain` gives. Printed are the correlation over all sentences and genres, how often the weightiest
    sentence is the same, and how often the sign is, among sentences whose Shapley value is at least 0.5.

Command
    ``python benchmarks/explain_agreement.py ../shared/corpus/validation.jsonl.gz``; a few minutes.
"""

import argparse
import itertools
import random
from math import comb
from pathlib import Path

import numpy as np

from bookgenre.book import Book
from bookgenre.classifier import GenreClassifier
from bookgenre.classifier.sentences import sentence_spans
from bookgenre.classifier.trial import Floats, log_odds
from bookgenre.corpus import read_records
from bookgenre.text.cleaning import clean_text


def contributions(values: Floats, n: int) -> dict[str, Floats]:
    """Contributions of n sentences, each of shape (sentences, genres).

    `values` are log-odds of shape (2^n, genres); sentence i stands in a text if bit i of its row is set.
    """
    whole = 2**n - 1
    shapley = np.zeros((n, values.shape[1]))
    for i, row in itertools.product(range(n), range(2**n)):
        if not row >> i & 1:
            others = row.bit_count()
            shapley[i] += (values[row | 1 << i] - values[row]) / (n * comb(n - 1, others))
    left_out = np.array([values[whole] - values[whole ^ 1 << i] for i in range(n)])
    alone = np.array([values[1 << i] - values[0] for i in range(n)])
    return {"shapley": shapley, "left out": left_out, "alone": alone, "mean of both": (left_out + alone) / 2}


def main() -> None:
    """Draw, read, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--books", type=int, default=200)
    args = parser.parse_args()
    texts = []
    for record in read_records(args.file):
        text = clean_text(record.book.description)
        sentences = [text[slice(*span)] for span in sentence_spans(text)]
        if 3 <= len(sentences) <= 6:
            texts.append(sentences)
    texts = random.Random(1).sample(texts, min(args.books, len(texts)))
    classifier = GenreClassifier.from_pretrained()
    found: dict[str, list[Floats]] = {}
    tops: dict[str, list[Floats]] = {}
    for sentences in texts:
        n = len(sentences)
        rows = [" ".join(s for i, s in enumerate(sentences) if row >> i & 1) for row in range(2**n)]
        probabilities = classifier.probabilities([Book(row) for row in rows])
        chosen = classifier.labels.decide(probabilities[-1])
        for name, values in contributions(log_odds(probabilities[:, chosen]), n).items():
            found.setdefault(name, []).append(values.ravel())
            tops.setdefault(name, []).append(values.argmax(axis=0))
    exact, top = np.concatenate(found["shapley"]), np.concatenate(tops["shapley"])
    weighty = np.abs(exact) >= 0.5
    print(f"{len(texts)} books, {len(top):,} answers, {len(exact):,} contributions")
    for name in ("left out", "alone", "mean of both"):
        values = np.concatenate(found[name])
        print(
            f"{name:14} correlation {np.corrcoef(exact, values)[0, 1]:.3f}, "
            f"same weightiest sentence {np.mean(np.concatenate(tops[name]) == top):.1%}, "
            f"same sign {np.mean(np.sign(values[weighty]) == np.sign(exact[weighty])):.1%}"
        )


if __name__ == "__main__":
    main()
