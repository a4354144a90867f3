import pytest

pytest.importorskip("gradio", reason="the page needs the extra space")

import gradio

from bookgenre import Answer, Book, Recommender
from bookgenre.space.panels import CheckPanel, ComparePanel, StorePanel
from bookgenre.stores import STORES, read_mapping


@pytest.fixture
def recommender(tiny_classifier):
    return Recommender(tiny_classifier)


def answer(recommender, text):
    return Answer(Book(text), recommender.predict(text))


def test_each_store_has_what_to_copy_and_what_to_know(recommender, spy):
    keywords, *shown = StorePanel(recommender).show(answer(recommender, spy))
    report = recommender.stores(spy)
    assert keywords == "; ".join(report.keywords)
    assert shown[::2] == [advice.paste for advice in report.stores]
    assert "FHD: exact for Espionage" in shown[1::2][STORES.index("thema")]
    assert "--mapping FILE" in shown[1::2][STORES.index("kobo")]


def test_codes_come_from_the_users_own_table(tiny_classifier, tmp_path, spy):
    path = tmp_path / "bisac.csv"
    path.write_text("genre,code,heading\nespionage,FIC006000,Spies\n", encoding="utf-8")
    recommender = Recommender(tiny_classifier, read_mapping(path))
    _, *shown = StorePanel(recommender).show(answer(recommender, spy))
    assert shown[::2][STORES.index("kobo")] == "FIC006000 Spies"


@pytest.mark.parametrize("book", [None, "The story of an old house and the two of them in it."])
def test_without_a_shortlist_there_is_nothing_to_copy(recommender, book):
    shown = StorePanel(recommender).show(book and answer(recommender, book))
    assert len(shown) == 1 + 2 * len(STORES)
    assert set(shown) == {""}


def test_two_versions_are_compared(recommender, spy):
    found = ComparePanel(recommender).show(spy, "<b>Old</b>", "They <i>love</i> and kiss at a wedding & more.", "")
    assert "Shortlist now: Romance (fiction for adults)" in found
    assert "<b>Added:</b> “They love and kiss at a wedding &amp; more.”" in found
    assert "entered the shortlist" in found
    assert "No genre rose or fell" in ComparePanel(recommender).show(spy, "", spy, "")
    with pytest.raises(gradio.Error, match="the second version: the description has only 5"):
        ComparePanel(recommender).show(spy, "", "A spy", "")


def test_a_palette_is_checked():
    found = CheckPanel().show("#14060c, rgb(193, 18, 31) #f0e8d8", "thriller")
    assert found.count('class="bg-patch"') == 3
    assert "Thriller" in found
    assert CheckPanel().show("#14060c;#f0e8d8", None)
    with pytest.raises(gradio.Error, match="colour"):
        CheckPanel().show("#14060c", None)
