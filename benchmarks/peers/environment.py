"""Environments of the peers: what they need and the project does not, from the package registry."""

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

from peers.peer import Peer

__all__ = ["python_of"]


def python_of(peer: type[Peer], folder: Path) -> Path:
    """Return the Python that has the packages of `peer`; it is made in `folder` where it is not there.

    A peer that does not live alone sees the project's own packages, too: its environment lies over the project's, and
    what it installs hides what is below.
    """
    if not peer.packages:
        return Path(sys.executable)
    place = folder / peer.key
    python, done = place / "bin" / "python", place / "packages.txt"
    wanted = "\n".join(peer.packages) + "\n"
    if done.is_file() and done.read_text(encoding="utf-8") == wanted:
        return python
    print(f"{peer.key}: an environment with {', '.join(peer.packages)}", file=sys.stderr, flush=True)
    venv.create(place, with_pip=True, clear=True)
    if not peer.alone:
        below = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        (place / "lib" / version / "site-packages" / "project.pth").write_text("\n".join(sorted(below)) + "\n")
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *peer.packages], check=True
    )
    done.write_text(wanted, encoding="utf-8")
    return python
