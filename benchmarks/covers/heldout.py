"""How well genres tell a cover's dominant colour, on covers that the tables have not seen.

    python benchmarks/covers/heldout.py ../shared/covers

Folds by author group (five; covers without one are their own author), tables fitted on the other folds, the shipped
scoring on the fold. Top-1 and top-3 of the 11 basic terms, cross-entropy in bits; against a random guess and the same
answer for every book. Then on Kindle covers alone, one category each; and across sources: tables from Goodreads covers,
scored on Kindle covers of the same groups, and the other way.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from make_tables import SOURCES, count, groups_of, groups_of_row, read_rows

from bookgenre.covers.scoring import score
from bookgenre.covers.tables import ColourTable, basic

FOLDS = 5


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    statistics = json.loads((folder / "genre_colour_stats.json").read_text(encoding="utf-8"))
    terms = tuple(statistics["meta"]["palette"]["basic_tone"])
    basics = tuple(statistics["meta"]["palette"]["basic"])
    groups = groups_of(statistics)
    rows = [row | {"groups": groups_of_row(row, groups)} for row in read_rows(folder) if row["source"] in SOURCES]
    rows = [row for row in rows if row["groups"]]
    within(rows, groups, terms, basics)
    print("Kindle covers alone")
    within([row for row in rows if SOURCES[row["source"]] == "kindle"], groups, terms, basics)
    for here, there in (("goodreads", "kindle"), ("kindle", "goodreads")):
        across(rows, groups, terms, basics, here, there)


def within(rows, groups, terms, basics) -> None:
    """Fit on all folds but one and score that, for each."""
    fold_of = folds([row["author_group"] or row["cover"] for row in rows])
    print(f"{len(rows):,} covers with a group, {FOLDS} folds by author")
    results: dict[str, list[np.ndarray]] = {"random": [], "the same for every book": [], "by genre": []}
    truths = []
    for fold in range(FOLDS):
        train = [row for row, number in zip(rows, fold_of, strict=True) if number != fold]
        test = [row for row, number in zip(rows, fold_of, strict=True) if number == fold]
        table = fit(train, groups, terms)
        truths += [basics.index(row["dominant_basic"]) for row in test]
        results["random"].append(np.full((len(test), len(basics)), 1 / len(basics)))
        results["the same for every book"].append(np.stack([to_basic(table, {}, basics)] * len(test)))
        results["by genre"].append(
            np.stack([to_basic(table, dict.fromkeys(row["groups"], 1.0), basics) for row in test])
        )
    for name, parts in results.items():
        report(name, np.concatenate(parts), np.array(truths))


def across(rows, groups, terms, basics, here, there) -> None:
    """Fit on one source and score the other, on the groups that both have."""
    own = [row for row in rows if SOURCES[row["source"]] == here]
    table = fit(own, groups, terms)
    shared = set(table.groups)
    test = [row for row in rows if SOURCES[row["source"]] == there and shared.intersection(row["groups"])]
    # Each source has its own share of black and white; what is asked is whether the lifts carry over.
    table.base = fit([row for row in rows if SOURCES[row["source"]] == there], groups, terms).base
    truth = np.array([basics.index(row["dominant_basic"]) for row in test])
    same = np.stack([to_basic(table, {}, basics)] * len(test))
    lifted = [to_basic(table, {g: 1.0 for g in row["groups"] if g in shared}, basics) for row in test]
    print(f"fitted on {here}, scored on {len(test):,} covers of {there} (with the base rate of {there})")
    report("the same for every book", same, truth)
    report("by genre", np.stack(lifted), truth)


def folds(authors: list[str]) -> list[int]:
    """Deal authors to folds at random, so that no author is in two."""
    names = sorted(set(authors))
    order = np.random.default_rng(0).permutation(len(names))
    fold_of = {name: int(place) % FOLDS for name, place in zip(names, order, strict=True)}
    return [fold_of[author] for author in authors]


def fit(rows, groups, terms) -> ColourTable:
    """Make a table of some covers."""
    counts = count(rows, groups, list(terms))
    return ColourTable(terms, {s: {g: np.array(c) for g, c in of.items()} for s, of in counts.items() if sum(of[""])})


def to_basic(table: ColourTable, weights: dict[str, float], basics: tuple[str, ...]) -> np.ndarray:
    """Score, and add up the tones of each basic term."""
    shares = score(table, weights)
    return np.array([sum(shares[i] for i, term in enumerate(table.terms) if basic(term) == name) for name in basics])


def report(name: str, shares: np.ndarray, truth: np.ndarray) -> None:
    """Print one line."""
    # Of equals a guess may be any: ranks are averaged over them.
    own = shares[np.arange(len(truth)), truth][:, None]
    above, equal = (shares > own).sum(1), (np.isclose(shares, own)).sum(1)
    top = [np.clip((k - above) / equal, 0, 1).mean() for k in (1, 3)]
    bits = -np.log2(own).mean()
    print(f"  {name:26} top-1 {top[0]:.1%}  top-3 {top[1]:.1%}  {bits:.3f} bits")


if __name__ == "__main__":
    main()
