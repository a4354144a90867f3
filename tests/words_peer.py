"""A peer that trains in no time, and a corpus for it, for the tests of ``benchmarks/peers``."""

import gzip
import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from peers.corpus import Corpus
from peers.peer import Peer

__all__ = ["TOPICS", "Words", "write_corpus"]

TOPICS = {
    "a spy and an agent in berlin": ["fiction", "mystery-thriller-suspense", "thriller", "espionage"],
    "a recipe for soup and bread": ["nonfiction", "food-drink", "cooking"],
    "a dragon, a sword and a wizard": ["fiction", "speculative-fiction", "fantasy"],
}
SOURCES = ("a/large", "b/middling", "c/small")


def write_corpus(folder: Path) -> Corpus:
    """Sixty books a split, complete, and one that is not; of three sources, 30, 20 and 10 books."""
    for split in ("train", "validation", "test"):
        rows = [
            {
                "id": f"{split}{i}",
                "work": f"{split}{i}",
                "description": f"{text}, {split} {i}",
                "labels": labels,
                "source": SOURCES[(i % 6 > 2) + (i % 6 > 4)],
            }
            for i, (text, labels) in enumerate(list(TOPICS.items()) * 20)
        ]
        rows.append(rows[0] | {"complete": False})
        with gzip.open(folder / f"{split}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    return Corpus(folder)


class Words(Peer):
    """Knows a genre by one word; how much it trusts it is its one setting."""

    key, name = "words", "one word a genre"
    grid = ({"trust": 0.0}, {"trust": 4.0})
    trained = 0

    def train(self, settings, corpus, folder):
        type(self).trained += 1
        (folder / "model.txt").write_text("spy soup dragon", encoding="utf-8")
        return 0.0

    def scorer(self, settings, corpus, folder):
        words = (folder / "model.txt").read_text(encoding="utf-8").split()
        column = {genre_id: j for j, genre_id in enumerate(corpus.genre_ids)}

        def score(rows):
            scores = np.full((len(rows), len(column)), -4.0)
            for row, text in enumerate(rows.texts):
                for word, labels in zip(words, TOPICS.values(), strict=True):
                    if word in text:
                        scores[row, [column[label] for label in labels]] = settings["trust"]
            return scores + np.random.default_rng(0).normal(0, 3 - settings["trust"] / 2, scores.shape)

        return score
