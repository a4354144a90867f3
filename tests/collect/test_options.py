from pathlib import Path

import pytest

pytest.importorskip("scrapy", reason="pip install 'bookgenre[collect]'")

from bookgenre.collect import Site
from bookgenre.collect.options import CrawlOptions, scrapy_settings
from bookgenre.collect.throttle import Throttle
from bookgenre.errors import InputError

CONTACT = "tester@example.org"
HERE = Site("http://127.0.0.1:8765")


def settings(**options):
    plan = CrawlOptions(contact=CONTACT, **options)
    return scrapy_settings(plan, throttle=Throttle(0), cache=Path("c"), log=Path("l"))


@pytest.mark.parametrize("contact", [CONTACT, " Ada.Wren+crawl@mail.example.org ", "https://example.org/crawler?x=1"])
def test_a_mail_address_or_a_web_page_is_a_contact_and_part_of_the_user_agent(contact):
    agent = CrawlOptions(contact=contact).user_agent
    assert agent.startswith("bookgenre/")
    assert agent.endswith(f"; contact: {contact.strip()})")


@pytest.mark.parametrize(
    "contact",
    [
        *("", " ", "me", "nobody", "a@b", "me@home", "@example.org", "a b@example.org", "example.org"),
        *("someone@example", "a@b.org, c@d.org", "ftp://example.org", "a@b.org\nX: y"),
    ],
)
def test_what_reaches_nobody_is_no_contact(contact):
    with pytest.raises(InputError, match="give one where the site's operators can reach you"):
        CrawlOptions(contact=contact)


@pytest.mark.parametrize(
    "option",
    [
        {"limit": 0},
        {"limit": -1},
        {"delay": -1},
        {"delay": float("nan")},
        {"delay": float("inf")},
        {"max_age_days": -0.5},
        {"max_age_days": float("nan")},
        {"progress_seconds": 0},
        {"progress_seconds": float("nan")},
    ],
)
def test_numbers_that_make_no_sense_are_refused(option):
    with pytest.raises(InputError, match="must"):
        CrawlOptions(contact=CONTACT, **option)


def test_the_store_itself_is_asked_every_four_seconds_at_most():
    assert CrawlOptions(contact=CONTACT).least_delay == 4
    assert CrawlOptions(contact=CONTACT, delay=0.5).least_delay == 4
    assert CrawlOptions(contact=CONTACT, delay=9).least_delay == 9
    assert CrawlOptions(contact=CONTACT, site=HERE).least_delay == 0
    assert CrawlOptions(contact=CONTACT, site=HERE, delay=0.5).least_delay == 0.5


def test_a_crawl_asks_for_one_page_at_a_time_and_opens_no_port():
    chosen = settings()
    assert chosen["ROBOTSTXT_OBEY"] is True
    assert chosen["CONCURRENT_REQUESTS"] == chosen["CONCURRENT_REQUESTS_PER_DOMAIN"] == 1
    assert chosen["DOWNLOAD_DELAY"] == chosen["AUTOTHROTTLE_START_DELAY"] == 4
    assert chosen["RANDOMIZE_DOWNLOAD_DELAY"] is False
    assert chosen["DOWNLOAD_DELAY_JITTER"] == 0
    assert chosen["AUTOTHROTTLE_ENABLED"] is True
    # Scrapy has both of these on by default; each lets code be run within the crawl.
    assert chosen["REMOTE_CONTROL_ENABLED"] is chosen["TELNETCONSOLE_ENABLED"] is False


def test_no_cookie_is_sent_but_the_adult_filters_where_it_is_asked_for():
    assert settings()["COOKIES_ENABLED"] is False
    assert "Cookie" not in settings()["DEFAULT_REQUEST_HEADERS"]
    assert settings(adult=True)["DEFAULT_REQUEST_HEADERS"]["Cookie"] == "adultOff=no"


def test_refusals_and_errors_are_not_kept_in_the_cache():
    assert {403, 429, 500, 503} <= set(settings()["HTTPCACHE_IGNORE_HTTP_CODES"])
    assert settings(max_age_days=2)["HTTPCACHE_EXPIRATION_SECS"] == 2 * 24 * 3600
