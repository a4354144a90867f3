from bookgenre.stores.smashwords import advise_smashwords


def paths(book):
    return [one.text for one in advise_smashwords(book).suggestions]


def test_the_shelf_of_the_main_genre_then_an_exact_one(facts):
    assert paths(facts("romance", "cozy-mystery", "police-procedural")) == [
        "Fiction > Romance",
        "Fiction > Mystery & detective > Cozy",
    ]
    assert paths(facts("enemies-to-lovers", "sports-romance", "cozy-mystery", "horror")) == [
        "Fiction > Romance",
        "Fiction > Mystery & detective > Cozy",
    ]
    # Two shelves that name their genre, travel and humour, do not take the place of the memoir's.
    memoir = paths(facts("memoir", "travel", "humor", side="nonfiction"))
    assert memoir == ["Nonfiction > Biography > Autobiographies & Memoirs", "Nonfiction > Travel"]


def test_a_new_author_is_told_that_they_cannot_choose(facts):
    notes = advise_smashwords(facts("romance")).notes
    assert any("a new author cannot choose these shelves" in note and "March 2023" in note for note in notes)


def test_the_side_decides_between_two_shelves(facts):
    assert paths(facts("humor", side="fiction")) == ["Fiction > Humor & comedy"]
    assert paths(facts("humor", side="nonfiction")) == ["Nonfiction > Entertainment > Humor & satire"]


def test_a_wider_shelf_needs_a_book_of_that_part_of_the_store(facts):
    assert paths(facts("cooking", "italy")) == ["Nonfiction > Cooking, Food, Wine, Spirits"]
    assert "Nonfiction > History" in paths(facts("military-history", "italy"))


def test_young_readers_shelves_come_first_and_are_for_them_only(facts):
    assert paths(facts("fantasy", "childrens"))[0] == "Fiction > Children’s books"
    assert paths(facts("childrens-and-ya", "fantasy", audience="adult")) == ["Fiction > Fantasy > General"]


def test_a_shelf_above_another_is_left_out(facts):
    assert paths(facts("epic-fantasy", "historical-fantasy")) == ["Fiction > Fantasy > Epic"]


def test_a_genre_without_a_shelf_says_which_is_nearest(facts):
    advice = advise_smashwords(facts("sports-romance"))
    assert [one.reason for one in advice.unshelved] == ["no such shelf; the nearest is Fiction > Romance"]
    assert [one.reason for one in advise_smashwords(facts("romance", "business")).unshelved] == [
        "left out, because the book is fiction"
    ]


def test_erotica_has_rules_of_its_own(facts):
    notes = " ".join(advise_smashwords(facts("erotica")).notes)
    assert "taboo themes" in notes
    assert "left out of home page" in notes
