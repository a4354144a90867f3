"""The real site with the packaged model on waitress, and Debian's Chromium to look at it."""

import re
import threading
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import pytest

from chromium import launched_browser

# What Chromium says of a 4xx or 5xx that a test asked for.
EXPECTED = re.compile(r"Failed to load resource: the server responded with a status of [45]\d\d")


@pytest.fixture(scope="package")
def site():
    """Address of the site."""
    with served(rate_limit="", max_waiting=100) as address:
        yield address


@contextmanager
def served(**settings):
    """The site with some settings on a free port of this machine."""
    pytest.importorskip("flask_openapi", reason="the site is not installed: pip install 'bookgenre[web]'")
    from waitress.server import create_server

    from bookgenre.web import Settings, create_app

    server = create_server(create_app(Settings(**settings)), host="127.0.0.1", port=0, threads=32)

    def run():
        # The loop may be waiting for a socket that is closed below.
        with suppress(OSError):
            server.run()

    thread = threading.Thread(target=run)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    for channel in list(server.active_channels.values()):
        channel.handle_close()
    thread.join(10)
    server.task_dispatcher.shutdown()


@pytest.fixture(scope="package")
def browser():
    # Not for the whole session: its event loop would get into the way of other tests.
    with launched_browser() as browser:
        yield browser


class Visit:
    """A browser context that notes what its pages ask for and complain of."""

    def __init__(self, browser, site, **options):
        self.site = site
        self.complaints = []
        self.requests = []
        self.context = browser.new_context(base_url=site, **options)
        self.context.set_default_timeout(120_000)
        self.context.on("request", lambda request: self.requests.append(request))
        self.context.on("console", self._console)
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.page = self.context.new_page()

    def _console(self, message):
        if message.type in ("error", "warning") and not EXPECTED.match(message.text):
            self.complaints.append(message.text)

    def check(self):
        """No error, no breach of the Content-Security-Policy, and nothing asked of anybody else."""
        assert self.complaints == []
        web = [request.url for request in self.requests if urlsplit(request.url).scheme.startswith("http")]
        assert [url for url in web if not url.startswith(self.site)] == []
        assert self.context.cookies() == []


@pytest.fixture
def visit(browser, site):
    """A function that opens a context with Playwright's options and gives a `Visit`; at the end each is checked."""
    visits = []

    def open_one(address=site, **options):
        visits.append(Visit(browser, address, **options))
        return visits[-1]

    yield open_one
    for each in visits:
        each.check()
        each.context.close()


@pytest.fixture
def limited():
    """Address of a site that answers a question and one Why, and then no more for an hour."""
    with served(rate_limit="22 per hour") as address:
        yield address


@pytest.fixture
def page(visit):
    """A page of 1200 by 900."""
    return visit(viewport={"width": 1200, "height": 900}).page


@pytest.fixture
def ask():
    """A function that fills in the form and sends it, and waits for the answer."""

    def fill(page, description, **fields):
        page.goto("/")
        page.get_by_label("Description").fill(description)
        for name, value in fields.items():
            page.locator(f"#{name}").fill(value)
        page.get_by_role("button", name="Find genres").click()
        page.locator("#answer").wait_for()
        # Modules run once the page has been read; until then its buttons load it anew.
        page.wait_for_load_state()

    return fill
