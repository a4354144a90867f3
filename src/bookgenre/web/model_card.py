"""The figures of a model card, read from the model's folder."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from bookgenre.classifier.model_folder import LARGEST, MODEL_CARD
from bookgenre.errors import InputError
from bookgenre.files import read_bounded

__all__ = ["Figure", "ModelCard", "OfGenre", "read_model_card"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table of figures, as the card writes it."""

    score: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class OfGenre:
    """What was measured of one genre, as the card writes it; `support` is the number of test books that have it."""

    support: str
    precision: str
    recall: str
    f1: str
    average_precision: str
    threshold: str


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a model card says.

    Attributes
    ----------
    name
        Its heading.
    conditions
        On which data the figures were measured.
    data
        What the model was trained on.
    limits
        What the model was not shown, or cannot know.
    figures
        Of all genres together.
    genres
        Id to figures.
    """

    name: str = ""
    conditions: str = ""
    data: str = ""
    limits: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    genres: dict[str, OfGenre] = field(default_factory=dict)


def read_model_card(folder: Path) -> ModelCard:
    """Read ``MODEL_CARD.md``; what it does not hold stays empty, as a model of one's own may have another card."""
    try:
        content = read_bounded(folder / MODEL_CARD, LARGEST[MODEL_CARD], regular=True)
    except (OSError, InputError):
        return ModelCard()
    text = content.decode("utf-8", "replace")
    heading = re.search(r"^# (.+)$", text, re.MULTILINE)
    sections = _sections(text, "## ")
    figures = sections.get("Figures", "")
    whole, _, by_genre = figures.partition("### By genre")
    data, *limits = re.split(r"^- ", sections.get("Data and its limits", ""), flags=re.MULTILINE)
    return ModelCard(
        heading[1] if heading else "",
        _one_line(whole.split("|", 1)[0].split("Reproduce", 1)[0]),
        _one_line(data),
        tuple(_one_line(item) for item in limits),
        tuple(Figure(*cells) for cells in _rows(whole, 3)),
        {cells[0]: OfGenre(*cells[1:]) for cells in _rows(by_genre, 7)},
    )


def _sections(text: str, mark: str) -> dict[str, str]:
    """Heading to text below it."""
    parts = re.split(rf"^{mark}(.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _rows(text: str, columns: int) -> list[list[str]]:
    """Cells of the rows of a Markdown table, without its head."""
    rows = [
        [_plain(cell.strip()) for cell in line.strip().strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|") and not line.startswith("|---")
    ]
    return [cells for cells in rows[1:] if len(cells) == columns]


def _one_line(text: str) -> str:
    return _plain(" ".join(text.split()))


def _plain(text: str) -> str:
    return text.replace("`", "")
