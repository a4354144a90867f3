"""``bookgenre evaluate``."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bookgenre.cli.extras import needs_extra
from bookgenre.errors import DataError, InputError
from bookgenre.files import write_file

if TYPE_CHECKING:
    from bookgenre.corpus import LabelledBook
    from bookgenre.training.evaluation import Floats

__all__ = ["evaluate"]


@click.command()
@click.argument("model", required=False)
@click.option(
    "--data",
    "files",
    multiple=True,
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Labelled records (.jsonl or .jsonl.gz); may be given many times.",
)
@click.option(
    "--out",
    default=Path("evaluation"),
    show_default=True,
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Folder for evaluation.json and evaluation.md.",
)
@click.option("--no-titles", is_flag=True, help="Show the model the descriptions alone.")
@click.option("--card", is_flag=True, help="Also renew figures.json, MODEL_CARD.md and its plots in MODEL, a folder.")
@click.option(
    "--out-of-domain",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="For the card: figures that `benchmarks/peers/run --leave-source-out` has written. Else those in it stay.",
)
@click.option(
    "--errors",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write the mistakes that the model is surest of (.jsonl or .csv). They quote the records.",
)
@click.option(
    "--errors-per-genre",
    default=10,
    show_default=True,
    type=click.IntRange(min=1),
    metavar="N",
    help="False positives, and false negatives, of a genre.",
)
def evaluate(
    model: str | None,
    files: tuple[Path, ...],
    out: Path,
    no_titles: bool,
    card: bool,
    out_of_domain: Path | None,
    errors: Path | None,
    errors_per_genre: int,
) -> None:
    """Measure MODEL (a folder or hub id; the packaged model by default) on labelled records.

    Rows with incomplete genre lists are left out, and so are masked cells.
    """
    with needs_extra("train"):
        from bookgenre.training import card_figures, evaluation, mistakes, report
        from bookgenre.training.out_of_domain import read_out_of_domain

    from bookgenre.classifier import GenreClassifier
    from bookgenre.classifier.figures import Figures
    from bookgenre.classifier.model_folder import FIGURES, MODEL_CARD
    from bookgenre.corpus import read_records_from

    card_file = Path(model or "") / MODEL_CARD
    if card and (model is None or not (Path(model) / FIGURES).is_file() or no_titles):
        raise InputError(f"--card writes into a model folder that has a {FIGURES}, titles shown; name it as MODEL")
    if out_of_domain is not None and not card:
        raise InputError("--out-of-domain goes into the model card; give --card, too")
    elsewhere = None if out_of_domain is None else read_out_of_domain(out_of_domain)
    classifier = GenreClassifier.from_pretrained(model)
    records = read_records_from(files)
    total = sum(record.complete for record in records)
    wrong = 0

    def keep_errors(probabilities: "Floats", measured: Sequence["LabelledBook"]) -> None:
        nonlocal wrong
        if errors is not None:
            found = mistakes.confident_mistakes(probabilities, measured, classifier.labels, per_genre=errors_per_genre)
            wrong = mistakes.write_mistakes(errors, found)

    with click.progressbar(length=total, label="measuring", file=sys.stderr) as bar:
        result = evaluation.evaluate(
            classifier, records, titles=not no_titles, progress=bar.update, on_probabilities=keep_errors
        )
    names = ", ".join(path.name for path in files)
    head = (
        f"{classifier.model_version} on {names}: {result.rows:,} books "
        f"({result.skipped:,} with incomplete lists left out, {result.masked_cells:,} masked cells left out), "
        f"titles {'hidden' if no_titles else 'shown'}"
    )
    figures = Figures(classifier.model_version, card_figures.evaluation_values(result, names))
    table = f"{head}\n\n{report.score_table(figures)}"
    click.echo(table)
    facts = {"model_version": classifier.model_version, "data": [p.name for p in files], "titles": not no_titles}
    try:
        write_file(out / "evaluation.json", json.dumps(facts | result.to_dict(), indent=1) + "\n")
        siblings = f"{report.sibling_definition()}\n\n{report.sibling_table(figures)}"
        tables = f"{table}\n\n{report.genre_table(figures)}\n\n{siblings}\n"
        write_file(out / "evaluation.md", tables)
    except DataError as error:
        raise DataError(f"{error}; name another --out") from None
    click.echo(f"\nwrote {out / 'evaluation.json'} and {out / 'evaluation.md'}, with a row a genre")
    if card:
        card_figures.measure_anew(card_file.parent, classifier, result, names, elsewhere)
        click.echo(f"wrote {card_file.with_name(FIGURES)}, {card_file} and its plots")
    if errors is not None:
        click.echo(f"wrote {wrong:,} mistakes to {errors}")
        click.echo("it quotes texts that may belong to others: do not publish or commit it", err=True)
