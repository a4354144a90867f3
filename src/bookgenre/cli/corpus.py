"""``bookgenre corpus``."""

import dataclasses
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bookgenre.cli.shared.common_options import column_option, files_argument, path_option
from bookgenre.cli.shared.reporting import needs_extra, show_progress
from bookgenre.errors import DataError, InputError

if TYPE_CHECKING:
    from bookgenre.corpus.assemble.build_report import BuildReport
    from bookgenre.corpus.plan import BuildPlan

__all__ = ["corpus"]


@click.group()
def corpus() -> None:
    """Build a labelled corpus, check its labels, and find near-duplicates."""


@corpus.command()
@files_argument
@path_option("--out", required=True, metavar="FOLDER", help="Folder of the corpus.")
@click.option(
    "--format", metavar="NAME", help="Format of FILES, if it is not recognised; see `bookgenre corpus formats`."
)
@column_option
@click.option("--separator", metavar="TEXT", help="Separator of the genres in a cell.")
@click.option("--licence", metavar="TEXT", help="Licence of FILES, for the data card.")
@click.option(
    "--complete/--partial", default=None, help="Whether the genre lists are complete; by default, as the format states."
)
@click.option("--language", "languages", multiple=True, metavar="CODE", help="Language to keep, such as en, or all.")
@click.option("--validation", type=float, metavar="SHARE", help="Share of the works for validation.  [default: 0.05]")
@click.option("--test", type=float, metavar="SHARE", help="Share of the works for testing.  [default: 0.05]")
@click.option("--seed", type=int, metavar="N", help="Seed of the split.  [default: 0]")
@click.option(
    "--processes", type=click.IntRange(min=1), metavar="N", help="Number of processes; by default, one per processor."
)
@click.option("--keep-build", is_flag=True, help="Keep the intermediate results in FOLDER/.build.")
def build(files: tuple[Path, ...], out: Path, processes: int | None, keep_build: bool, **options: Any) -> None:
    """Clean, de-duplicate, label and split the records of FILES.

    FILES are the output of `collect books`, public data sets, labelled records, or any CSV, JSON Lines or Parquet with
    a column of descriptions; their format is recognised by their columns. Instead, you can give one .toml file: a plan
    that names several sources, each with its own options (see docs/corpus.md). An interrupted build resumes when the
    command is run again.
    """
    with needs_extra("corpus"):
        from bookgenre.corpus.assemble.build import build_corpus

        plan = _plan(files, options)
    show_progress()
    report = build_corpus(plan, out, processes=processes, keep=keep_build)
    _summary(report, out)
    if report.damaged:
        raise DataError(f"{'; '.join(report.damaged)}. The rows before it are in the corpus")


@corpus.command()
def formats() -> None:
    """List the formats that `corpus build` reads."""
    with needs_extra("corpus"):
        from bookgenre.corpus.read import ADAPTERS

    for name, adapter in ADAPTERS.items():
        click.echo(f"{name:24} {adapter.title}; genre lists: {adapter.lists}; licence: {adapter.licence}")


@corpus.command()
@files_argument
def check(files: tuple[Path, ...]) -> None:
    """Rebuild the labels of FILES from their raw genre strings, and report how they differ from the given ones."""
    from bookgenre.corpus import compare_labels, read_records

    for path in files:
        report = compare_labels(read_records(path))
        click.echo(f"{path.name}: {report.rows:,} records, {report.different:,} with different labels")
        _counts("only in the rebuilt labels", report.added)
        _counts("only in the given labels", report.missing)
        _counts("records by source", report.by_source)


@corpus.command("near-duplicates")
@files_argument
@path_option("--against", multiple=True, help="Training records; may be given many times.")
@click.option(
    "--at-least",
    default=0.5,
    show_default=True,
    metavar="SHARE",
    type=click.FloatRange(0.5, 1),
    help="Lowest similarity to list: that of the sets of word trigrams, estimated by MinHash.",
)
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write the ids, one per line, for `bookgenre evaluate --leave-out`.",
)
def near(files: tuple[Path, ...], against: tuple[Path, ...], at_least: float, out: Path | None) -> None:
    """List the records of FILES that nearly repeat a training record.

    Each description is compared with the training records (--against) and with the FILES after its own.
    """
    with needs_extra("corpus"):
        from bookgenre.corpus.dedupe.similarity import near_duplicates

    from bookgenre.corpus import read_records
    from bookgenre.files import write_file

    paths = [*files, *against]
    books = [[record.book for record in read_records(path)] for path in paths]
    found = near_duplicates([[book.description for book in rows] for rows in books], at_least)
    lines = []
    for number, path in enumerate(files):
        mine = [pair for pair in found if pair.place[0] == number]
        click.echo(f"{path.name}: {len(mine):,} of {len(books[number]):,} records")
        for pair in mine:
            (file, row), (other, place) = pair.place, pair.other
            name, twin = (rows[i].identifiers.get("id") for rows, i in ((books[file], row), (books[other], place)))
            if name is None:
                raise DataError(f"{path.name}: record {row + 1} has no id; give each record one")
            click.echo(f"  {name}  {pair.similarity:.2f}  {paths[other].name} {twin or f'record {place + 1}'}")
            lines.append(f"{name}\n")
    if out is not None:
        names = " ".join(path.name for path in files)
        head = f"# bookgenre corpus near-duplicates {names} {' '.join(f'--against {path.name}' for path in against)}\n"
        write_file(out, head + "".join(lines))
        click.echo(f"wrote {len(lines):,} ids to {out}")


def _plan(files: tuple[Path, ...], options: dict[str, Any]) -> "BuildPlan":
    from bookgenre.corpus.plan import BuildPlan, SourcePlan, languages_of
    from bookgenre.files.toml_settings import settings_errors

    split = {name: options[name] for name in ("validation", "test", "seed") if options[name] is not None}
    if options["languages"]:
        split["languages"] = languages_of(options["languages"])
    of_sources = ("format", "columns", "separator", "licence", "complete")
    if any(path.suffix == ".toml" for path in files):
        if len(files) > 1 or any(options[name] not in (None, {}) for name in of_sources):
            raise InputError(
                "a plan takes no other files or options: name its sources, and their options, in the .toml file"
            )
        plan = BuildPlan.read(files[0])
        with settings_errors(BuildPlan, InputError):
            return dataclasses.replace(plan, **split)
    of_each = {name: options[name] for name in of_sources}
    with settings_errors(BuildPlan, InputError):
        return BuildPlan(tuple(SourcePlan(path, **of_each) for path in files), **split)


def _summary(report: "BuildReport", out: Path) -> None:
    statistics = report.statistics
    click.echo(
        f"{sum(report.read):,} records read in {report.seconds:,.0f} s, {sum(report.rejected.values()):,} left out"
    )
    _counts("left out", report.rejected)
    click.echo(f"  merged: {report.exact:,} with equal and {report.near:,} with nearly equal descriptions")
    for path, count in report.recoded.items():
        click.echo(f"  {path}: {count:,} lines were not UTF-8 and were read as Windows-1252")
    for split in ("train", "validation", "test", "unlabelled"):
        click.echo(f"{split:12} {statistics.records[split]:>9,} records of {statistics.works[split]:,} works")
    _counts(f"{len(report.unmapped):,} words that match no genre (unmapped.csv)", report.unmapped)
    click.echo(f"contents and sources: {out / 'DATA_CARD.md'}")


def _counts(what: str, counts: "Counter[str]", most: int = 10) -> None:
    if not counts:
        return
    shown = ", ".join(f"{name} {count}" for name, count in counts.most_common(most))
    more = f" and {len(counts) - most} more" if len(counts) > most else ""
    click.echo(f"  {what}: {shown}{more}")
