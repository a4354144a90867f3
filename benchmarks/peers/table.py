"""The table of the documentation, from what the peers' runs wrote."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from peers.measure import read_note

__all__ = ["COMMAND", "page"]

COMMAND = "benchmarks/peers/run --data ../shared/corpus"

_SCORES = {
    "micro_f1": "micro-F1",
    "macro_f1": "macro-F1",
    "map": "mAP",
    "ndcg_at_10": "nDCG@10",
    "precision_at_1": "P@1",
    "precision_at_3": "P@3",
    "precision_at_5": "P@5",
    "recall_at_10": "R@10",
    "calibration_error": "ECE",
    "calibration_error_above_0.1": "ECE > 0.1",
}
_COSTS = ("MB", "blurbs a second", "CPU minutes")

_FOUR = ("micro_f1", "macro_f1", "map", "ndcg_at_10")
_GOLD = {
    "gold_passed": "gold passed",
    "gold_nonfiction_side": "right side",
    "gold_never": "a never chosen",
    "nonfiction_in_ten": "nonfiction in the ten",
    "nonfiction_chosen": "nonfiction chosen",
    "web_fiction_in_ten": "web fiction in the ten",
    "web_fiction_chosen": "web fiction chosen",
}
_ALL_ROWS = "all-rows"
_HOURS = ("annif", "mpnet", "reference")

_HEAD = """# bookgenre and its peers

Methods that are commonly used for the same task, on the same rows, scored by the same code
(`bookgenre.training.evaluate.evaluation.evaluate_probabilities`: the tree is obeyed, masked cells are left
out).

```sh
benchmarks/peers/run --data ../shared/corpus
```

builds everything from the package registry and the corpus, goes on where it was stopped, and writes this page and the
results behind it, `benchmarks/peers/results`; `--only KEY` runs one peer and leaves the others' results as they are.

"""

_NOTES = """
- **Rows.** Trained on {train} rows with complete genre lists; settings and decision rules from {validation} validation
  rows; this table from {rows} {measured} rows, which each peer was shown after its choices. bookgenre also learns from
  rows with incomplete lists, and its decisions are made for a mixture in which half of the books are nonfiction: its
  probabilities are therefore less well calibrated on these rows (ECE) than those of the first edition were.
- **Near-duplicates.** 24 of the test rows nearly repeat a training or validation row (`data/near-duplicates.txt`). They
  are measured here, because not all peers can be trained again.
- **Text.** Title and description as one text, cleaned as bookgenre cleans it.
- **Settings.** Those with the highest mAP on validation; the grids are below.
- **Decisions.** The best of bookgenre's own rule (calibration and highest expected F1), thresholds of highest F1
  counted on validation, and 0.5 on the scores as they are, by the sum of micro-F1 and macro-F1 in ten-fold
  cross-validation on validation. The calibration errors (ECE, 15 bins: all cells; cells with probability above 0.1)
  are those of the probabilities behind the decisions.
- **MB** is what an answer needs on disk, packages left out.
- **Blurbs a second** are in multiples of bookgenre's: CPU time on one thread, medians of five rounds of 200 blurbs, in
  turn with bookgenre in the same process (Annif: its command line, less the time of starting).
- **CPU minutes** are user and system time of training with the settings chosen, on one thread where a peer's section
  says nothing else, on shared x86-64 servers with other work beside it. bookgenre's own training time is in
  [experiments.md](experiments.md).
- **Not all rows come from one server.** Encoders run in bf16, which some processors have and others imitate: theirs
  differ by about a factor of two in both columns of time.
"""

_ALL = """
## All labelled rows

```sh
benchmarks/peers/run --data ../shared/corpus --all-rows
```

Each method trained on the {training} labelled rows that bookgenre's last recipe (`recipes/third.toml`) trains on: most
have incomplete genre lists. Among them are the blurbs written for this project (`data/written`).
Decisions come from {validation} validation rows, the first four columns from {measured} test rows and the 222 genres of
the first edition; near-duplicates of training rows (`data/near-duplicates.txt`) are left out of both.
"""

_ALL_NOTES = """
- **Gold passed**: of 80 invented blurbs in authors' voices, those with all genres that any reader would name in the
  ten most probable, nothing embarrassing chosen, and the right side of fiction and nonfiction. **Right side**: of those
  that are nonfiction, the share on that side. **A never chosen**: blurbs with an embarrassing genre chosen.
- **Nonfiction** (271 real books) and **web fiction** (205): genres that a book is known to have in the ten most
  probable, and chosen; means over genres with five books. Sides are left out, and *LGBTQ+*, *Gay* and *Lesbian*.
  All as `score.py` and `score_positive.py` beside the files define it; the files are not part of this repository.
- **Settings** are those chosen above, on complete rows. Cells that a list leaves open are left out of the loss of the
  SVM and of the linear heads, except that a genre younger than a list counts as absent. fastText, Omikuji and model2vec
  have no such means: for them every genre that is not listed is absent.
- **Decisions** of the peers are made for the validation rows, readers' shelves of fiction; bookgenre's for a mixture in
  which half of the books are nonfiction. The columns *chosen* depend on that, those *in the ten* hardly.
"""

_LEFT_OUT = """
## A source that was left out

```sh
{command}
```

Each method is trained without one of the four largest sources and measured on that source's test rows: what it does
with blurbs, and with habits of shelving, that it has not seen. Settings are those chosen above; calibration,
thresholds and bookgenre's share of the linear model come from the validation rows of the other sources.

Of bookgenre's recipe (`--only bookgenre`) the network gets the first stage of `recipes/minilm.toml` alone, one pass
over its top three layers: hours on two cores. Where a row says that the encoder was not trained (`--only
bookgenre-frozen`), it stands as it was published under a linear head, beside the same linear model: minutes, and less
than the recipe does.

"""


def page(results: Path, keys: Sequence[str]) -> str:
    """The whole page as Markdown.

    Parameters
    ----------
    results
        Folder of ``KEY.json`` files, and of ``bookgenre.json``.
    keys
        Of the peers, in the order of the table; those that have no file, or one of other training rows, are named as
        not measured.
    """
    ours = read_note(results / "bookgenre.json")
    assert ours, "the packaged model was not measured"
    notes = {key: read_note(results / f"{key}.json") for key in keys}
    read = {key: note for key, note in notes.items() if note and note["training_rows"] == ours["training_rows"]}
    names = [*_SCORES.values(), *_COSTS]
    lines = [f"| | {' | '.join(names)} |", "|---|" + "---:|" * len(names)]
    lines.append(_line(f"**bookgenre {ours['version']}**", ours["test"], f"{ours['megabytes']:.0f}", "1.00", ""))
    for found in read.values():
        for number, row in enumerate(found["rows"]):
            costs = _costs(found, ours["version"]) if number == 0 else ("", "", "")
            lines.append(_line(row["name"] or found["name"], row["test"], *costs))
    missing = [key for key in keys if key not in read]
    parts = [_HEAD + "\n".join(lines) + "\n"]
    if missing:
        commands = "\n".join(f"    {COMMAND} --only {key}" for key in missing)
        parts.append(f"\nNot yet measured:\n\n{commands}\n")
    train, validation, rows = (f"{ours[name]:,}" for name in ("training_rows", "validation_rows", "measured_rows"))
    parts.append(_NOTES.format(train=train, validation=validation, rows=rows, measured=ours["measured"]))
    parts += _all_rows(results, keys)
    if summary := read_note(results / "left-out.json"):
        parts += _left_out(summary)
    parts += _details(read.values())
    return "".join(parts)


def _costs(found: dict[str, Any], version: str) -> tuple[str, str, str]:
    """Size, speed and training time; a speed in multiples of another model's is no longer told."""
    speed = f"{found['speed']:.2f}" if found["beside"] == version else ""
    return f"{found['megabytes']:.0f}", speed, f"{found['cpu_seconds'] / 60:.0f}"


def _all_rows(results: Path, keys: Sequence[str]) -> Iterator[str]:
    """The section on methods that were trained on all labelled rows."""
    ours = read_note(results / _ALL_ROWS / "bookgenre.json")
    if ours is None:
        return
    read = {key: read_note(results / _ALL_ROWS / f"{key}.json") for key in keys}
    notes = [
        note
        for note in read.values()
        if note and all(note[name] == ours[name] for name in ("training_rows", "measured_rows"))
    ]
    names = [*(_SCORES[key] for key in _FOUR), *_GOLD.values(), "CPU minutes"]
    yield _ALL.format(**{name: f"{ours[f'{name}_rows']:,}" for name in ("training", "validation", "measured")})
    yield f"\n| | {' | '.join(names)} |\n|---|{'---:|' * len(names)}\n"
    yield _all_line(f"**bookgenre {ours['version']}**", ours, "")
    for note in notes:
        yield _all_line(note["name"], note, f"{note['cpu_seconds'] / 60:.0f}")
    missing = [key for key in keys if read[key] not in notes]
    if slow := [key for key in missing if key in _HOURS]:
        yield f"\nNot trained on so many rows, because each takes hours on two cores: {', '.join(slow)}.\n"
    if quick := [key for key in missing if key not in _HOURS]:
        commands = "\n".join(f"    {COMMAND} --all-rows --only {key}" for key in quick)
        yield f"\nNot yet measured:\n\n{commands}\n"
    yield _ALL_NOTES


def _all_line(name: str, note: dict[str, Any], cost: str) -> str:
    gold = note.get("gold")
    scores = [f"{note['test'][key]:.4f}" for key in _FOUR]
    # Shares of 80 blurbs, and means over genres.
    scores += (
        [f"{gold[key]:.1%}" if key.startswith("gold") else f"{gold[key]:.3f}" for key in _GOLD]
        if gold
        else ["" for _ in _GOLD]
    )
    return f"| {name} | {' | '.join([*scores, cost])} |\n"


def _left_out(summary: dict[str, Any]) -> Iterator[str]:
    """The section on sources that were left out of training."""
    sources = summary["sources"]
    yield _LEFT_OUT.format(command=summary["command"])
    yield "| | source | trained on, rows | measured on, rows |\n|---|---|---:|---:|\n"
    for one in sources:
        yield f"| {one['name']} | {one['source']} | {one['train_rows']:,} | {one['test_rows']:,} |\n"
    for key, name in {"ndcg_at_10": "nDCG@10", "map": "mAP", "micro_f1": "micro-F1"}.items():
        yield f"\n| {name} | {' | '.join(one['name'] for one in sources)} | mean |\n"
        yield f"|---|{'---:|' * (len(sources) + 1)}\n"
        for row in summary["rows"]:
            values = [row["scores"][one["source"]][key] for one in sources]
            mean = sum(values) / len(values)
            yield f"| {row['name']} | {' | '.join(f'{value:.4f}' for value in (*values, mean))} |\n"


def _line(name: str, scores: dict[str, float], *costs: str) -> str:
    return f"| {name} | {' | '.join([*(f'{scores[key]:.4f}' for key in _SCORES), *costs])} |"


def _details(read: Iterable[dict[str, Any]]) -> Iterator[str]:
    for found in read:
        yield f"\n## {found['name']}\n\n"
        if found["notes"]:
            yield f"{found['notes'][0].upper()}{found['notes'][1:]}.\n\n"
        if found["jobs"] > 1:
            yield f"Trained with {found['jobs']} threads.\n\n"
        yield f"{', '.join(found['versions'])}.\n\n| settings | mAP on validation | CPU minutes |\n|---|---:|---:|\n"
        for tried in found["tried"]:
            chosen = " (chosen)" if tried["settings"] == found["settings"] and len(found["tried"]) > 1 else ""
            settings = ", ".join(f"{name} {value}" for name, value in tried["settings"].items()) or "its own"
            yield f"| {settings}{chosen} | {tried['map']:.4f} | {tried['cpu_seconds'] / 60:.1f} |\n"
        for row in found["rows"]:
            if row["rules_tried"]:
                yield "\n| decisions | micro-F1, CV | macro-F1, CV |\n|---|---:|---:|\n"
            for rule, (micro, macro) in row["rules_tried"].items():
                chosen = " (chosen)" if rule == row["rule"] else ""
                yield f"| {rule}{chosen} | {micro:.4f} | {macro:.4f} |\n"
