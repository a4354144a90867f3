"""The page on the tiny model, served by a process of its own, and a browser."""

import shutil
import sys
from pathlib import Path

import pytest

from chromium import launched_browser
from gradio_page import serve, stop

SPY = "A secret agent and spy is sent to Berlin to find the handler. The wizard of the kingdom has a magic sword."


@pytest.fixture(scope="session")
def served(tiny_model_folder, tmp_path_factory):
    """The page on the tiny model."""
    pytest.importorskip("gradio", reason="the page needs the extra space")
    folder = tmp_path_factory.mktemp("served")
    served = serve([sys.executable, "-m", "bookgenre", "space", "run", "--model", tiny_model_folder], folder)
    yield served
    stop(served)


# Not for longer: Playwright's event loop gets into the way of tests that run one of their own.
@pytest.fixture(scope="module")
def browser():
    with launched_browser() as browser:
        yield browser


@pytest.fixture
def page(browser):
    """A fresh tab; `requested` holds the addresses that it asked for, `complaints` what went wrong in it."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.requested, page.complaints = [], []
    page.on("request", lambda request: page.requested.append(request.url))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("dialog", lambda dialog: (page.complaints.append("dialog"), dialog.dismiss()))
    yield page
    context.close()


@pytest.fixture(scope="module")
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
    from bookgenre.space.space_folder import export_space

    folder = tmp_path_factory.mktemp("exported") / "space"
    export_space(folder, tiny_model_folder, title="Tiny")
    return folder


@pytest.fixture
def export_copy(exported, tmp_path):
    return Path(shutil.copytree(exported, tmp_path / "space"))
