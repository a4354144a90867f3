"""The model folder: what it holds, and how it is checked before anything is run."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bookgenre.errors import ModelError
from bookgenre.files import write_file

__all__ = [
    "CALIBRATION_PLOT",
    "CONFIG",
    "CURVES_PLOT",
    "GENRES",
    "MODEL",
    "MODEL_CARD",
    "NGRAMS",
    "PLOTS",
    "TOKENIZER",
    "ModelConfig",
    "check_folder",
    "files_of",
    "sha256",
    "write_config",
]

MODEL = "model.onnx"
TOKENIZER = "tokenizer.json"
GENRES = "genres.json"
CONFIG = "config.json"
MODEL_CARD = "MODEL_CARD.md"
NGRAMS = "ngrams.npz"
"""A model may do without this one."""

CALIBRATION_PLOT = "calibration.png"
CURVES_PLOT = "precision_recall.png"
PLOTS = (CALIBRATION_PLOT, CURVES_PLOT)
"""Pictures that the card shows; like the card they are replaced when a model is measured again, and have no hash."""

FORMAT = 2
_READ = (1, 2)
"""Layout 1 had no n-grams; all else was the same."""

_HASHED = (MODEL, TOKENIZER, GENRES)
_ADVICE = "fetch or export the model again"


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """Contents of ``config.json``.

    Attributes
    ----------
    model_version
        Date of export and hash of the model, such as ``2026.11.22+1a2b3c4d``.
    base_model
        Name of the pretrained model.
    window
        Tokens in a window at most.
    pad_token_id
        Id with which windows of a batch are filled up.
    vocabulary_size
        Number of token ids that the model knows.
    common_threshold
        The one threshold that serves all genres best; ``genres.json`` holds each genre's own.
    files
        File name to SHA-256, in hexadecimal.
    format
        Version of the folder's layout.
    """

    model_version: str
    base_model: str
    window: int
    pad_token_id: int
    vocabulary_size: int
    common_threshold: float
    files: dict[str, str]
    format: int = FORMAT


def files_of(folder: Path, config: ModelConfig) -> tuple[str, ...]:
    """Names of the files that a model with this configuration has: the card among them, and its pictures if any."""
    pictures = [name for name in PLOTS if (folder / name).is_file()]
    return (*_HASHED, *([NGRAMS] if NGRAMS in config.files else []), CONFIG, MODEL_CARD, *pictures)


def sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_folder(folder: Path) -> ModelConfig:
    """Read the configuration of a model folder and hold every file against its hash.

    Raises
    ------
    ModelError
        If the folder or a file is missing, a file is not what the configuration records, or the layout is newer than
        this version of bookgenre.
    """
    if not folder.is_dir():
        raise ModelError(f"there is no model folder {folder}; give a folder that holds {MODEL} and {CONFIG}")
    for name in (CONFIG, *_HASHED):
        if not (folder / name).is_file():
            raise ModelError(f"the model folder {folder} lacks {name}; {_ADVICE}")
    try:
        values: dict[str, Any] = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        if values.get("format") not in _READ:
            raise ModelError(
                f"{folder} has layout {values.get('format')!r}, this bookgenre reads up to {FORMAT}; update bookgenre"
            )
        config = ModelConfig(**values)
        for name in ("window", "pad_token_id", "vocabulary_size"):
            if type(values[name]) is not int:
                raise TypeError(f"{name} is {values[name]!r}, not a whole number")
        if not isinstance(config.common_threshold, float) or not 0 <= config.pad_token_id < config.vocabulary_size:
            raise ValueError("common_threshold or pad_token_id is out of range")
        expected = {name: config.files[name] for name in (*_HASHED, *([NGRAMS] if NGRAMS in config.files else []))}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ModelError(f"{folder / CONFIG} is damaged ({error}); {_ADVICE}") from error
    for name, digest in expected.items():
        if not (folder / name).is_file():
            raise ModelError(f"the model folder {folder} lacks {name}; {_ADVICE}")
        if sha256(folder / name) != digest:
            raise ModelError(f"{folder / name} is damaged or was changed (its SHA-256 is wrong); {_ADVICE}")
    return config


def write_config(folder: Path, **values: Any) -> ModelConfig:
    """Write ``config.json`` beside finished files, with their hashes; `values` are the other fields."""
    names = (*_HASHED, *([NGRAMS] if (folder / NGRAMS).is_file() else []))
    config = ModelConfig(files={name: sha256(folder / name) for name in names}, **values)
    write_file(folder / CONFIG, json.dumps(asdict(config), indent=2) + "\n")
    return config
