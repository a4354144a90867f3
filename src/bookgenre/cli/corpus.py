"""``bookgenre corpus``."""

from collections import Counter
from pathlib import Path

import click

__all__ = ["corpus"]


@click.group()
def corpus() -> None:
    """Work on labelled book records."""


@corpus.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Rebuild the labels of FILES from their raw genre strings, and report how they differ from those given."""
    from bookgenre.corpus import compare_labels, read_records

    for path in files:
        report = compare_labels(read_records(path))
        click.echo(f"{path.name}: {report.rows:,} records, {report.different:,} with other labels")
        _counts("only in the rebuilt labels", report.added)
        _counts("only in the given labels", report.missing)
        _counts("records by source", report.by_source)


def _counts(what: str, counts: "Counter[str]", most: int = 10) -> None:
    if not counts:
        return
    shown = ", ".join(f"{name} {count}" for name, count in counts.most_common(most))
    more = f" and {len(counts) - most} more" if len(counts) > most else ""
    click.echo(f"  {what}: {shown}{more}")
