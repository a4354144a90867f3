"""Run nginx by deploy/nginx.conf as any user, at any port, with folders of its own: for the tests, and for a try.

python deploy/run_nginx.py --port 8080 --server 8000
"""

import argparse
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

CONFIGURATION = Path(__file__).with_name("nginx.conf")
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


class Nginx:
    """A running nginx.

    Parameters
    ----------
    folder
        For its files; its processes, which as root are another user's, must be able to enter it.
    port, server
        Where it listens, and where bookgenre does, both on 127.0.0.1.
    change
        Changes the text of the configuration.
    """

    def __init__(self, folder: Path, port: int, server: int, change: Callable[[str], str] = lambda text: text) -> None:
        self.port = port
        text = CONFIGURATION.read_text(encoding="utf-8")
        text = _replace("listen 80 ", f"listen 127.0.0.1:{port} ", text)
        text = _replace("server 127.0.0.1:8000;", f"server 127.0.0.1:{server};", text)
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        paths = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
        text = _replace("http {", f"pid {folder}/pid;\ndaemon off;\nhttp {{\n{paths}", text)
        if os.getuid() == 0:
            text = f"user nobody nogroup;\n{text}"
        folder.chmod(0o755)
        path = folder / "nginx.conf"
        path.write_text(change(text), encoding="utf-8")
        self._log = folder / "nginx.log"
        with self._log.open("wb") as stream:
            self.process = subprocess.Popen([str(NGINX), "-p", folder, "-c", path], stdout=stream, stderr=stream)
        for _ in range(200):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return
            if self.process.poll() is not None:
                raise SystemExit(self._log.read_text())
            time.sleep(0.05)

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(30)


def _replace(old: str, new: str, text: str) -> str:
    text, changed = re.subn(re.escape(old), lambda _: new, text)
    if changed != 1:
        raise SystemExit(f"{CONFIGURATION} holds {old!r} {changed} times, not once")
    return text


def main() -> None:
    """Run until Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--server", type=int, default=8000, help="port of bookgenre")
    options = parser.parse_args()
    if NGINX is None:
        raise SystemExit("nginx is missing: sh deploy/install_nginx.sh")
    with tempfile.TemporaryDirectory(prefix="bookgenre-nginx-") as folder:
        nginx = Nginx(Path(folder), options.port, options.server)
        print(f"nginx is at http://127.0.0.1:{options.port} (Ctrl-C ends it)", flush=True)
        try:
            nginx.process.wait()
        except KeyboardInterrupt:
            nginx.stop()


if __name__ == "__main__":
    main()
