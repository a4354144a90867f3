"""The Gradio page in a process of its own."""

import os
import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Served:
    """A page that is being served; `log` is what its process wrote to the error stream so far."""

    url: str
    process: subprocess.Popen
    log_file: Path

    @property
    def log(self):
        return self.log_file.read_text(encoding="utf-8")


def serve(command, folder, **environment):
    """Start a page and wait until it says where it is."""
    log_file = folder / "stderr.txt"
    with log_file.open("wb") as log, (folder / "stdout.txt").open("wb") as out:
        process = subprocess.Popen(list(map(str, command)), stdout=out, stderr=log, env=os.environ | environment)
    for _ in range(1200):
        said = re.search(r"listening on (http://\S+)/", log_file.read_text(encoding="utf-8"))
        if said:
            return Served(said[1], process, log_file)
        if process.poll() is not None:
            break
        time.sleep(0.1)
    process.kill()
    raise AssertionError(f"the page did not start: {log_file.read_text(encoding='utf-8')}")


def stop(served):
    served.process.terminate()
    served.process.wait(300)
