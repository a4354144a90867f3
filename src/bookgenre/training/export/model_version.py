"""The version of a model: the day of its export, and a hash of all that answers depend on."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bookgenre.classifier.model_folder import ModelConfig, sha256, write_config

__all__ = ["write_versioned_config"]


def write_versioned_config(folder: Path, **values: Any) -> ModelConfig:
    """Write ``config.json`` beside the finished files of a model; `values` are its fields without the version.

    The hash is of the tables, too: a model with other n-grams or another calibration is another model.
    """
    digest = hashlib.sha256("".join(sha256(path) for path in sorted(folder.iterdir())).encode()).hexdigest()[:8]
    return write_config(folder, model_version=f"{datetime.now(UTC):%Y.%m.%d}+{digest}", **values)
