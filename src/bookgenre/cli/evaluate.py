"""``bookgenre evaluate``."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bookgenre.cli.shared.common_options import Mixture, mixture_options
from bookgenre.cli.shared.reporting import needs_extra
from bookgenre.errors import DataError, InputError
from bookgenre.files import write_file

if TYPE_CHECKING:
    from bookgenre.classifier import GenreClassifier
    from bookgenre.corpus import LabelledBook
    from bookgenre.training.evaluate.evaluation import Floats
    from bookgenre.training.evaluate.shortlist_scores import JudgedBlurb, JudgedScores

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
@mixture_options(
    mixture="Also measure calibration on the mixture that MODEL's decisions were made for. Give all files that "
    "`bookgenre export` got as --validation and --mixture; may be given many times.",
    leave_out="File of ids of records to leave out, one per line; `bookgenre corpus near-duplicates` writes one.",
)
@click.option("--no-titles", is_flag=True, help="Hide the titles from the model.")
@click.option("--card", is_flag=True, help="Also replace figures.json, MODEL_CARD.md and its plots in MODEL.")
@click.option(
    "--out-of-domain",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="For the card: the output of `benchmarks/peers/run --leave-source-out`. Without it, the figures stay.",
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
@click.option(
    "--judged",
    metavar="FILE",
    type=click.Path(path_type=Path),
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
    """Measure MODEL (a folder or hub id; by default, the packaged model) on labelled records.

    Rows with incomplete genre lists and masked cells are left out. In a mixture (--mixture, --recipe), all rows count,
    and calibration is measured by cross-validation.
    """
    with needs_extra("train"):
        from bookgenre.training.card import card_figures
        from bookgenre.training.card.out_of_domain import read_out_of_domain
        from bookgenre.training.data.label_arrays import label_arrays
        from bookgenre.training.decide.mixture_calibration import mixture_scores
        from bookgenre.training.evaluate import evaluation, markdown, mistakes, shortlist_scores

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
    listed: shortlist_scores.ShortlistScores | None = None

    def keep(probabilities: "Floats", measured: Sequence["LabelledBook"]) -> None:
        nonlocal wrong, listed
        ids = [genre.id for genre in classifier.labels.genres]
        listed = shortlist_scores.shortlist_scores(
            probabilities, *label_arrays(measured, ids, later=False), classifier.labels
        )
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
    shown = [scores for scores in (listed, _judged(classifier, blurbs, titles=not no_titles)) if scores is not None]
    table = "\n\n".join([head, markdown.score_table(figures), *map(shortlist_scores.shortlist_table, shown)])
    click.echo(table)
    facts = {"model_version": classifier.model_version, "data": [p.name for p in files], "titles": not no_titles}
    facts |= {"shortlist": [asdict(scores) for scores in shown]}
    try:
        write_file(out / "evaluation.json", json.dumps(facts | result.to_dict(), indent=1) + "\n")
        siblings = f"{markdown.sibling_definition()}\n\n{markdown.sibling_table(figures)}"
        tables = f"{table}\n\n{markdown.genre_table(figures)}\n\n{siblings}\n"
        write_file(out / "evaluation.md", tables)
    except DataError as error:
        raise DataError(f"{error}; name another --out") from None
    click.echo(f"\nwrote {out / 'evaluation.json'} and {out / 'evaluation.md'}, with one row per genre")
    if card:
        card_figures.measure_anew(card_file.parent, classifier, result, names, elsewhere)
        click.echo(f"wrote {card_file.with_name(FIGURES)}, {card_file} and its plots")
    if errors is not None:
        click.echo(f"wrote {wrong:,} mistakes to {errors}")
        click.echo("the file quotes texts that may belong to others: do not publish or commit it", err=True)


def _judged(classifier: "GenreClassifier", blurbs: Sequence["JudgedBlurb"], *, titles: bool) -> "JudgedScores | None":
    """Measure the shortlist on judged blurbs; None without any."""
    from bookgenre.book import Book
    from bookgenre.training.evaluate import shortlist_scores

    if not blurbs:
        return None
    books = [blurb.book if titles else Book(blurb.book.description) for blurb in blurbs]
    return shortlist_scores.judged_scores(
        shortlist_scores.shortlists_of(classifier.probabilities(books), classifier.labels), blurbs
    )
