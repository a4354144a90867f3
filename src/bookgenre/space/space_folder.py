"""Write a folder that is a Hugging Face Space and that runs anywhere else, too; send it to the hub."""

import contextlib
import json
import shutil
import sys
import tempfile
from importlib import metadata
from pathlib import Path, PurePosixPath
from string import Template

import bookgenre
from bookgenre.classifier.hub import check_hub_id, check_token, hub_errors
from bookgenre.classifier.label_space import LabelSpace
from bookgenre.classifier.model_folder import (
    GENRES,
    MODEL,
    MODEL_CARD,
    check_folder,
    files_of,
    packaged_model_folder,
)
from bookgenre.errors import DataError, InputError, MissingExtraError, ModelError

__all__ = ["MARKER", "export_space", "is_export", "push_space"]

MARKER = ".bookgenre-space.json"
"""Says that a folder is an export, and lists its files."""

# A Space installs its requirements before it sees its other files, and bookgenre is on no index: the code is included.
_PACKAGES = ("classifier", "covers", "files", "formats", "genres", "space", "stores", "text")
_LEFT_OUT = ("__main__.py", "space/space_folder.py", "space/template")
_REQUIREMENTS = ("coloraide", "gradio", "numpy", "onnxruntime", "tokenizers")


def export_space(folder: Path, model: Path, *, title: str | None = None, force: bool = False) -> None:
    """Write the page, its model and all it needs to a folder, completely or not at all.

    Parameters
    ----------
    folder
        A new or empty one. `InputError` says that it holds something else, `DataError` that it cannot be written.
    model
        Model folder; `ModelError` says that it is not complete.
    title
        Of the Space, on one line.
    force
        Whether an earlier export is replaced: its files and no others, so that a ``.git`` in it stays.
    """
    title = " ".join((title or "bookgenre").split())
    _check_target(folder, force)
    version = check_folder(model).model_version
    if not (model / MODEL_CARD).is_file():
        raise ModelError(f"the model folder {model} lacks {MODEL_CARD}; write one, or export the model again")
    try:
        pins = {name: metadata.version(name) for name in _REQUIREMENTS}
    except metadata.PackageNotFoundError as error:
        raise MissingExtraError("space", error.name) from None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as temporary:
            made = Path(temporary) / "space"
            _write(made, model, _readme(title, model, version, pins), pins)
            _move(made, folder)
    except OSError as error:
        raise DataError(f"{folder} cannot be written: {error.strerror}; choose another place") from error


def is_export(folder: Path) -> bool:
    """Whether `export_space` has written this folder."""
    return (folder / MARKER).is_file()


def push_space(name: str, folder: Path | None = None, *, private: bool = False) -> str:
    """Upload an exported folder to a Space and return the Space's address.

    Parameters
    ----------
    name
        ``owner/name``; the Space is made if it is not there. `ModelError` says that there is no token, or that the hub
        refuses or cannot be reached.
    folder
        What `export_space` has written; None to export the packaged model for this.
    private
        Whether a Space that is made is hidden from others.
    """
    check_hub_id(name)
    if folder is not None and not is_export(folder):
        raise InputError(f"{folder} is not an exported Space; write one with: bookgenre space export {folder}")
    with hub_errors(f"the Space {name}", writing=True):
        check_token()
    with tempfile.TemporaryDirectory() as temporary:
        if folder is None:
            folder = Path(temporary) / "space"
            export_space(folder, packaged_model_folder(), title=name.partition("/")[2])
        with hub_errors(f"the Space {name}", writing=True):
            from huggingface_hub import HfApi

            api = HfApi()
            url = api.create_repo(name, repo_type="space", space_sdk="gradio", private=private, exist_ok=True)
            api.upload_folder(
                folder_path=folder,
                repo_id=name,
                repo_type="space",
                commit_message=f"bookgenre {bookgenre.__version__}",
                ignore_patterns=["**/__pycache__/**", "*.pyc"],
                # Modules that a later version no longer has; what the owner added elsewhere stays.
                delete_patterns=["bookgenre/**", "model/**"],
            )
            return str(url)


def _check_target(folder: Path, force: bool) -> None:
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file; name a folder")
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    if not is_export(folder):
        raise InputError(f"the folder {folder} is not empty and is not an earlier export; name a new one")
    _listed(folder)
    if not force:
        raise InputError(f"the folder {folder} holds an earlier export; replace it with --force, or name a new one")


def _listed(folder: Path) -> set[str]:
    """Files of an earlier export, all of them within its folder: they may be deleted."""
    try:
        files = json.loads((folder / MARKER).read_text(encoding="utf-8"))["files"]
        paths = [PurePosixPath(name) for name in files]
        sound = isinstance(files, list) and not any(path.is_absolute() or ".." in path.parts for path in paths)
    except (ValueError, TypeError, KeyError):
        sound = False
    if not sound:
        raise InputError(f"{folder / MARKER} is damaged; name a new folder")
    return set(files)


def _readme(title: str, model: Path, version: str, pins: dict[str, str]) -> str:
    template = (Path(__file__).parent / "template" / "README.md").read_text(encoding="utf-8")
    return Template(template).substitute(
        # JSON's strings are YAML's, too.
        title=json.dumps(title, ensure_ascii=False),
        gradio=pins["gradio"],
        python=f"{sys.version_info.major}.{sys.version_info.minor}",
        genres=len(LabelSpace.read(model / GENRES)),
        megabytes=max(1, round((model / MODEL).stat().st_size / 1e6)),
        model=version,
        version=bookgenre.__version__,
    )


def _write(made: Path, model: Path, readme: str, pins: dict[str, str]) -> None:
    for name, source in _sources().items():
        target = made / "bookgenre" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    (made / "model").mkdir()
    for name in files_of(model, check_folder(model)):
        shutil.copyfile(model / name, made / "model" / name)
    here = Path(__file__).parent
    shutil.copyfile(here / "template" / "app.py", made / "app.py")
    shutil.copyfile(here / "examples.json", made / "examples.json")
    shutil.copyfile(_licence(), made / "LICENSE")
    texts = {
        "README.md": readme,
        "requirements.txt": "".join(f"{name}=={version}\n" for name, version in pins.items()),
        ".gitattributes": "".join(f"*.{kind} filter=lfs diff=lfs merge=lfs -text\n" for kind in ("onnx", "npz", "png")),
    }
    for name, text in texts.items():
        (made / name).write_text(text, encoding="utf-8")
    files = sorted(path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file())
    marker = {"bookgenre": bookgenre.__version__, "files": files}
    (made / MARKER).write_text(json.dumps(marker, indent=1) + "\n", encoding="utf-8")


def _sources() -> dict[str, Path]:
    """Files of the package that the page needs, by their place in it."""
    package = Path(bookgenre.__file__).parent
    paths = [*package.iterdir(), *(path for name in _PACKAGES for path in (package / name).rglob("*"))]
    found = {path.relative_to(package).as_posix(): path for path in paths if path.is_file() and path.suffix != ".pyc"}
    return {name: path for name, path in sorted(found.items()) if not name.startswith(_LEFT_OUT)}


def _licence() -> Path:
    """The licence's text, which accompanies the code: beside the sources, or where the wheel has put it."""
    places = [Path(bookgenre.__file__).parents[2] / "LICENSE"]
    with contextlib.suppress(metadata.PackageNotFoundError):
        files = metadata.distribution("bookgenre").files or ()
        places += [Path(str(file.locate())) for file in files if file.name == "LICENSE"]
    for path in places:
        if path.is_file():
            return path
    raise DataError("this installation of bookgenre lacks the file LICENSE, which an export needs; install it again")


def _move(made: Path, folder: Path) -> None:
    if not is_export(folder):
        made.replace(folder)
        return
    old = _listed(folder)
    new = [path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()]
    for name in old - set(new):
        (folder / name).unlink(missing_ok=True)
    # The marker is moved last: until then the folder is the earlier export, which can be replaced again.
    for name in sorted(new, key=lambda name: name == MARKER):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).replace(folder / name)
