"""Publish a model folder on the Hugging Face hub."""

from pathlib import Path

from bookgenre.classifier.hub import check_hub_id
from bookgenre.classifier.hub_errors import LOG_IN, hub_errors
from bookgenre.classifier.model_folder import MODEL_CARD, check_folder, files_of
from bookgenre.errors import ModelError

__all__ = ["check_token", "push_model"]

_CARD_ON_THE_HUB = "README.md"


def push_model(
    folder: Path, name: str, *, private: bool = False, revision: str | None = None, message: str | None = None
) -> str:
    """Send the files of a model folder to the hub, in one commit; return the address of the commit.

    The model card goes there once more as ``README.md``, which is what the hub shows and reads its metadata from.

    Parameters
    ----------
    folder
        Is checked first.
    name
        ``owner/name``; the repository is made if it is not there.
    private
        Whether a repository that is made is hidden from others; one that is there stays as it is.
    revision
        Branch, made if it is not there; None for the main one.
    message
        Of the commit; None for one that names the model's version.

    Raises
    ------
    InputError
        If `name` has another form.
    ModelError
        If the folder is not a whole model, there is no token, or the hub refuses or cannot be reached.
    MissingExtraError
        If huggingface_hub is not installed.
    """
    check_hub_id(name)
    config = check_folder(folder)
    if not (folder / MODEL_CARD).is_file():
        raise ModelError(f"the model folder {folder} lacks {MODEL_CARD}; write one, or export the model again")
    with hub_errors(f"the model {name}", revision, writing=True):
        from huggingface_hub import CommitOperationAdd, HfApi

        check_token()
        files = {file: folder / file for file in files_of(folder, config)} | {_CARD_ON_THE_HUB: folder / MODEL_CARD}
        api = HfApi()
        api.create_repo(name, private=private, exist_ok=True)
        if revision is not None:
            api.create_branch(name, branch=revision, exist_ok=True)
        commit = api.create_commit(
            name,
            operations=[CommitOperationAdd(file, path) for file, path in files.items()],
            commit_message=message or f"bookgenre {config.model_version}",
            revision=revision,
        )
        return str(commit.commit_url)


def check_token() -> None:
    """Raise `ModelError` if there is no token; without one the hub would only say so after minutes."""
    from huggingface_hub import get_token

    if get_token() is None:
        raise ModelError(f"the hub does not know you; {LOG_IN}")
