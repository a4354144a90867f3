"""Answers as plain text."""

from collections.abc import Iterator, Sequence

from bookgenre.classifier import Prediction
from bookgenre.covers import Palette
from bookgenre.covers.palette import MODE_NAMES
from bookgenre.recommender import Answer
from bookgenre.stores.render import report_lines

__all__ = ["LABEL", "MEDIA_TYPE", "percent", "write"]

LABEL = "Text"
MEDIA_TYPE = "text/plain"


def write(answers: Sequence[Answer]) -> str:
    """Return the answers in lines, an empty line between two of them."""
    return "\n".join("\n".join([*_lines(answer), ""]) for answer in answers)


def _lines(answer: Answer) -> Iterator[str]:
    title = " ".join((answer.book.title or "").split()) or "Untitled book"
    authors = " ".join(", ".join(answer.book.authors).split())
    yield f"{title}, by {authors}" if authors else title
    if answer.prediction is not None:
        yield from _genres(answer.prediction)
    if answer.stores is not None:
        yield from ("", "Store categories")
        # The first line says what the shortlist says.
        yield from report_lines(answer.stores)[1:]
    if answer.palette is not None:
        yield from _colours(answer.palette)
    yield ""
    if answer.prediction is not None:
        yield from (f"Note: {warning}." for warning in answer.prediction.warnings)
        yield f"bookgenre, model {answer.prediction.model_version}"


def _genres(prediction: Prediction) -> Iterator[str]:
    shortlist = prediction.shortlist
    yield from ("", f"Shortlist ({shortlist.kind})")
    for place, score in enumerate(shortlist.genres, 1):
        yield f"{place}. {score.name} ({percent(score.probability)})"
    if not shortlist.genres:
        yield "No genre is probable enough to be listed; a longer description may help."
    yield from (f"In doubt: {doubt}." for doubt in shortlist.doubts)
    order = "most specific" if prediction.rank == "specific" else "most probable"
    yield from ("", f"All genres (the {order} first; ✓ above its threshold)")
    for score in prediction.genres:
        yield f"{percent(score.probability):>5} {'✓' if score.chosen else ' '} {score.name}"


def _colours(palette: Palette) -> Iterator[str]:
    yield from ("", f"Cover colours ({MODE_NAMES[palette.mode].lower()})")
    for entry in palette.colours:
        yield f"{entry.share:>4}%  {entry.colour.hex}  {entry.colour.name}"
    yield from ("", "Your palette")
    working = palette.working
    for role, colour in (("ground", working.ground), ("accent", working.accent), ("text", working.text)):
        yield f"{role:<7} {colour.hex}  {colour.name}"


def percent(share: float) -> str:
    """Return a probability in whole percents; never 0% or 100%, as none is certain."""
    return "<1%" if share < 0.01 else ">99%" if share >= 0.995 else f"{share:.0%}"
