"""``genres.json`` of a model folder: the outputs of the model, their calibration and thresholds."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from bookgenre.classifier.model_folder import GENRES, LARGEST
from bookgenre.classifier.untrusted import as_model_error, check_name, check_number, read_json
from bookgenre.files import write_file

__all__ = ["MOST_GENRES", "ModelGenre", "read_genres", "write_genres"]

MOST_GENRES = 4_096
"""The memory of a `LabelSpace` grows with the square of it."""

_STEEPEST = 1e6


@dataclass(frozen=True, slots=True)
class ModelGenre:
    """One output of the model.

    Attributes
    ----------
    id, name, parent
        As in the taxonomy that the model was trained with.
    base_rate
        Share of books that have the genre, in the data it was calibrated on.
    threshold
        The genre is chosen at this calibrated probability and above, if the genres above it are.
    scale, scale_above, offset
        Calibration: probability = sigmoid(bend(logit, scale, scale_above) + offset). Without `scale_above`, that is
        ``sigmoid(scale * logit + offset)`` (Platt 1999).
    evidence
        Of a settled genre, whose probability follows from those of all genres: what the calibrated probability of each
        genre, in the order of the file, adds to the log-odds. None for a genre that is not settled.
    evidence_offset
        Of a settled genre: its log-odds without any evidence.
    """

    id: str
    name: str
    parent: str | None
    base_rate: float
    threshold: float
    scale: float = 1.0
    offset: float = 0.0
    scale_above: float | None = None
    evidence: tuple[float, ...] | None = None
    evidence_offset: float = 0.0


def read_genres(path: Path) -> list[ModelGenre]:
    """Read ``genres.json``.

    Raises
    ------
    ModelError
        If it is not a list of genres, or one of more than 4,096.
    """
    with as_model_error(path, "cannot be read"):
        records = read_json(path, LARGEST[GENRES])
        if not isinstance(records, list) or not 1 <= len(records) <= MOST_GENRES:
            raise ValueError(f"it is no list of 1 to {MOST_GENRES:,} genres")
        return [_genre(record) for record in records]


def write_genres(path: Path, genres: Iterable[ModelGenre]) -> None:
    """Write ``genres.json``, one genre per line."""
    lines = (json.dumps(asdict(genre), ensure_ascii=False) for genre in genres)
    write_file(path, "[\n" + ",\n".join(lines) + "\n]\n")


def _genre(record: dict[str, Any]) -> ModelGenre:
    genre = ModelGenre(**record)
    for name in ("id", "name", *([] if genre.parent is None else ["parent"])):
        check_name(getattr(genre, name), f"a genre's {name}")
    for name in ("base_rate", "threshold"):
        check_number(getattr(genre, name), f"the {name} of {genre.id!r}", 0, 1)
    for name in ("scale", "offset", "evidence_offset", *([] if genre.scale_above is None else ["scale_above"])):
        check_number(getattr(genre, name), f"the {name} of {genre.id!r}", -_STEEPEST, _STEEPEST)
    if genre.evidence is None:
        return genre
    for number in genre.evidence:
        check_number(number, f"the evidence of {genre.id!r}", -_STEEPEST, _STEEPEST)
    return replace(genre, evidence=tuple(genre.evidence))
