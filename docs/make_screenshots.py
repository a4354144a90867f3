"""Take the pictures in docs/web: the real site with the packaged model, in Debian's Chromium.

Needs the extras web and dev, and what tests/web/browser/install_chromium.sh installs.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from waitress.server import create_server

from bookgenre.web import Settings, create_app

# isort: split
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from chromium import ARGUMENTS, CHROMIUM

FOLDER = Path(__file__).with_name("web")


@contextmanager
def site() -> Iterator[str]:
    """The site on a free port of this machine."""
    server = create_server(create_app(Settings(rate_limit="")), host="127.0.0.1", port=0, threads=16)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


def ask(page: Page, address: str, number: int = 0) -> None:
    """Fill in a sample, and send it."""
    page.goto(address)
    page.locator("a.sample").nth(number).click()
    page.get_by_role("button", name="Find genres").click()
    page.wait_for_selector("#answer")


def edit(page: Page) -> None:
    """Change the mystery's murder into a love story."""
    page.get_by_text("Edit and try again").click()
    description = page.get_by_label("Description")
    murder, love = "is found drowned in a locked room", "falls in love with the widow who lives below his light"
    description.fill(description.input_value().replace(murder, love))
    page.get_by_role("button", name="Update").click()
    page.wait_for_selector("#changes")


def shoot(page: Page, name: str, height: int | None = None) -> None:
    """Take a picture of the page from its top."""
    page.wait_for_timeout(4500)  # until the line that says what happened is gone
    page.evaluate("scrollTo(0, 0)")
    size = page.viewport_size or {"width": 1200, "height": 800}
    clip = {"x": 0, "y": 0, "width": size["width"], "height": height or size["height"]}
    page.screenshot(path=FOLDER / f"{name}.png", full_page=True, clip=clip)


def main() -> None:
    """Take them all."""
    FOLDER.mkdir(exist_ok=True)
    with site() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1200, "height": 760}, color_scheme="light")
        page.goto(address)
        shoot(page, "home", 980)
        ask(page, address, 0)
        shoot(page, "answer", 1000)
        page.locator("#stores").screenshot(path=FOLDER / "stores.png")
        edit(page)
        page.locator("#changes").screenshot(path=FOLDER / "changes.png")
        page.goto(address)
        page.locator(".samples").screenshot(path=FOLDER / "last-answers.png")
        page.goto(f"{address}/genres")
        shoot(page, "genres")
        page = browser.new_page(viewport={"width": 1200, "height": 760}, color_scheme="dark")
        ask(page, address, 1)
        page.locator("#shortlist button.explain").nth(1).click()
        page.wait_for_selector("#explanation .blurb mark")
        shoot(page, "why-dark", 1160)
        page = browser.new_page(viewport={"width": 320, "height": 700}, color_scheme="light")
        ask(page, address, 2)
        shoot(page, "narrow", 1100)
        browser.close()


if __name__ == "__main__":
    main()
