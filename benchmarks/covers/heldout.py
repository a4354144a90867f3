"""How well the cover tables hold on covers that they have not seen, and how unlike each other the palettes are.

    python benchmarks/covers/heldout.py ../shared/covers

Writes benchmarks/covers/heldout.json. Folds are by author; covers without one are their own author.

- ``dominant``: the dominant colour (11 basic terms) by genre, top-1, top-3 and bits, against a random guess and the
  same answer for every book.
- ``lightness``: bits that a group saves over the base rate of the source, for the lightness class of the ground.
- ``transport``: least difference (CIEDE2000) between palettes and held-out covers.
- ``firm``: firm combinations, and how many there are when the covers' genres are shuffled.
- ``distinct``: how unlike the packaged palettes are; needs no rows.
"""

import argparse
import json
from itertools import combinations
from pathlib import Path

import numpy as np
from combinations_of_groups import FIRST, choose_combinations
from distance import ciede2000, cielab, transports
from families import LEAST_COVERS, Families, fit_families
from make_tables import TERM_SOURCES, count_lightness, count_terms
from rows import groups, read_lightness, read_rows

from bookgenre.covers import recommend_colours
from bookgenre.covers.colours import LIGHTNESS_CLASSES, basic, lightness_class, oklab
from bookgenre.covers.palette import working_of
from bookgenre.covers.tables import LiftTable, load_tables
from bookgenre.genres import load_taxonomy

FOLDS = 5
RESULTS = Path(__file__).with_name("heldout.json")
PREVIOUS = Path(__file__).with_name("previous_palettes.json")
ROLES = np.array([0.6, 0.2, 0.2])
_COVERS = 120


def main() -> None:
    """Run the benchmark and write the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    statistics = json.loads((folder / "genre_colour_stats.json").read_text(encoding="utf-8"))
    terms = statistics["meta"]["palette"]["basic_tone"]
    rows, grey = [row for row in read_rows(folder) if row["groups"]], read_lightness(folder)
    results = {"distinct": distinct()}
    named = [row for row in rows if row["source"] in TERM_SOURCES]
    results["dominant"] = dominant(named, terms)
    results["dominant of Kindle"] = dominant([row for row in named if row["source"] == "kindle"], terms)
    results["lightness"] = lightness([*rows, *grey])
    results |= palettes([row for row in rows if row["hexes"]], rows, grey, terms)
    RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps({name: value for name, value in results.items() if name != "lightness"}, indent=1))
    print({name: value for name, value in results["lightness"].items() if name != "by group"})


def dominant(rows, terms) -> dict:
    """Fit on all folds but one and score that, for each."""
    basics = sorted({basic(term) for term in terms})
    fold_of = folds([row["author"] for row in rows])
    truths = np.array([basics.index(row["basic"]) for row in rows])
    shares = {"random": np.full((len(rows), len(basics)), 1 / len(basics))}
    shares |= {name: np.zeros((len(rows), len(basics))) for name in ("the same for every book", "by genre")}
    for fold in range(FOLDS):
        table = LiftTable(terms, count_terms([row for row, f in zip(rows, fold_of, strict=True) if f != fold], terms))
        same = to_basic(table, {}, basics)
        for place in np.flatnonzero(fold_of == fold):
            shares["the same for every book"][place] = same
            weights = {name: 1.0 for name in narrowest(rows[place]["groups"]) if name in table.groups}
            shares["by genre"][place] = to_basic(table, weights, basics)
    return {"covers": len(rows)} | {name: measures(found, truths) for name, found in shares.items()}


def narrowest(names: list[str]) -> list[str]:
    """Leave out groups of which a narrower one is there: the package has a genre in one of them."""
    wider = {groups()[name].get("wider") for name in names}
    return [name for name in names if name not in wider]


def to_basic(table, weights, basics) -> np.ndarray:
    """Add up the tones of each basic term."""
    found = table.shares(weights)
    return np.array([sum(found[i] for i, term in enumerate(table.terms) if basic(term) == name) for name in basics])


def measures(shares, truth) -> dict:
    """Top-1, top-3 and bits."""
    # Of equals a guess may be any: ranks are averaged over them.
    own = shares[np.arange(len(truth)), truth][:, None]
    above, equal = (shares > own).sum(1), (np.isclose(shares, own)).sum(1)
    top = [round(float(np.clip((k - above) / equal, 0, 1).mean()), 4) for k in (1, 3)]
    return {"top-1": top[0], "top-3": top[1], "bits": round(float(-np.log2(own).mean()), 4)}


def lightness(rows) -> dict:
    """Bits saved by group, held out, with n; and for the groups that Kindle and the shop both have."""
    rows = [row for row in rows if row["groups"] and row["source"] != "romances"]
    fold_of = folds([row["author"] for row in rows])
    classes = np.digitize(oklab([row["ground"] for row in rows])[:, 0], (0.35, 0.90))
    saved: dict[str, list[float]] = {}
    for fold in range(FOLDS):
        train = [row for row, f in zip(rows, fold_of, strict=True) if f != fold]
        counts = count_lightness(train)
        table = LiftTable(LIGHTNESS_CLASSES, counts)
        lifts = {name: table.log_lifts(name) for name in table.groups}
        base = {source: np.array(of[""]) / sum(of[""]) for source, of in counts.items()}
        for place in np.flatnonzero(fold_of == fold):
            row = rows[place]
            own = base[row["source"]]
            for name in row["groups"]:
                if name in lifts:
                    lifted = own * np.exp(lifts[name])
                    saved.setdefault(name, []).append(float(np.log2((lifted / lifted.sum() / own)[classes[place]])))
    by_group = {
        name: {"covers": len(bits), "bits saved": round(float(np.mean(bits)), 4)} for name, bits in saved.items()
    }
    both = [name for name, of in groups().items() if "kindle" in of and "shop" in of]
    return {
        "groups with 100 covers": sum(found["covers"] >= 100 for found in by_group.values()),
        "of these saving bits": sum(f["covers"] >= 100 and f["bits saved"] > 0 for f in by_group.values()),
        "groups of both large sources": len(both),
        "of both saving bits": sum(by_group[name]["bits saved"] > 0 for name in both),
        "all covers": round(float(np.mean([bit for bits in saved.values() for bit in bits])), 4),
        "by group": by_group,
    }


def palettes(rows, named, grey, terms) -> dict:
    """Transport distances over two folds by author, and firm combinations."""
    previous = json.loads(PREVIOUS.read_text(encoding="utf-8"))
    fold_of = folds([row["author"] for row in rows], 2)
    distances: dict[str, dict[str, list[float]]] = {}
    generator = np.random.default_rng(0)
    for fold in range(2):
        train = [row for row, f in zip(rows, fold_of, strict=True) if f != fold]
        test = fit_families([row for row, f in zip(rows, fold_of, strict=True) if f == fold])
        authors = {row["author"] for row, f in zip(rows, fold_of, strict=True) if f == fold}
        seen = [row for row in named if row["author"] not in authors]
        families = fit_families(train)
        counts = count_terms([row for row in seen if row["source"] in TERM_SOURCES], terms)
        light = count_lightness([*seen, *grey])
        chosen = choose_combinations(families, LiftTable(terms, counts), LiftTable(LIGHTNESS_CLASSES, light))
        for name, found in previous.items():
            own = test.members[name]
            if len(own) < LEAST_COVERS / 2:
                continue
            own = generator.permutation(own)[:_COVERS]
            others = np.setdiff1d(np.arange(len(test.hexes)), test.members[name])
            strangers = generator.choice(others, (len(own), FIRST))
            entries = chosen[name][:FIRST]
            new = against(test, own, [(entry["hexes"], entry["weights"]) for entry in entries])
            roles = against(test, own, [(three_roles(entry["hexes"]), ROLES) for entry in entries])
            old = against(test, own, [(three, ROLES) for three in found])
            random = np.stack(
                [
                    transports(
                        test.cielab[strangers[:, k]], test.weights[strangers[:, k]], test.cielab[own], test.weights[own]
                    )
                    for k in range(FIRST)
                ]
            )
            for kind, values in (
                ("first", new[0]),
                ("best of three", new.min(axis=0)),
                ("ground accent text", roles.min(axis=0)),
                ("previous first", old[0]),
                ("previous best of three", old.min(axis=0)),
                ("random cover of another genre", random[0]),
                ("best of three random covers of another genre", random.min(axis=0)),
            ):
                distances.setdefault(kind, {}).setdefault(name, []).extend(values.tolist())
    means = {kind: {name: float(np.mean(v)) for name, v in of.items()} for kind, of in distances.items()}
    whole = fit_families(rows)
    shuffled = [row | {"groups": other["groups"]} for row, other in zip(rows, generator.permutation(rows), strict=True)]
    return {
        "transport": {
            "groups": len(means["first"]),
            "covers": sum(len(v) for v in distances["first"].values()),
            "mean over groups": {kind: round(float(np.mean(list(of.values()))), 2) for kind, of in means.items()},
            "by group": {
                name: {kind: round(of[name], 1) for kind, of in means.items()}
                | {"covers": len(distances["first"][name])}
                for name in means["first"]
            },
        },
        "firm": {"families": firm(whole), "families, genres shuffled": firm(fit_families(shuffled))},
    }


def three_roles(hexes: list[str]) -> list[str]:
    """Ground, accent and text as the package makes them of a combination."""
    working = working_of(tuple(hexes))
    return [working.ground.hex, working.accent.hex, working.text.hex]


def against(families: Families, own: np.ndarray, found: list[tuple[list[str], np.ndarray]]) -> np.ndarray:
    """Return the distance of each palette, with its shares, to each cover, shape (palettes, covers)."""
    n = len(own)
    return np.stack(
        [
            transports(
                np.broadcast_to(cielab(hexes), (n, len(hexes), 3)),
                np.broadcast_to(np.asarray(shares), (n, len(hexes))),
                families.cielab[own],
                families.weights[own],
            )
            for hexes, shares in found
        ]
    )


def firm(families: Families) -> dict:
    """Count firm families over groups with enough covers."""
    found = {name: int(families.firm(name).sum()) for name in groups() if families.holder(name) == name}
    return {"groups": len(found), "firm": sum(found.values()), "groups with one": sum(n > 0 for n in found.values())}


def distinct() -> dict:
    """How unlike each other the packaged palettes are, by group and by genre."""
    tables, taxonomy = load_tables(), load_taxonomy()
    firsts = {}
    for name, group in tables.groups.items():
        if name:
            hexes = three_roles(list(group.combinations[0].hexes))
            firsts[name] = hexes
    grounds, accents = (cielab([three[place] for three in firsts.values()]) for place in (0, 1))
    pairs = np.array(list(combinations(range(len(firsts)), 2)))
    near = [ciede2000(lab[pairs[:, 0]], lab[pairs[:, 1]]) for lab in (grounds, accents)]
    black_or_white = [tables.term(three[0]) in ("black", "white") for three in firsts.values()]
    palettes = {genre: recommend_colours(genres=[genre]) for genre in taxonomy.ids}
    standing = {genre: recommend_colours(genres=[genre], mode="stand-out") for genre in taxonomy.ids}
    by_genre = [
        cielab([getattr(palette.working, role).hex for palette in palettes.values()]) for role in ("ground", "accent")
    ]
    most = [float((ciede2000(lab[:, None], lab[None]) < 12).mean(axis=1).max()) for lab in by_genre]
    unlike = []
    reasons = 0
    for name, three in firsts.items():
        shares = tables.lightness.shares({name: 1.0} if name in tables.lightness.groups else {})
        own = lightness_class(three[0])
        if own == LIGHTNESS_CLASSES[int(shares.argmax())]:
            reasons += 1
        else:
            unlike.append(name)
    real = {
        name: round(
            float(
                tables.colours.shares({name: 1.0})[[tables.colours.terms.index(t) for t in ("black", "white")]].sum()
            ),
            3,
        )
        for name in firsts
        if name in tables.colours.groups
    }
    return {
        "groups": len(firsts),
        "first ground black or white, of groups": round(float(np.mean(black_or_white)), 3),
        "first ground black or white, of genres": round(
            float(np.mean([tables.term(p.working.ground.hex) in ("black", "white") for p in palettes.values()])), 3
        ),
        "black or white dominant on real covers, mean of groups": round(float(np.mean(list(real.values()))), 3),
        "pairs of groups whose grounds are nearer than 5": round(float((near[0] < 5).mean()), 4),
        "pairs of groups whose accents are nearer than 5": round(float((near[1] < 5).mean()), 4),
        "largest share of genres with one ground (within 12)": round(most[0], 3),
        "largest share of genres with one accent (within 12)": round(most[1], 3),
        "genres": len(palettes),
        "genres whose Stand out equals Fit in": sum(
            palettes[g].working.ground.hex == standing[g].working.ground.hex
            or palettes[g].working == standing[g].working
            for g in palettes
        ),
        "groups whose first ground is of the commonest class": reasons,
        "groups whose first ground is of another class, which it explains": unlike,
    }


def folds(authors: list[str], number: int = FOLDS) -> np.ndarray:
    """Deal authors to folds at random, so that no author is in two."""
    names = sorted(set(authors))
    order = np.random.default_rng(0).permutation(len(names))
    fold_of = {name: int(place) % number for name, place in zip(names, order, strict=True)}
    return np.array([fold_of[author] for author in authors])


if __name__ == "__main__":
    main()
