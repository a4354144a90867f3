"""What to choose at a store, as the page shows it."""

import html
import re

import pytest

from bookgenre.stores import BisacCode, suggest_stores

SPY = "A retired spy is pulled back to Cold War Berlin when his old handler is found dead in the harbour."


@pytest.fixture
def shown(app):
    """A function that gives the advice for one store, and its section of the page."""
    store = app.jinja_env.get_template("_stores.html").module.store

    def section(name, genres, **options):
        (advice,) = suggest_stores(genres, SPY, stores=[name], **options).stores
        return advice, html.unescape(re.sub(r" *\n *", "\n", str(store(advice))))

    return section


def test_each_category_says_in_words_how_it_fits(shown):
    advice, section = shown("kdp-print", ["cozy-mystery"])
    assert advice.suggestions[0].relation == "exact"
    assert f"{advice.suggestions[0].text}</span>" in section
    assert "the store’s own category for Cozy Mystery" in section
    assert "wider than" in shown("thema", ["thriller", "cozy-mystery"])[1] + shown("kobo", ["thriller"])[1]


def test_what_is_copied_is_what_the_store_takes(shown):
    for name, joint in (("ingramspark", ";"), ("kdp-print", "\n")):
        advice, section = shown(name, ["cozy-mystery"])
        assert advice.keywords
        assert f'data-copy="{joint.join(advice.keywords)}"' in section
    assert f'data-copy="{advice.paste}"' in section


def test_a_mixture_is_refused_in_the_words_of_the_rule(shown):
    advice, section = shown("kdp-print", ["cozy-mystery", "memoir"])
    assert f"<strong>Memoir is refused:</strong> {advice.refused[0].rule}." in section


def test_genres_without_a_shelf_stand_together_by_their_reason(shown):
    _, section = shown("lcgft", ["cooking", "memoir", "autobiography"])
    assert re.findall('<p class="missing"><b>(.*?):</b>', section) == ["Cooking, Memoir, Autobiography"]


def test_codes_come_from_the_operators_own_table(shown):
    mapping = {"cozy-mystery": [BisacCode("FIC022070", "FICTION / Mystery / Cozy")]}
    assert "FIC022070" in shown("draft2digital", ["cozy-mystery"], mapping=mapping)[1]
    assert "<ol" not in shown("draft2digital", ["cozy-mystery"])[1]


def test_only_a_missing_table_is_the_reason_for_no_category(shown):
    advice, kindle = shown("kdp-kindle", ["gothic"])
    assert not advice.suggestions
    assert "No category to choose.</p>" in kindle
    assert "3 categories per title" in kindle
    _, table = shown("draft2digital", ["christian-fiction"])
    assert "No category to choose: BISAC codes come from your own table" in table
    assert table.count("BISAC codes come from your own table") == 1
