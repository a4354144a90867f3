"""Write src/bookgenre/covers/colour_counts.json: how often covers of a genre wear a colour, counted from the rows.

    python benchmarks/covers/make_tables.py ../shared/covers

Only aggregates go into the package: counts of the 29 tone-split colour terms by source and group of genres, one typical
hex value for each, and what accent goes with what ground.
"""

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

SOURCES = {"seoirsem/book_covers": "goodreads", "Fabreeeze/book-recommender": "kindle"}
"""The two sources with many genres. The third is all romance: its lifts would be relative to itself."""

PACKAGED = Path(__file__).parents[2] / "src" / "bookgenre" / "covers" / "colour_counts.json"


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="with covers_colours.parquet and the two JSON files")
    folder = parser.parse_args().folder
    statistics = json.loads((folder / "genre_colour_stats.json").read_text(encoding="utf-8"))
    structure = json.loads((folder / "palette_structure.json").read_text(encoding="utf-8"))
    rows = read_rows(folder)
    terms = statistics["meta"]["palette"]["basic_tone"]
    groups = groups_of(statistics)
    table = {
        "attribution": (
            "Aggregate colour measurements of book covers: github.com/seoirsem/book_covers (3,090 covers on "
            "Goodreads), github.com/Fabreeeze/book-recommender-using-bookTitle-text-matching-and-book-cover-image-"
            "colour-analysis (15,298 on Kindle), github.com/the-pudding/romance-cover-imgs (1,435; typical colours and "
            "accents only). Cover art belongs to its publishers; no image is kept."
        ),
        "terms": terms,
        "counts": count(rows, groups, terms),
        "typical": statistics["exemplar_hex_all"],
        "typical_of_group": {name: values["exemplar_hex"] for name, values in statistics["harmonised"].items()},
        "accent_given_ground": structure["accent_given_dominant"]["p"],
    }
    lines = json.dumps(table, ensure_ascii=False, indent=1)
    PACKAGED.write_text(lines + "\n", encoding="utf-8")
    print(f"{PACKAGED.name}: {len(groups)} groups, {len(terms)} terms, {PACKAGED.stat().st_size:,} bytes")


def read_rows(folder: Path) -> list[dict[str, Any]]:
    """Return the covers, one a row."""
    return pq.read_table(folder / "covers_colours.parquet").to_pylist()


def groups_of(statistics: dict[str, Any]) -> dict[str, dict[str, set[str]]]:
    """Return for each group of genres the labels of each source that fall into it."""
    return {
        name: {"goodreads": set(values["goodreads_labels"]), "kindle": set(values["kindle_labels"])}
        for name, values in statistics["harmonised"].items()
    }


def groups_of_row(row: dict[str, Any], groups: dict[str, dict[str, set[str]]]) -> list[str]:
    """Return the groups that a cover falls into; a Goodreads shelf may be a path, "Science > Physics"."""
    source = SOURCES.get(row["source"])
    labels = {part for label in row["genres"] or () for part in label.split(" > ")}
    return [name for name, of_source in groups.items() if source and labels & of_source[source]]


def count(
    rows: Iterable[dict[str, Any]], groups: dict[str, dict[str, set[str]]], terms: list[str]
) -> dict[str, dict[str, list[int]]]:
    """Return counts[source][group][term]; the group "" is all covers of the source."""
    places = {term: place for place, term in enumerate(terms)}
    counts: dict[str, dict[str, list[int]]] = {source: {"": [0] * len(terms)} for source in SOURCES.values()}
    for row in rows:
        source = SOURCES.get(row["source"])
        if source is None:
            continue
        for name in ("", *groups_of_row(row, groups)):
            counts[source].setdefault(name, [0] * len(terms))[places[row["dominant_tone"]]] += 1
    return counts


if __name__ == "__main__":
    main()
