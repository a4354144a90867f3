"""Find a model folder: the packaged one, one on this disk, or one on the Hugging Face hub."""

import re
from importlib import resources
from pathlib import Path

from bookgenre.classifier.model_folder import CONFIG, GENRES, MODEL, MODEL_CARD, NGRAMS, TOKENIZER
from bookgenre.errors import MissingExtraError, ModelError

__all__ = ["find_model_folder", "packaged_model_folder"]

_FILES = [MODEL, TOKENIZER, GENRES, NGRAMS, CONFIG, MODEL_CARD]
_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")


def packaged_model_folder() -> Path:
    """Return the folder of the model that ships with bookgenre."""
    folder = Path(str(resources.files("bookgenre"))) / "model"
    if not (folder / CONFIG).is_file():
        raise ModelError("this installation of bookgenre holds no model; install the wheel, or name a model folder")
    return folder


def find_model_folder(folder_or_hub_id: str | Path | None = None, revision: str | None = None) -> Path:
    """Return a local folder that holds the model.

    Parameters
    ----------
    folder_or_hub_id
        None for the packaged model; a folder; or ``owner/name`` on the hub, of which only the files of a model folder
        are fetched, into the hub's own cache, and taken from there when the hub is out of reach.
    revision
        Branch, tag or commit on the hub.

    Raises
    ------
    ModelError
        If there is no such folder, or the hub has no such model or cannot be reached.
    """
    if folder_or_hub_id is None:
        return packaged_model_folder()
    name = str(folder_or_hub_id)
    if isinstance(folder_or_hub_id, Path) or Path(name).exists() or not _HUB_ID.fullmatch(name) or name[0] == ".":
        return Path(name)
    return _from_hub(name, revision)


def _from_hub(name: str, revision: str | None) -> Path:
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import (
            HfHubHTTPError,
            HFValidationError,
            LocalEntryNotFoundError,
            RepositoryNotFoundError,
        )
    except ImportError:
        raise MissingExtraError("space", "huggingface_hub") from None
    try:
        return Path(snapshot_download(name, revision=revision, allow_patterns=_FILES))
    except (RepositoryNotFoundError, HFValidationError):
        raise ModelError(f"there is neither a folder nor a model {name} on the hub; check the name") from None
    except LocalEntryNotFoundError:
        raise ModelError(
            f"the hub cannot be reached and {name} is not in its cache; go online once, or name a folder"
        ) from None
    except (HfHubHTTPError, OSError) as error:
        raise ModelError(f"{name} cannot be fetched from the hub: {str(error).splitlines()[0]}") from error
