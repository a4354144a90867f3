"""What decides the outcome of a training run: its recipe, and the contents of its data."""

import hashlib
from pathlib import Path

from bookgenre.genres import load_taxonomy
from bookgenre.training.data.soft_targets import FACTS, TARGETS
from bookgenre.training.recipe import Recipe

__all__ = ["run_stamp"]


def run_stamp(recipe: Recipe) -> dict[str, str]:
    """Return the hashes ``recipe`` and ``data``; a run can go on only from a checkpoint that has the same.

    ``data`` is of the training, unlabelled and validation files, of the ids of the genres, and of the teacher's
    answers. The folders that hold them do not count.
    """
    found = hashlib.sha256("\n".join(load_taxonomy().ids).encode())
    for path in (*recipe.training_files(), *recipe.unlabelled_files(), *recipe.validation_files()):
        found.update(_digest(path))
    if recipe.teacher is not None:
        answers = Path(recipe.teacher.folder)
        for path in (answers / FACTS, answers / TARGETS):
            found.update(_digest(path))
    return {"recipe": recipe.fingerprint(), "data": found.hexdigest()[:16]}


def _digest(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError:
        # Whoever reads it next says what to do.
        return b""
