"""The exported folder, copied elsewhere, in a fresh environment made from its own requirements alone."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gradio_page import serve, stop

pytestmark = pytest.mark.slow
pytest.importorskip("gradio", reason="the page needs the extra space")

SPY = (
    "A retired spy is pulled back to Cold War Berlin when his old handler is found dead in a locked apartment. The "
    "file on the desk carries his own code name."
)


@pytest.fixture(scope="module")
def python(real_space, tmp_path_factory):
    """The interpreter of the fresh environment."""
    folder = tmp_path_factory.mktemp("fresh")
    # Without a pip of its own, and with what is imported compiled when it is: most of it never is.
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check"]
    install = [*pip, "install", "--quiet", "--no-compile", "--requirement", real_space / "requirements.txt"]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return python


@pytest.fixture(scope="module")
def real_space(tmp_path_factory):
    """The Space of the packaged model, exported, copied, and the first copy gone."""
    from bookgenre.classifier.model_folder import packaged_model_folder
    from bookgenre.space.space_folder import export_space

    folder = tmp_path_factory.mktemp("real")
    export_space(folder / "first", packaged_model_folder())
    copied = Path(shutil.copytree(folder / "first", folder / "elsewhere" / "copied"))
    shutil.rmtree(folder / "first")
    return copied


@pytest.fixture(scope="module")
def running(python, real_space, tmp_path_factory):
    # Neither this checkout nor this environment can be seen by it.
    hidden = {"PYTHONPATH": "", "PYTHONNOUSERSITE": "1", "VIRTUAL_ENV": ""}
    served = serve([python, real_space / "app.py"], tmp_path_factory.mktemp("running"), **hidden)
    yield served
    stop(served)


def test_neither_torch_nor_transformers_came_along(python):
    code = "import importlib.util as u; print([n for n in ('torch', 'transformers', 'bookgenre') if u.find_spec(n)])"
    environment = os.environ | {"PYTHONPATH": ""}
    done = subprocess.run([python, "-c", code], cwd="/", env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_gradio_client_gets_genres_reasons_and_colours(running):
    gradio_client = pytest.importorskip("gradio_client")
    client = gradio_client.Client(running.url, verbose=False, download_files=False)
    answer = client.predict(SPY, api_name="/predict")
    assert len(answer["genres"]) == 10
    assert "espionage" in [genre["id"] for genre in answer["genres"][:5]]
    reasons = client.predict(SPY, genre="espionage", api_name="/explain")
    assert "spy" in max(reasons["sentences"], key=lambda part: part["contribution"])["text"]
    cover = client.predict(SPY, "The Night Handler", api_name="/cover")
    assert len(cover["colours"]) == 10
    assert "Thriller" in cover["groups"]


def test_a_browser_gets_genres_reasons_and_colours(running, page):
    page.goto(running.url)
    page.fill("#description textarea", SPY)
    page.click("#go")
    page.wait_for_selector("#cover img")
    page.wait_for_function("document.querySelector('#sentences .highlighted')")
    assert page.inner_text("#genres").count("%") == 10
    assert "Espionage & Spy Thriller" in page.inner_text("#genres")
    assert page.locator("#words .highlighted").count() > 3
    assert page.locator("#palette ol li").count() == 10
    assert page.complaints == []
    assert [url for url in page.requested if not url.startswith((running.url, "data:", "blob:"))] == []


def test_bad_input_is_one_line_in_the_log(running, page):
    before = running.log
    page.goto(running.url)
    page.fill("#description textarea", "short")
    page.click("#go")
    page.wait_for_selector(".toast-body")
    assert running.log.removeprefix(before).count("\n") == 1
