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
_COSTS = ("MB", "blurbs per second", "CPU minutes")

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

This page compares the model {version} with methods that are commonly used for the same task. All are measured on the
same rows and scored by the same code (`bookgenre.training.evaluate.evaluation.evaluate_probabilities`, which respects
the tree of genres and leaves masked cells out). The comparison was made on 24 to 29 November 2026.

```sh
benchmarks/peers/run --data ../shared/corpus
```

This command builds everything from the package registry and the corpus, and writes this page and its results
(`benchmarks/peers/results`). If it is interrupted, run it again and it resumes. `--only KEY` runs one peer and leaves
the results of the others as they are.

"""

_NOTES = """
- **Rows.** The peers are trained on {train} rows with complete genre lists. Their settings and decision rules are
  chosen on {validation} validation rows. The table is measured on {rows} {measured} rows, which were not used for any
  choice. bookgenre also learns from rows with incomplete lists, and its decisions are made for a mixture in which half
  of the books are nonfiction. Its probabilities are therefore less well calibrated on these rows (ECE) than those of
  the first edition were.
- **Near-duplicates.** 24 of the test rows nearly repeat a training or validation row (`data/near-duplicates.txt`). They
  are included here, because not all peers can be trained again.
- **Text.** Every method reads the title and the description as one text, cleaned as bookgenre cleans it.
- **Settings.** Each peer has the settings with the highest mAP on validation. The grids are below.
- **Decisions.** Three rules are tried for each peer: bookgenre's rule (calibration and highest expected F1), the
  thresholds with the highest F1 on validation, and a threshold of 0.5 on the uncalibrated scores. The rule with the
  highest sum of micro-F1 and macro-F1 in ten-fold cross-validation on validation is used. The calibration errors (ECE
  with 15 bins: all cells; cells with a probability above 0.1) are those of the probabilities that it uses.
- **MB** is what an answer needs on disk, without packages.
- **Blurbs per second** are multiples of bookgenre's. They are CPU times on one thread, medians of five rounds of 200
  blurbs, measured in turn with bookgenre in the same process (for Annif: its command line, less its start-up time).
- **CPU minutes** are the user and system time of training with the chosen settings, on shared x86-64 servers that were
  busy with other work. Training uses one thread unless the peer's section says otherwise. bookgenre's own training time
  is in [experiments.md](experiments.md).
- **Several servers were used.** Encoders run in bf16, which some processors support and others emulate. Their two
  columns of time can therefore differ by about a factor of two.
"""

_ALL = """
## All labelled rows

```sh
benchmarks/peers/run --data ../shared/corpus --all-rows
```

Here each method is trained on the {training} labelled rows of bookgenre's third recipe (`recipes/third.toml`), with
blurbs written for this project (`data/written`). The packaged model has had one more short pass, with 292 more of them.
Most of these rows have incomplete genre lists.
Decisions are made on {validation} validation rows. The first four columns are measured on {measured} test rows and the
222 genres of the first edition. Near-duplicates of training rows (`data/near-duplicates.txt`) are left out of both.
"""

_ALL_NOTES = """
- **Gold passed** is the share of 80 invented blurbs in authors' voices that meet three conditions: all genres that any
  reader would name are among the ten most probable, no embarrassing genre is chosen, and fiction or nonfiction is
  right. **Right side** is the share of the nonfiction blurbs that are recognised as nonfiction. **A never chosen** is
  the share of blurbs with an embarrassing genre among the chosen ones.
- **Nonfiction** (271 real books) and **web fiction** (205 real books) say how many of the genres that a book is known
  to have are among the ten most probable, and how many are chosen. They are means over genres with five books.
  *Fiction*, *Nonfiction*, *LGBTQ+*, *Gay* and *Lesbian* are left out. `score.py` and `score_positive.py` define these
  measures. They are kept with the blurbs and are not part of this repository.
- **Settings** are those chosen above, on complete rows. The SVM and the linear heads leave unknown cells out of their
  loss, except that a genre newer than a list counts as absent. fastText, Omikuji and model2vec cannot do this, so every
  genre that is not listed is absent for them.
- **Decisions** of the peers are made for the validation rows, which are readers' shelves of fiction. bookgenre's are
  made for a mixture in which half of the books are nonfiction. The columns *chosen* depend on this; the columns
  *in the ten* hardly do.
"""

_LEFT_OUT = """
## A source that was left out

```sh
{command}
```

Each method is trained without one of the four largest sources and measured on that source's test rows. This shows how
it handles blurbs and habits of labelling that it has not seen. Settings are those chosen above. Calibration,
thresholds and bookgenre's share of the linear model come from the validation rows of the other sources.

With `--only bookgenre`, bookgenre's network is trained only in the first stage of `recipes/minilm.toml`, one pass over
its top three layers, which takes hours on two cores. With `--only bookgenre-frozen`, the encoder is not trained: the
published encoder with a linear head is mixed with the same linear model. That takes minutes, and is less than the
recipe can do.

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
    parts = [_HEAD.format(version=ours["version"]) + "\n".join(lines) + "\n"]
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
    """Size, speed and training time; no speed if it was measured against another model."""
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
