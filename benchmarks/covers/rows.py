"""Measured covers as rows, each with its groups of genres: the material of the packaged tables and of the benchmark.

Read are the parquet files of ../shared/covers, and JSON Lines as ``bookgenre covers measure`` writes them. groups.json
says which label of which source belongs to which group.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

SOURCES = {
    "seoirsem/book_covers": "goodreads",
    "Fabreeeze/book-recommender": "kindle",
    "kamilahmedaslam/Book-Genre-Predictor": "shop",
    "the-pudding/romance-cover-imgs": "romances",
}
"""Every other source of covers_colours_new.parquet is small; they count as one, "other"."""

OLD = {"goodreads"}
OLD_SCANS = "0XSoumya/Book_Cover_Similarity_Search"


def read_rows(folder: Path, own: Sequence[Path] = ()) -> list[dict[str, Any]]:
    """Return all covers with ``source``, ``groups``, ``author``, ``old``, ``hexes``, ``weights``, ``ground``."""
    rows = []
    for name in ("covers_colours.parquet", "covers_colours_new.parquet"):
        rows += pq.read_table(folder / name).to_pylist()
    for path in own:
        rows += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [_row(row) for row in rows]


def read_lightness(folder: Path) -> list[dict[str, Any]]:
    """Return the covers of which only the lightness is known, in the same form."""
    rows = []
    for place, row in enumerate(pq.read_table(folder / "grey_lightness.parquet").to_pylist()):
        labels = {row["genre"], row["format"] if row["genre"] == "Childrens-Books" else ""}
        rows.append(
            {"source": "shop", "author": f"grey {place}", "groups": _groups("shop", labels), "ground": row["ground"]}
        )
    return rows


def _row(row: dict[str, Any]) -> dict[str, Any]:
    source = SOURCES.get(row["source"], "other")
    labels = {part for label in row["genres"] or () for part in label.split(" > ")}
    five = row["kind"] == "image"
    return {
        "cover": row["cover"],
        "source": source,
        "old": source in OLD or row["source"] == OLD_SCANS,
        "author": row["author_group"] or row["cover"],
        "groups": _groups(source, labels),
        "hexes": row["hexes"] if five else None,
        "weights": row["weights"] if five else None,
        "ground": row["hexes"][int(np.argmax(row["weights"]))] if five else row["dom3"],
        "dominant": row["dom3"],
        "basic": row["dominant_basic"],
        "term": row["dominant_tone"],
        "accent_term": row["accent_tone"],
    }


def _groups(source: str, labels: set[str]) -> list[str]:
    found = [name for name, of in groups().items() if labels & set(of.get(source, ()))]
    if source == "other":
        # Shops that name the Book Depository's categories, and rows that a user measured and labelled with groups.
        found = [name for name, of in groups().items() if name in found or labels & {name, *of.get("shop", ())}]
    return found


@cache
def groups() -> dict[str, dict[str, Any]]:
    """Return the groups in their order."""
    return json.loads(Path(__file__).with_name("groups.json").read_text(encoding="utf-8"))
