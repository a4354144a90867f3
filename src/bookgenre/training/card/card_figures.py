"""What a model card says of measured figures and known failures, put into the card's text."""

from collections.abc import Sequence
from pathlib import Path

from bookgenre.classifier import GenreClassifier
from bookgenre.classifier.model_folder import CALIBRATION_PLOT, CURVES_PLOT, MODEL_CARD
from bookgenre.files import write_file
from bookgenre.training.card.card_plots import calibration_text, curves_text, plot_card
from bookgenre.training.card.card_sections import section, with_section
from bookgenre.training.card.known_failures import ShownFailure, failures_of
from bookgenre.training.card.out_of_domain import OutOfDomain, out_of_domain_table
from bookgenre.training.evaluate.evaluation import Evaluation
from bookgenre.training.evaluate.markdown import genre_table, score_table, sibling_definition, sibling_table
from bookgenre.training.evaluate.precision_recall import LEAST

__all__ = ["measure_anew", "with_figures", "write_card"]

_FIGURES = "## Figures"
_FAILURES = "## Known failures"
_OUT_OF_DOMAIN = "### Out of domain"
# Failures stand beside the limits of the data, before the long tables.
_BEHIND_FAILURES = ("## How it was chosen", "## How to reproduce", "## Licence", _FIGURES)

_WHERE = """\
On {where}: {rows:,} books, {masked:,} masked cells left out, titles shown.
Reproduce with `bookgenre evaluate MODEL --data FILE`."""

_ROBUSTNESS = """\
What prices, praise and other lines of the trade in a blurb do to an answer is measured in `docs/robustness.md` of
bookgenre's repository."""

_ELSEWHERE = """\
Blurbs from places that were not trained on: each source was left out of training in turn, and its test rows were
answered by what the other sources had taught. These models were made for this measurement; none of them is the one in
this folder. The method is {ours}{beside}.
Reproduce with `{command}`.

{table}"""

_CALIBRATION = """\
### Calibration

![{text}]({plot})

All known cells (a cell is a book and a genre), sorted by probability into {bins} bins of equal width. The calibration
error above is the mean distance from the diagonal, each bin weighted by its cells."""

_CURVES = """\
### Precision and recall

![{text}]({plot})

All known cells pooled (micro-averaged), and five genres that a rule picks: at equal distances in the list of genres
with {least} books or more, from the one with most books to the one with fewest. Behind each name: its books."""

_INVENTED = """\
Invented blurbs, after mistakes that were read one by one (`docs/errors.md` of bookgenre's repository), with what this
very model answers; those that it gets right are left out.

{failures}

What a blurb does not say it cannot find: where an author comes from, how long the book is, what a sequel brings."""


def measure_anew(
    folder: Path,
    classifier: GenreClassifier,
    evaluation: Evaluation,
    where: str,
    out_of_domain: OutOfDomain | None = None,
) -> None:
    """Put new figures, pictures and failures into the card of a model folder.

    Parameters
    ----------
    classifier
        The model of `folder`, which answers the examples of known failures.
    evaluation, where, out_of_domain
        As in `with_figures`.

    Raises
    ------
    DataError
        If a file cannot be written.
    """
    card = (folder / MODEL_CARD).read_text(encoding="utf-8")
    failures = failures_of(classifier)
    write_card(
        folder, with_figures(card, evaluation, where, failures=failures, out_of_domain=out_of_domain), evaluation
    )


def write_card(folder: Path, card: str, evaluation: Evaluation) -> None:
    """Write the card and the pictures that it shows; each file is as it was before or complete.

    Raises
    ------
    DataError
        If a file cannot be written.
    """
    plot_card(evaluation, folder)
    write_file(folder / MODEL_CARD, card)


def with_figures(
    card: str,
    evaluation: Evaluation,
    where: str,
    *,
    failures: Sequence[ShownFailure] | None = None,
    out_of_domain: OutOfDomain | None = None,
) -> str:
    """Return `card` with its figures replaced by those of `evaluation`.

    Parameters
    ----------
    where
        Names the rows.
    failures
        Examples that the model gets wrong; without any, their section goes. None: it stays as it is.
    out_of_domain
        None: what the card says of it stays as it is.
    """
    if failures is not None:
        card = with_section(card, _FAILURES, _failures(failures), before=_BEHIND_FAILURES)
    elsewhere = section(card, _OUT_OF_DOMAIN) if out_of_domain is None else _elsewhere(out_of_domain)
    return with_section(card, _FIGURES, _figures(evaluation, where, elsewhere))


def _figures(evaluation: Evaluation, where: str, elsewhere: str) -> str:
    parts = [
        _WHERE.format(where=where, rows=evaluation.rows, masked=evaluation.masked_cells),
        score_table(evaluation),
        _ROBUSTNESS,
        elsewhere,
        _CALIBRATION.format(text=calibration_text(evaluation), plot=CALIBRATION_PLOT, bins=len(evaluation.reliability)),
        _CURVES.format(text=curves_text(evaluation), plot=CURVES_PLOT, least=LEAST),
        f"### Sibling genres\n\n{sibling_definition()}",
        sibling_table(evaluation),
        f"### By genre\n\n{genre_table(evaluation)}",
    ]
    return "\n\n".join(part for part in parts if part)


def _elsewhere(found: OutOfDomain) -> str:
    beside = f"; the other, the best of others by mean nDCG@10, is {found.other}" if found.other else ""
    text = _ELSEWHERE.format(ours=found.ours, beside=beside, command=found.command, table=out_of_domain_table(found))
    return f"{_OUT_OF_DOMAIN}\n\n{text}"


def _failures(failures: Sequence[ShownFailure]) -> str:
    if not failures:
        return ""
    return _INVENTED.format(failures="\n".join(map(_failure, failures)))


def _failure(failure: ShownFailure) -> str:
    example = failure.example
    wrong = []
    if failure.chosen:
        wrong.append(f"chooses {_names(failure.chosen)}")
    if failure.missed:
        wrong.append(f"misses {_names(failure.missed)}")
    blurb = f"*{example.title}*: \u201c{example.description}\u201d"
    readers = ", ".join(failure.readers)
    return f"- **{example.kind}.** {blurb} Readers: {readers}. It {' and '.join(wrong)}: {example.why}."


def _names(genres: Sequence[tuple[str, float]]) -> str:
    return ", ".join(f"*{name}* ({probability:.0%})" for name, probability in genres)
