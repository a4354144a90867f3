"""``bookgenre evaluate``."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bookgenre.cli.shared.common_options import Mixture, mixture_options, path_option
from bookgenre.cli.shared.reporting import needs_extra
from bookgenre.errors import DataError, InputError
from bookgenre.files import write_file

if TYPE_CHECKING:
    from bookgenre.corpus import LabelledBook
    from bookgenre.training.evaluate.evaluation import Floats

__all__ = ["evaluate"]


@click.command()
@click.argument("model", required=False)
@path_option(
    "--data",
    "files",
    multiple=True,
    required=True,
    help="Labelled records (.jsonl or .jsonl.gz); may be given many times.",
)
@path_option(
    "--out",
    default=Path("evaluation"),
    show_default=True,
    metavar="FOLDER",
    help="Folder for evaluation.json and evaluation.md.",
)
@mixture_options(
    mixture="Also measure calibration on the mixture that MODEL's calibration was fitted to. Give all files that "
    "`bookgenre export` got as --validation and --mixture; may be given many times.",
    leave_out="File of ids of records to leave out, one per line; `bookgenre corpus near-duplicates` writes one.",
)
@click.option("--no-titles", is_flag=True, help="Hide the titles from the model.")
@click.option("--card", is_flag=True, help="Also replace figures.json, MODEL_CARD.md and its plots in MODEL.")
@path_option(
    "--out-of-domain",
    help="With --card, also replace its out-of-domain figures with the output of `benchmarks/peers/run "
    "--leave-source-out`.",
)
@click.option(
    "--errors",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write the most confident mistakes (.jsonl or .csv). The file quotes the records.",
)
@click.option(
    "--errors-per-genre",
    default=10,
    show_default=True,
    type=click.IntRange(min=1),
    metavar="N",
    help="Number of false positives, and of false negatives, per genre.",
)
@path_option(
    "--judged",
    help="Also measure the shortlist on blurbs whose genres a reader has judged (.jsonl with must, may and never).",
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
    judged: Path | None,
    **options: Any,
) -> None:
    """Measure a model on labelled records.

    MODEL is a folder or a hub id; without it, the packaged model is measured.

    Rows with incomplete genre lists and masked cells are left out. In a mixture (--mixture, --recipe), all rows count,
    and calibration is measured by cross-validation.
    """
    with needs_extra("train"):
        from bookgenre.training.card import card_figures
        from bookgenre.training.card.out_of_domain import read_out_of_domain
        from bookgenre.training.data.label_arrays import label_arrays
        from bookgenre.training.decide.mixture_calibration import mixture_scores
        from bookgenre.training.evaluate import evaluation, markdown, mistakes, shortlist_scores

    from bookgenre.book import Book
    from bookgenre.classifier import GenreClassifier
    from bookgenre.classifier.figures import Figures
    from bookgenre.classifier.model_folder import FIGURES, MODEL_CARD

    card_file = Path(model or "") / MODEL_CARD
    if card and (model is None or not (Path(model) / FIGURES).is_file() or no_titles):
        raise InputError(f"--card writes into a model folder that has a {FIGURES}, titles shown; name it as MODEL")
    if out_of_domain is not None and not card:
        raise InputError("--out-of-domain is for the model card; give --card, too")
    elsewhere = None if out_of_domain is None else read_out_of_domain(out_of_domain)
    blurbs = [] if judged is None else shortlist_scores.read_judged(judged)
    classifier = GenreClassifier.from_pretrained(model)
    mixture = Mixture(**options)
    records, mixed = mixture.read(files)
    total = sum(record.complete for record in records) + len(mixed)
    wrong = 0
    shown: list[shortlist_scores.ShortlistScores | shortlist_scores.JudgedScores] = []

    def keep(probabilities: "Floats", measured: Sequence["LabelledBook"]) -> None:
        nonlocal wrong
        labels = label_arrays(measured, [genre.id for genre in classifier.labels.genres], later=False)
        shown.append(shortlist_scores.shortlist_scores(probabilities, *labels, classifier.labels))
        if errors is not None:
            found = mistakes.confident_mistakes(probabilities, measured, classifier.labels, per_genre=errors_per_genre)
            wrong = mistakes.write_mistakes(errors, found)

    with click.progressbar(length=total, label="measuring", file=sys.stderr) as bar:
        result = evaluation.evaluate(
            classifier, records, titles=not no_titles, progress=bar.update, on_probabilities=keep
        )
        if mixed:
            measured = mixture_scores(
                classifier, mixed, nonfiction_share=mixture.nonfiction_share, titles=not no_titles, progress=bar.update
            )
            result.scores.update(measured)
    names = ", ".join(path.name for path in files)
    if mixture.leave_out is not None:
        names += f" without the records of {mixture.leave_out.name}"
    head = (
        f"{classifier.model_version} on {names}: {result.rows:,} books "
        f"({result.skipped:,} with incomplete lists left out, {result.masked_cells:,} masked cells left out), "
        f"titles {'hidden' if no_titles else 'shown'}"
    )
    figures = Figures(classifier.model_version, card_figures.evaluation_values(result, names))
    if blurbs:
        books = [Book(blurb.book.description) if no_titles else blurb.book for blurb in blurbs]
        shortlists = shortlist_scores.shortlists_of(classifier.probabilities(books), classifier.labels)
        shown.append(shortlist_scores.judged_scores(shortlists, blurbs))
    table = "\n\n".join([head, markdown.score_table(figures), *map(shortlist_scores.shortlist_table, shown)])
    click.echo(table)
    facts = {
        "model_version": classifier.model_version,
        "data": [path.name for path in files],
        "titles": not no_titles,
        "shortlist": [asdict(scores) for scores in shown],
    }
    try:
        write_file(out / "evaluation.json", json.dumps(facts | result.to_dict(), indent=1) + "\n")
        parts = (table, markdown.genre_table(figures), markdown.sibling_definition(), markdown.sibling_table(figures))
        write_file(out / "evaluation.md", "\n\n".join(parts) + "\n")
    except DataError as error:
        raise DataError(f"{error}; name another --out") from None
    click.echo(f"\nwrote {out / 'evaluation.json'} and {out / 'evaluation.md'}, with one row per genre")
    if card:
        card_figures.measure_anew(card_file.parent, classifier, result, names, elsewhere)
        click.echo(f"wrote {card_file.with_name(FIGURES)}, {card_file} and its plots")
    if errors is not None:
        click.echo(f"wrote {wrong:,} mistakes to {errors}")
        click.echo("the file quotes texts that may belong to others: do not publish or commit it", err=True)
