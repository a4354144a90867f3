"""The data card of a corpus: what is in it, where it comes from, and what was left out; with its plots."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from bookgenre.corpus.assemble.build_report import LENGTH_EDGES, BuildReport, CorpusStatistics
from bookgenre.corpus.dedupe.fingerprint import PERMUTATIONS
from bookgenre.corpus.dedupe.works import SPLITS
from bookgenre.corpus.plan import BuildPlan
from bookgenre.files import atomic_write, write_file
from bookgenre.version import __version__

__all__ = ["plot_all", "write_data_card"]

_SHOWN = 30


def write_data_card(plan: BuildPlan, report: BuildReport, out: Path) -> None:
    """Write ``DATA_CARD.md`` and its plots to `out`."""
    statistics = report.statistics
    plot_all(statistics, out / "plots")
    total = statistics.total(SPLITS)
    labelled = sum(statistics.records[split] for split in SPLITS)
    parts = [
        "# Data card",
        f"{labelled:,} labelled descriptions of {sum(statistics.works[split] for split in SPLITS):,} works, "
        f"with {sum(total.values()) / max(1, labelled):.1f} genres each, and {statistics.records['unlabelled']:,} "
        f"descriptions without a known genre. Built by bookgenre {__version__}.",
        "## Sources and licences",
        _sources(plan, report),
        "The licences are those that the makers of the sources state. Whatever the licence, a description belongs to "
        "its publisher or author. Use this corpus for training and measuring, and do not pass it on.",
        "## Splits",
        "All records of a work, its editions and nearly equal descriptions, are in the same split.",
        _table(
            ["split", "records", "works", "with incomplete lists"],
            [
                [split, statistics.records[split], statistics.works[split], statistics.incomplete[split]]
                for split in (*SPLITS, "unlabelled")
            ],
        ),
        "## Genres",
        f"{sum(1 for count in total.values() if count)} of the {len(statistics.taxonomy)} genres occur; parents are "
        "included. `labels.csv` has all counts.",
        _table(
            ["genre", *SPLITS],
            [
                [statistics.taxonomy[genre].name, *(statistics.labels.get(split, Counter())[genre] for split in SPLITS)]
                for genre, _ in total.most_common(_SHOWN)
            ],
        ),
        "![Distribution of the genres](plots/labels.png)",
        "![Genres that occur together](plots/cooccurrence.png)",
        "## Lengths",
        _table(["words", "records"], zip(_length_names(), statistics.lengths.tolist(), strict=True)),
        "![Length of the descriptions](plots/lengths.png)",
        "## Languages",
        _table(["language", "records"], statistics.languages.most_common()),
        "## What was merged",
        f"- {report.exact:,} records had the same text as another one, and {report.near:,} nearly the same (Jaccard "
        f"index of word trigrams at least {plan.duplicate:g}, estimated by MinHash with {PERMUTATIONS} permutations). "
        "They were merged into the record with the longest list of genres; their genres and identifiers were kept.\n"
        "- Records are of one work if they have the same identifier, title and author (or title, if an author is not "
        f"known) or first 100 characters, or a similarity of {plan.related:g} or more.",
        "## What was left out",
        _table(["reason", "records"], report.rejected.most_common()) if report.rejected else "Nothing.",
        *(f"- {sentence}" for sentence in report.damaged),
        f"{report.useless:,} records had only repeated sentences. `rejects.jsonl` lists each row that was left out."
        if report.rejected or report.useless
        else "",
        "## What was cleaned",
        f"{report.repeated:,} sentences that occur in {plan.repeated} or more different descriptions, and:",
        _table(["boilerplate", "records"], report.boilerplate.most_common()) if report.boilerplate else "nothing else.",
        "## Words that match no genre",
        f"{len(report.unmapped):,} different words; `unmapped.csv` lists all of them.",
        _table(["label", "records"], report.unmapped.most_common(_SHOWN)) if report.unmapped else "",
        "## Limits",
        "- Genres come from readers, stores and publishers, not from experts. Stores name few genres, readers many. In "
        "an incomplete list, a missing genre is no evidence.\n"
        "- Languages are detected from the text (py3langid), which can be wrong.\n"
        "- Similarities are estimates with a standard error of at most 0.045.",
    ]
    write_file(out / "DATA_CARD.md", "\n\n".join(part for part in parts if part) + "\n")


def _sources(plan: BuildPlan, report: BuildReport) -> str:
    rows = []
    for source, count in zip(plan.sources, report.read, strict=True):
        adapter = source.adapter()
        title = source.name or adapter.title
        rows.append(
            [
                f"[{title}]({adapter.url})" if adapter.url and not source.name else title,
                source.path.name,
                source.licence or adapter.licence,
                adapter.lists if source.complete is None else "full" if source.complete else "incomplete",
                count,
            ]
        )
    table = _table(["source", "file", "licence", "genre lists", "records read"], rows)
    kept = _table(["kept, by their own source", "records"], report.statistics.sources.most_common())
    notes = [
        f"- `{source.path.name}`: {sentence}."
        for source in plan.sources
        for sentence in report.notes.get(str(source.path), ())
    ]
    return "\n\n".join([table, *(["\n".join(notes)] if notes else []), kept])


def _length_names() -> list[str]:
    return [*(f"{low} to {high - 1}" for low, high in pairwise(LENGTH_EDGES)), f"{LENGTH_EDGES[-1]} or more"]


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    cells = [[_cell(value) for value in row] for row in rows]
    lines = [header, ["---"] + ["---:"] * (len(header) - 1), *cells]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: object) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return " ".join(str(value).split()).replace("|", "\\|") or "(none)"


_MOST = 40
_TOGETHER = 30
_INK = "#1f4e79"


def plot_all(statistics: CorpusStatistics, folder: Path) -> None:
    """Draw label distribution, co-occurrence and lengths as PNG."""
    for name, draw in (("labels", _labels), ("cooccurrence", _together), ("lengths", _lengths)):
        # No date in the file: the same corpus gives the same bytes.
        with atomic_write(folder / f"{name}.png") as file:
            draw(statistics).savefig(file, format="png", dpi=110, metadata={"Software": None})


def _labels(statistics: CorpusStatistics) -> Figure:
    counts = statistics.total(SPLITS).most_common()
    figure = Figure(figsize=(9, 10), layout="constrained")
    bars, ranks = figure.subplots(2, 1, height_ratios=[3, 1])
    shown = counts[:_MOST][::-1]
    bars.barh([statistics.taxonomy[genre].name for genre, _ in shown], [count for _, count in shown], color=_INK)
    bars.tick_params(axis="y", labelsize=7)
    bars.margins(y=0.01)
    bars.set(xlabel="records", title=f"The {len(shown)} most frequent genres")
    if counts:
        ranks.loglog(range(1, len(counts) + 1), [count for _, count in counts], color=_INK)
    ranks.set(xlabel="rank of the genre", ylabel="records", title=f"All {len(counts)} genres that occur")
    return figure


def _together(statistics: CorpusStatistics) -> Figure:
    genres = [genre for genre, _ in statistics.total(SPLITS).most_common(_TOGETHER)]
    places = [statistics.taxonomy.ids.index(genre) for genre in genres]
    pairs = statistics.pairs[np.ix_(places, places)].astype(float)
    share = pairs / np.maximum(1, np.diagonal(pairs))[:, None]
    figure = Figure(figsize=(10, 9), layout="constrained")
    axes = figure.subplots()
    axes.set_title("Of the records of the genre at the left, how many have the genre below")
    if not genres:
        return figure
    image = axes.imshow(share, vmin=0, vmax=1, cmap="Blues")
    names = [statistics.taxonomy[genre].name for genre in genres]
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=7)
    axes.set_yticks(range(len(names)), names, fontsize=7)
    figure.colorbar(image, ax=axes, shrink=0.7)
    return figure


def _lengths(statistics: CorpusStatistics) -> Figure:
    figure = Figure(figsize=(8, 3.5), layout="constrained")
    axes = figure.subplots()
    names = [f"{low}\u2013{high - 1}" for low, high in pairwise(LENGTH_EDGES)]
    axes.bar([*names, f"{LENGTH_EDGES[-1]}+"], statistics.lengths, color=_INK)
    axes.tick_params(axis="x", rotation=60, labelsize=8)
    axes.set(xlabel="words", ylabel="records", title="Length of the descriptions")
    return figure
