"""Run the steps of the Dockerfile as a script, in an empty folder and a clean environment.

    python tests/deploy/run_dockerfile.py

For machines without a container engine. Each stage has a folder of its own; ``/app`` in the file's steps is the stage's
folder, the base image's Python is the one that runs this, and of the environment only what leads pip to its registry is
handed on. COPY takes what .dockerignore lets through, and no more. At the end the CMD is started (as the file's USER,
where this runs as root), its HEALTHCHECK and one prediction are asked for, and it is stopped as an engine would. What
this cannot see: whether the base image has what the steps need beside Python.
"""

import argparse
import fnmatch
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[2]
HANDED_ON = re.compile(r"PIP_\w+|(https?|no)_proxy|SSL_CERT_\w+|REQUESTS_CA_BUNDLE", re.IGNORECASE)
BLURB = "A retired spy is pulled back to Cold War Berlin when his old handler is found dead."


def instructions(text: str) -> list[tuple[str, str]]:
    """The instructions of a Dockerfile: keyword and rest, continued lines joined."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n", " ", "\n".join(lines))
    return [tuple(line.split(maxsplit=1)) for line in joined.splitlines() if line.strip()]


def context() -> list[Path]:
    """Files that .dockerignore lets through; the last pattern that fits a file, or a folder above it, decides."""
    patterns = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout.split("\0")
    taken = []
    for name in filter(None, tracked):
        path = Path(name)
        ignored = False
        for pattern in patterns:
            kept = pattern.startswith("!")
            plain = pattern.removeprefix("!").removeprefix("**/")
            if any(fnmatch.fnmatch(str(part), plain) for part in [path, *path.parents][:-1]):
                ignored = not kept
        if not ignored and (ROOT / path).is_file():
            taken.append(path)
    return taken


class Build:
    """One run through the file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.app = folder / "app"
        self.stages: dict[str, Path] = {}
        self.files = context()
        base = folder / "base"
        base.mkdir()
        (base / "python").symlink_to(Path(sys.executable).resolve())
        (base / "python3").symlink_to(Path(sys.executable).resolve())
        self.base = f"{base}:/usr/bin:/bin"
        self.command: list[str] = []
        self.health: list[str] = []
        self.user: int | None = None

    def run(self) -> None:
        """All instructions."""
        for keyword, rest in instructions((ROOT / "Dockerfile").read_text()):
            print(f"{keyword} {' '.join(rest.split())}", flush=True)
            getattr(self, f"do_{keyword.lower()}")(" ".join(rest.split()))

    def place(self, text: str) -> str:
        """`text` with the stage's folder for /app."""
        return re.sub(r"(?<![\w./])/app\b", str(self.app), text)

    def do_from(self, rest: str) -> None:
        words = rest.split()
        name = words[2] if len(words) == 3 else str(len(self.stages))
        stage = self.stages[name] = self.folder / f"stage-{name}"
        stage.mkdir()
        self.app.unlink(missing_ok=True)
        # All stages see their own folder at the same place, as programs remember where they were installed.
        self.app.symlink_to(stage)
        self.environment = {name: value for name, value in os.environ.items() if HANDED_ON.fullmatch(name)}
        self.environment |= {"PATH": self.base, "HOME": str(self.folder)}
        self.work = self.app

    def do_workdir(self, rest: str) -> None:
        self.work = Path(self.place(rest))
        self.work.mkdir(parents=True, exist_ok=True)

    def do_env(self, rest: str) -> None:
        for pair in shlex.split(rest):
            name, _, value = pair.partition("=")
            self.environment[name] = self.place(value).replace("$PATH", self.environment["PATH"])

    def do_copy(self, rest: str) -> None:
        *sources, target = rest.split()
        destination = self.work / self.place(target)
        if sources[0].startswith("--from="):
            stage = self.stages[sources.pop(0).removeprefix("--from=")]
            for source in sources:
                shutil.copytree(stage / Path(source).relative_to("/app"), destination, symlinks=True)
            return
        for source in sources:
            found = [path for path in self.files if path == Path(source) or Path(source) in path.parents]
            if not found:
                raise SystemExit(f"COPY {source}: there is no such file in the context; see .dockerignore")
            for path in found:
                # A folder's content is copied, a file goes into a folder.
                inner = path.relative_to(source) if path != Path(source) else Path(path.name)
                (destination / inner).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / path, destination / inner)

    def do_run(self, rest: str) -> None:
        subprocess.run(["/bin/sh", "-c", self.place(rest)], cwd=self.work, env=self.environment, check=True)

    def do_user(self, rest: str) -> None:
        self.user = int(rest.partition(":")[0]) if os.getuid() == 0 else None
        if self.user:
            try:
                subprocess.run([sys.executable, "-c", ""], user=self.user, group=self.user, check=True)
            except PermissionError:
                print(f"  {sys.executable} lies where user {self.user} may not go; going on as {os.getuid()}")
                self.user = None

    def do_expose(self, rest: str) -> None:
        self.port = int(rest)

    def do_healthcheck(self, rest: str) -> None:
        self.health = json.loads(rest.partition("CMD ")[2])

    def do_cmd(self, rest: str) -> None:
        self.command = json.loads(rest)

    def serve(self) -> None:
        """Start what was built, ask it, and stop it."""
        # Without a network of its own it cannot have the port that it asks for.
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        environment = self.environment | {"BOOKGENRE_PORT": str(port)}
        who = {"user": self.user, "group": self.user, "extra_groups": []} if self.user else {}
        print(f"{self.command} at port {port}, as user {self.user or os.getuid()}", flush=True)
        program = shutil.which(self.command[0], path=environment["PATH"])
        process = subprocess.Popen([program, *self.command[1:]], cwd=self.work, env=environment, **who)
        try:
            for _ in range(300):
                probe = shutil.which(self.health[0], path=environment["PATH"])
                if not subprocess.run([probe, *self.health[1:]], env=environment, check=False, **who).returncode:
                    break
                if process.poll() is not None:
                    raise SystemExit(f"the server ended with {process.returncode}")
                time.sleep(0.2)
            else:
                raise SystemExit("the server does not become healthy")
            request = urllib.request.Request(
                f"http://127.0.0.1:{port}/api/v1/predict",
                json.dumps({"description": BLURB, "top": 3}).encode(),
                {"Content-Type": "application/json"},
            )
            with urllib.request.urlopen(request) as response:  # noqa: S310
                print([genre["name"] for genre in json.load(response)["genres"]], flush=True)
            process.send_signal(signal.SIGTERM)
            if process.wait(30):
                raise SystemExit(f"stopped, the server ended with {process.returncode}")
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


def main() -> None:
    """Build, serve, and take everything away again."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    with tempfile.TemporaryDirectory(prefix="bookgenre-image-") as made:
        folder = Path(made).resolve()
        folder.chmod(0o755)
        build = Build(folder)
        build.run()
        build.serve()
    print("the Dockerfile's steps work")


if __name__ == "__main__":
    main()
