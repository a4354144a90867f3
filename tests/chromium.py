"""Debian's Chromium, and how tests start it."""

from contextlib import contextmanager
from pathlib import Path

import pytest

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def launched_browser():
    """Chromium, driven by Playwright; the test is skipped where one of the two is missing."""
    playwright = pytest.importorskip("playwright.sync_api", reason="it drives the browser: pip install '.[dev]'")
    if not CHROMIUM.exists():
        pytest.skip(f"no {CHROMIUM}: run tests/web/browser/install_chromium.sh")
    # The machines that test have other things to do as well.
    playwright.expect.set_options(timeout=120_000)
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
