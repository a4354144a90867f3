"""The most confident mistakes of a model: they show what it has not learned, and which labels are wrong."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bookgenre.classifier.label_space import LabelSpace
from bookgenre.corpus import LabelledBook
from bookgenre.files import write_csv, write_json_lines
from bookgenre.training.data.label_arrays import label_arrays

__all__ = ["FIELDS", "confident_mistakes", "write_mistakes"]

Floats = npt.NDArray[np.floating]

FIELDS = tuple("genre kind probability threshold title first_words id url source labels chosen genres".split())


def confident_mistakes(
    probabilities: Floats, records: Sequence[LabelledBook], labels: LabelSpace, *, per_genre: int = 10, words: int = 40
) -> Iterator[dict[str, Any]]:
    """Yield the mistakes of each genre, the surest first, in the model's order of genres.

    A false positive is chosen (it passes its threshold, as do the genres above it) and not among the record's labels,
    though its absence would be known; the surest has the highest probability. A false negative is the other way round;
    the surest has the lowest.

    Probabilities have the shape (books, genres), in the order of `records` and `labels`. At most `per_genre` false
    positives of a genre and as many false negatives are yielded, as plain values under the names in `FIELDS`. There,
    ``labels`` are the record's, and ``genres`` its source's own words; the first `words` words of the description are
    quoted.
    """
    targets, known = (array.astype(bool) for array in label_arrays(records, [genre.id for genre in labels.genres]))
    chosen = labels.decide(probabilities)
    for column, genre in enumerate(labels.genres):
        for kind, wrong, sign in (
            ("false positive", chosen & ~targets & known, -1),
            ("false negative", ~chosen & targets & known, 1),
        ):
            rows = np.flatnonzero(wrong[:, column])
            for row in rows[np.argsort(sign * probabilities[rows, column], kind="stable")][:per_genre]:
                record, book = records[row], records[row].book
                yield {
                    "genre": genre.id,
                    "kind": kind,
                    "probability": round(float(probabilities[row, column]), 4),
                    "threshold": genre.threshold,
                    "title": book.title,
                    "first_words": " ".join(book.description.split()[:words]),
                    "id": book.identifiers.get("id") or record.work,
                    "url": book.identifiers.get("url"),
                    "source": book.source,
                    "labels": sorted(record.labels),
                    "chosen": sorted(labels.genres[j].id for j in np.flatnonzero(chosen[row])),
                    "genres": list(book.genres),
                }


def write_mistakes(path: Path, mistakes: Iterator[Mapping[str, Any]]) -> int:
    """Write mistakes as CSV, where the name ends in ``.csv``, or as JSON Lines; the number of them.

    Raises `DataError` if the file cannot be written; it is then as it was before.
    """
    if path.suffix.lower() != ".csv":
        return write_json_lines(path, mistakes)
    lists = ("labels", "chosen", "genres")
    rows = ([("; ".join(one[name]) if name in lists else one[name]) for name in FIELDS] for one in mistakes)
    return write_csv(path, FIELDS, rows)
