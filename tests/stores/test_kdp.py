import itertools

import pytest

from bookgenre.stores.kdp import advise_kdp
from bookgenre.stores.store_tables import section_of

FORMATS = ("print", "kindle")


def paths(book, book_format="print"):
    return [one.text for one in advise_kdp(book, book_format).suggestions]


def test_each_genre_gives_its_own_shelf_the_main_one_first(facts):
    advice = advise_kdp(facts("cozy-mystery", "cats", "humor", side="fiction"), "print")
    first = advice.suggestions[0]
    assert first.text == "Mystery, Thriller & Suspense > Mystery > Cozy > General"
    assert (first.genre, first.name, first.relation) == ("cozy-mystery", "Cozy Mystery", "exact")
    assert "Literature & Fiction > Humor & Satire > Humorous" in {one.text for one in advice.suggestions}
    # The print tree keeps cats among the pets, which is nonfiction.
    assert [(one.genre, one.reason) for one in advice.unshelved if one.genre == "cats"] == [
        ("cats", "no such shelf; the nearest is Literature & Fiction > Genre Fiction > Animals")
    ]


def test_humour_of_a_nonfiction_book_stands_with_nonfiction(facts):
    assert paths(facts("humor", side="nonfiction")) == ["Humor & Entertainment > Humor > General"]
    assert paths(facts("humor", side="fiction")) == ["Literature & Fiction > Humor & Satire > Humorous"]


def test_the_main_genre_keeps_a_shelf_where_others_have_exact_ones(facts):
    found = paths(facts("climate-fiction", "action-adventure", "literary-fiction", "westerns"))
    assert found[0] == "Science Fiction & Fantasy > Science Fiction"
    assert len(found) == 3


def test_print_and_kindle_differ(facts):
    book = facts("romance", "second-chance-romance")
    assert "Romance > Second Chances" in paths(book, "kindle")
    assert "Romance > Second Chances" not in paths(book, "print")


def test_paths_that_share_a_shelf_count_once(facts):
    book = facts("horror", "dark-fantasy", "gothic", "fantasy")
    nodes = [one.code for one in advise_kdp(book, "print").suggestions]
    assert len(set(nodes)) == len(nodes) == 3
    advice = advise_kdp(facts("data-ai", "robots-ai", side="nonfiction"), "print")
    assert len({one.code for one in advice.suggestions}) == len(advice.suggestions)


def test_a_node_that_is_no_shelf_says_to_choose_further(facts):
    (one,) = advise_kdp(facts("historical-romance"), "print").suggestions
    assert (one.text, one.selectable) == ("Romance > Historical", False)
    assert one.note == 'choose further below "Romance > Historical"'
    assert advise_kdp(facts("historical-romance"), "print").paste == ""


def test_the_main_genre_comes_first_and_a_paste_without_it_says_so(facts):
    advice = advise_kdp(facts("cozy-fantasy", "humor", "short-stories"), "kindle")
    assert [one.text for one in advice.suggestions] == ["Science Fiction & Fantasy", "Literature & Fiction > General"]
    assert advice.paste == "Literature & Fiction > General"
    assert (
        "the categories to copy lack the main genre, Cozy Fantasy: look for it in KDP's menu below "
        '"Science Fiction & Fantasy"'
    ) in advice.notes
    nothing = advise_kdp(facts("ghosts"), "kindle")
    assert "the categories to copy lack the main genre, Ghost Stories: look for it in KDP's menu" in nothing.notes
    assert not any("lack" in note for note in advise_kdp(facts("cozy-fantasy", "humor"), "print").notes)


def test_a_shelf_that_can_be_selected_stands_for_the_main_genre(facts):
    assert paths(facts("regency-romance", "humor"), "kindle")[0] == "Romance > General"
    advice = advise_kdp(facts("paranormal-romance", "why-choose-romance", "fantasy-romance", "shapeshifters"), "print")
    assert advice.paste.startswith("Romance > Paranormal > Werewolves & Shifters\n")
    assert not any("lack" in note for note in advice.notes)
    assert paths(facts("historical-romance", "medieval")) == ["Romance > Historical > Medieval"]
    assert "Romance > Historical > Medieval" not in paths(facts("contemporary-romance", "medieval"))


def test_a_node_above_another_suggestion_is_left_out(facts):
    assert paths(facts("historical-romance", "regency-romance")) == ["Romance > Historical > Regency"]


def test_a_wider_or_narrower_shelf_needs_a_book_of_that_part_of_the_store(facts):
    assert all(not path.startswith("Romance") for path in paths(facts("vampires", "horror")))
    assert "Romance > Paranormal > Vampires" in paths(facts("vampires", "gothic", "paranormal-romance"))
    assert not any("Travel" in path or "History" in path for path in paths(facts("memoir", "france")))


def test_a_family_in_a_book_does_not_make_it_a_guide_to_families(facts):
    family = "Parenting & Relationships > Family Relationships > General"
    for genre in ("memoir", "devotionals", "puzzles"):
        assert family not in paths(facts(genre, "family", side="nonfiction"), "kindle")
    for genre in ("parenting", "relationships"):
        assert family in paths(facts(genre, "family", side="nonfiction"), "kindle")


def test_a_detective_is_not_always_a_private_one(facts):
    top = "Mystery, Thriller & Suspense"
    mystery = f"{top} > Mystery"
    assert paths(facts("detective", "crime-fiction")) == [f"{mystery} > General", f"{top} > Crime"]
    assert f"{mystery} > Private Investigators" in paths(facts("detective", "noir"))
    assert f"{mystery} > Traditional Detectives" in paths(facts("detective", "cozy-mystery"))


def test_a_genre_that_no_shelf_names_says_so(facts):
    advice = advise_kdp(facts("climate-fiction"), "print")
    assert [one.reason for one in advice.unshelved] == [
        "no such shelf; the nearest is Science Fiction & Fantasy > Science Fiction"
    ]
    assert [one.relation for one in advice.suggestions] == ["broader"]
    # Ghosts are paranormal, and that only leads to shelves.
    nothing = advise_kdp(facts("ghosts"), "kindle")
    assert nothing.suggestions == ()
    assert [one.reason for one in nothing.unshelved] == [
        "no such shelf is recorded for a book of this kind and audience"
    ]


def test_young_readers_get_their_own_shelves(facts):
    assert paths(facts("fantasy", "young-adult")) == [
        "Teen & Young Adult > Science Fiction & Fantasy > Fantasy > General",
        "Teen & Young Adult > Literature & Fiction > General",
    ]
    # The teenage tree has no cosy mysteries, but mysteries.
    (first, *_) = advise_kdp(facts("cozy-mystery", "young-adult"), "print").suggestions
    assert (first.text, first.relation) == (
        "Teen & Young Adult > Mysteries & Thrillers > Mystery & Detective",
        "broader",
    )
    assert all(path.startswith("Children's eBooks") for path in paths(facts("childrens", "animals", "humor"), "kindle"))


def test_comics_stand_among_comics_only(facts):
    comic = facts("superheroes", "comics-graphic-novels", side="fiction")
    assert all(path.startswith("Comics & Graphic Novels") for path in paths(comic))
    assert not any(path.startswith("Comics") for path in paths(facts("superheroes", "fantasy")))


def test_comics_for_children_stand_among_childrens_books(facts):
    comic = facts("comics-graphic-novels", "middle-grade", "superheroes", "fantasy", side="fiction")
    children = "Children's Books > "
    assert paths(comic) == [
        f"{children}Comics & Graphic Novels > Fiction",
        f"{children}Literature & Fiction > Chapter Books & Readers > Intermediate Readers > Fiction",
        f"{children}Science Fiction & Fantasy > Fantasy > General",
    ]
    assert paths(comic, "kindle")[0] == "Children's eBooks > Comics & Graphic Novels > Superheroes"
    assert not any("Comics" in path for path in paths(facts("superheroes", "middle-grade"), "kindle"))


def test_a_genre_of_the_other_side_is_refused_in_the_words_of_the_rule(facts):
    advice = advise_kdp(facts("romance", "business"), "print")
    assert [(one.genre, one.rule) for one in advice.refused] == [
        (
            "business",
            "no fiction category beside a nonfiction one, and neither of them beside comics (uncertain)",
        )
    ]
    assert not any("Business" in one.text for one in advice.suggestions)


def test_a_genre_of_another_audience_is_refused_in_the_words_of_the_rule(facts):
    advice = advise_kdp(facts("erotica", "young-adult"), "print")
    assert [(one.genre, one.rule) for one in advice.refused] == [
        ("young-adult", "no adult category beside one for children or teenagers: KDP refuses them as conflicting")
    ]
    assert any("adult rating hides a book" in note for note in advice.notes)


@pytest.mark.parametrize("book_format", FORMATS)
def test_whatever_the_genres_the_rules_are_kept(facts, taxonomy, book_format):
    some = [genre for number, genre in enumerate(taxonomy.ids) if number % 9 == 0]
    for pair in itertools.permutations(some, 2):
        for audience in (None, "young-adult"):
            advice = advise_kdp(facts(*pair, audience=audience), book_format)
            sections = [section_of(one.text) for one in advice.suggestions]
            assert len(sections) <= 3
            assert len({section.kind for section in sections} - {"any"}) <= 1, pair
            assert len({section.audience for section in sections}) <= 1, pair
            shelves = [one.code or one.text for one in advice.suggestions]
            assert len(set(shelves)) == len(shelves), pair
            assert not any(one.text.startswith("Non-Classifiable") for one in advice.suggestions)
            assert all(one.selectable or one.note.startswith("choose further below") for one in advice.suggestions)
