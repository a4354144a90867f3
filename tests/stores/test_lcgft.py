from bookgenre.stores.lcgft import advise_lcgft


def test_each_term_comes_once_with_its_id(facts):
    advice = advise_lcgft(facts("epic-fantasy", "dark-fantasy", "horror"))
    assert [(one.text, one.code, one.relation, one.genre) for one in advice.suggestions] == [
        ("Fantasy fiction", "gf2014026333", "broader", "epic-fantasy"),
        ("Horror fiction", "gf2014026373", "exact", "horror"),
    ]
    assert advice.paste == "Fantasy fiction\nHorror fiction"


def test_a_genre_without_a_term_says_so(facts):
    assert [one.reason for one in advise_lcgft(facts("cooking")).unshelved] == ["no term is recorded"]
    assert [one.reason for one in advise_lcgft(facts("horror", "business")).unshelved] == [
        "left out, because the book is fiction"
    ]


def test_library_suppliers_that_refuse_a_subject_are_named(facts):
    assert any("Mackin refuses Erotica" in note for note in advise_lcgft(facts("erotica")).notes)
    assert not any("Mackin" in note for note in advise_lcgft(facts("horror")).notes)
