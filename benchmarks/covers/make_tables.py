"""Write src/bookgenre/covers/tables.json from rows of measured covers.

    python benchmarks/covers/make_tables.py ../shared/covers [--rows own.jsonl …]

Only aggregates go into the package: counts of colour terms and of the lightness of grounds by source and group,
families of palettes with their shares and lifts, and for each group the five colours of a few real covers.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from combinations_of_groups import choose_combinations
from families import fit_families
from rows import groups, read_lightness, read_rows

from bookgenre.covers.colours import LIGHTNESS_CLASSES, oklab, oklab_to_hex
from bookgenre.covers.tables import LiftTable

PACKAGED = Path(__file__).parents[2] / "src" / "bookgenre" / "covers" / "tables.json"
ATTRIBUTION = (
    "Aggregate colour measurements of book covers: github.com/seoirsem/book_covers (3,090 covers on Goodreads), "
    "github.com/Fabreeeze/book-recommender-using-bookTitle-text-matching-and-book-cover-image-colour-analysis (15,298 "
    "on Kindle), github.com/the-pudding/romance-cover-imgs (1,435; MIT (c) 2022 The Pudding), "
    "github.com/kamilahmedaslam/Book-Genre-Predictor (32,064 at Book Depository; MIT), and the smaller ones that "
    "docs/covers.md lists. Cover art belongs to its publishers; no image is kept."
)
TERM_SOURCES = ("goodreads", "kindle")
"""The sources with many genres each whose dominant colours are counted; the others are one shop's few categories."""

ANCHORS = 300


def main() -> None:
    """Write the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="with the three parquet files and genre_colour_stats.json")
    parser.add_argument("--rows", type=Path, nargs="*", default=[], help="JSON Lines of bookgenre covers measure")
    parser.add_argument("--out", type=Path, default=PACKAGED)
    arguments = parser.parse_args()
    rows = read_rows(arguments.folder, arguments.rows)
    statistics = json.loads((arguments.folder / "genre_colour_stats.json").read_text(encoding="utf-8"))
    data = make(rows, read_lightness(arguments.folder), statistics)
    arguments.out.write_text(compact(data), encoding="utf-8")
    firm = sum(values["firm"] for group in data["groups"].values() for values in group["combinations"])
    print(f"{len(data['groups'])} groups, {firm} firm combinations, {arguments.out.stat().st_size:,} bytes")


def make(rows: list[dict[str, Any]], lightness: list[dict[str, Any]], statistics: dict[str, Any]) -> dict[str, Any]:
    """Return the tables as JSON data."""
    terms = statistics["meta"]["palette"]["basic_tone"]
    typical = statistics["exemplar_hex_all"]
    colours = count_terms([row for row in rows if row["source"] in TERM_SOURCES], terms)
    light = count_lightness([*rows, *lightness])
    families = fit_families([row for row in rows if row["hexes"] and row["groups"]])
    covers = dict.fromkeys(("", *groups()), 0)
    for row in rows:
        if row["hexes"] and row["groups"]:
            for name in ("", *row["groups"]):
                covers[name] += 1
    chosen = choose_combinations(families, LiftTable(terms, colours), LiftTable(LIGHTNESS_CLASSES, light))
    return {
        "attribution": ATTRIBUTION,
        "terms": terms,
        "typical": typical,
        "anchors": anchors(rows),
        "colours": colours,
        "lightness": light,
        "groups": {
            name: {
                "wider": groups()[name].get("wider") if name else None,
                "area": groups()[name].get("area", "nonfiction") if name else "all",
                "covers": covers[name],
                "families": families.evidence(name),
                "combinations": chosen[name],
            }
            for name in ("", *groups())
        },
    }


def count_terms(rows: list[dict[str, Any]], terms: list[str]) -> dict[str, dict[str, list[int]]]:
    """Return counts[source][group][term] of dominant colours; the group "" is all covers of the source."""
    places = {term: place for place, term in enumerate(terms)}
    counts: dict[str, dict[str, list[int]]] = {}
    for row in rows:
        of_source = counts.setdefault(row["source"], {})
        for name in ("", *row["groups"]):
            of_source.setdefault(name, [0] * len(terms))[places[row["term"]]] += 1
    return counts


def count_lightness(rows: list[dict[str, Any]]) -> dict[str, dict[str, list[int]]]:
    """Return counts[source][group][class] of grounds.

    A source that is all romance is compared with the shop's covers.
    """
    classes = np.digitize(oklab([row["ground"] for row in rows])[:, 0], (0.35, 0.90))
    counts: dict[str, dict[str, list[int]]] = {}
    for row, place in zip(rows, classes.tolist(), strict=True):
        of_source = counts.setdefault(row["source"], {})
        for name in ("", *row["groups"]):
            of_source.setdefault(name, [0] * len(LIGHTNESS_CLASSES))[place] += 1
    if "romances" in counts and "shop" in counts:
        whole = np.array(counts["shop"][""])
        counts["romances"][""] = np.rint(whole / whole.sum() * sum(counts["romances"][""])).astype(int).tolist()
    return counts


def anchors(rows: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Return colours of known basic term: cluster centres of the named dominant colours, sharpened by LVQ1."""
    from bookgenre.covers.measure import kmeans

    points, labels = oklab([row["dominant"] for row in rows]), np.array([row["basic"] for row in rows])
    names = sorted(set(labels.tolist()))
    roots = np.sqrt([(labels == name).sum() for name in names])
    centres, owners = [], []
    for name, share in zip(names, roots / roots.sum(), strict=True):
        own = points[labels == name]
        own = own[np.random.default_rng(0).permutation(len(own))[:1500]]
        found, _ = kmeans(own, np.ones(len(own)), max(8, round(ANCHORS * share)), starts=1)
        centres.append(found)
        owners += [name] * len(found)
    moved, owner = np.concatenate(centres), np.array(owners)
    generator = np.random.default_rng(0)
    for epoch in range(6):
        rate = 0.1 * (1 - epoch / 6)
        for place in generator.permutation(len(points)):
            nearest = ((moved - points[place]) ** 2).sum(axis=1).argmin()
            sign = 1 if owner[nearest] == labels[place] else -1
            moved[nearest] += sign * rate * (points[place] - moved[nearest])
    return {name: [oklab_to_hex(lab) for lab in moved[owner == name]] for name in names}


def compact(data: Any, level: int = 0) -> str:
    """Return JSON with lists on one line: short, and readable in a diff."""
    if isinstance(data, dict) and level < 4:
        inner = ",\n".join(f"{' ' * (level + 1)}{json.dumps(k)}: {compact(v, level + 1)}" for k, v in data.items())
        return f"{{\n{inner}\n{' ' * level}}}" + ("\n" if not level else "")
    if isinstance(data, list) and data and isinstance(data[0], dict):
        inner = ",\n".join(f"{' ' * (level + 1)}{json.dumps(entry, ensure_ascii=False)}" for entry in data)
        return f"[\n{inner}\n{' ' * level}]"
    return json.dumps(data, ensure_ascii=False)


if __name__ == "__main__":
    main()
