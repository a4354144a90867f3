from bookgenre.stores import BisacCode, suggest_stores
from bookgenre.web.stores_view import stores_view

SPY = "A retired spy is pulled back to Cold War Berlin when his old handler is found dead in the harbour."


def views(genres, **options):
    return {view.id: view for view in stores_view(suggest_stores(genres, SPY, **options))}


def test_each_category_says_in_words_how_it_fits():
    suggestion = suggest_stores(["cozy-mystery"], stores=["kdp-print"]).stores[0].suggestions[0]
    shelf = views(["cozy-mystery"])["kdp-print"].shelves[0]
    assert (suggestion.relation, shelf.text) == ("exact", suggestion.text)
    assert shelf.relation == "the store’s own category for Cozy Mystery"
    relations = {entry.relation for view in views(["thriller", "cozy-mystery"]).values() for entry in view.shelves}
    assert any(relation.startswith("wider than") for relation in relations)


def test_every_store_is_there_those_with_something_to_choose_first():
    report = suggest_stores(["cozy-mystery"], SPY)
    found = stores_view(report)
    assert {view.id for view in found} == {advice.id for advice in report.stores}
    assert [bool(view.shelves) for view in found] == sorted((bool(view.shelves) for view in found), reverse=True)


def test_what_is_copied_is_what_the_store_takes():
    report = suggest_stores(["cozy-mystery"], SPY)
    found = {view.id: view for view in stores_view(report)}
    for advice in report.stores:
        assert found[advice.id].paste == advice.paste
    assert found["ingramspark"].keywords_paste == ";".join(report.keywords)
    assert found["kdp-print"].keywords_paste == "\n".join(report.keywords)


def test_a_mixture_is_refused_in_the_words_of_the_rule():
    view = views(["cozy-mystery", "memoir"])["kdp-print"]
    ((name, rule),) = view.refused
    assert name == "Memoir"
    assert rule


def test_genres_without_a_shelf_stand_together_by_their_reason():
    view = views(["cooking", "memoir", "autobiography"])["lcgft"]
    assert [missing.names for missing in view.missing] == [("Cooking", "Memoir", "Autobiography")]


def test_codes_come_from_the_operators_own_table():
    view = views(["cozy-mystery"], mapping={"cozy-mystery": [BisacCode("FIC022070", "FICTION / Mystery / Cozy")]})
    assert "FIC022070" in view["draft2digital"].paste + view["draft2digital"].shelves[0].text
    assert not views(["cozy-mystery"])["draft2digital"].shelves


def test_only_a_missing_table_is_the_reason_for_no_category():
    found = views(["christian-fiction"], stores=["kdp-kindle", "draft2digital"])
    kindle, table = found["kdp-kindle"], found["draft2digital"]
    assert (kindle.shelves, kindle.reason) == ((), "")
    assert any("3 categories per title" in note for note in kindle.notes)
    assert table.reason.startswith("BISAC codes come from your own table")
    assert table.reason not in table.notes


def test_without_a_report_there_is_nothing():
    assert stores_view(None) == ()
