"""The page on the tiny model, served by a process of its own, and a browser."""

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
SPY = "A secret agent and spy is sent to Berlin to find the handler. The wizard of the kingdom has a magic sword."


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
        said = re.search(r"listening on (http://\S+)/", (folder / "stdout.txt").read_text(encoding="utf-8"))
        if said:
            return Served(said[1], process, log_file)
        if process.poll() is not None:
            break
        time.sleep(0.1)
    process.kill()
    raise AssertionError(f"the page did not start: {log_file.read_text(encoding='utf-8')}")


def stop(served):
    served.process.terminate()
    served.process.wait(30)


@pytest.fixture(scope="session")
def served(tiny_model_folder, tmp_path_factory):
    """The page on the tiny model."""
    pytest.importorskip("gradio", reason="the page needs the extra space")
    folder = tmp_path_factory.mktemp("served")
    served = serve([sys.executable, "-m", "bookgenre", "space", "run", "--model", tiny_model_folder], folder)
    yield served
    stop(served)


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.is_file():
        pytest.skip(f"there is no browser {CHROMIUM}: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS.split())
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    """A fresh tab; `requested` holds the addresses that it asked for, `complaints` what went wrong in it."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.requested, page.complaints = [], []
    page.on("request", lambda request: page.requested.append(request.url))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("dialog", lambda dialog: (page.complaints.append("dialog"), dialog.dismiss()))
    yield page
    context.close()


@pytest.fixture
def client(served):
    gradio_client = pytest.importorskip("gradio_client", reason="the page needs the extra space")
    return gradio_client.Client(served.url, verbose=False, download_files=False)


@pytest.fixture
def spy():
    return SPY


@pytest.fixture(scope="session")
def exported(tiny_model_folder, tmp_path_factory):
    """An exported Space with the tiny model; do not change it."""
    pytest.importorskip("gradio", reason="the page needs the extra space")
    from bookgenre.space.export import export_space

    folder = tmp_path_factory.mktemp("exported") / "space"
    export_space(folder, tiny_model_folder, title="Tiny")
    return folder


@pytest.fixture
def export_copy(exported, tmp_path):
    return Path(shutil.copytree(exported, tmp_path / "space"))
