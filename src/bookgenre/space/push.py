"""Send an exported Space to the Hugging Face hub."""

import tempfile
from pathlib import Path

from bookgenre.classifier.hub import check_hub_id, check_token, hub_errors
from bookgenre.classifier.model_folder import packaged_model_folder
from bookgenre.errors import InputError
from bookgenre.space.space_folder import export_space, is_export
from bookgenre.version import __version__

__all__ = ["push_space"]


def push_space(name: str, folder: Path | None = None, *, private: bool = False) -> str:
    """Upload an exported folder to a Space and return the Space's address.

    Parameters
    ----------
    name
        ``owner/name``; the Space is made if it is not there.
    folder
        What `export_space` has written; None to export the packaged model for this.
    private
        Whether a Space that is made is hidden from others.

    Raises
    ------
    InputError
        If `name` has another form, or `folder` is no export.
    ModelError
        If there is no token, or the hub refuses or cannot be reached.
    MissingExtraError
        If a package of the extra ``space`` is not installed.
    """
    check_hub_id(name)
    if folder is not None and not is_export(folder):
        raise InputError(f"{folder} is no exported Space; write one with: bookgenre space export {folder}")
    with hub_errors(f"the Space {name}", writing=True):
        check_token()
    if folder is not None:
        return _upload(name, folder, private)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "space"
        export_space(folder, packaged_model_folder(), title=name.partition("/")[2])
        return _upload(name, folder, private)


def _upload(name: str, folder: Path, private: bool) -> str:
    with hub_errors(f"the Space {name}", writing=True):
        from huggingface_hub import HfApi

        api = HfApi()
        url = api.create_repo(name, repo_type="space", space_sdk="gradio", private=private, exist_ok=True)
        api.upload_folder(
            folder_path=folder,
            repo_id=name,
            repo_type="space",
            commit_message=f"bookgenre {__version__}",
            ignore_patterns=["**/__pycache__/**", "*.pyc"],
            # Modules that a later version no longer has; what the owner added elsewhere stays.
            delete_patterns=["bookgenre/**", "model/**"],
        )
        return str(url)
