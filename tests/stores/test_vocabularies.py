import itertools

from bookgenre.stores.vocabularies import advise_lcgft, advise_thema


def codes(book):
    advice = advise_thema(book)
    return [one.text for one in advice.suggestions], [one.text for one in advice.qualifiers]


def test_the_main_genre_gives_the_main_subject(facts):
    assert codes(facts("cozy-mystery", "humor", "britain")) == (["FFJ", "FU"], ["1DDU"])
    assert advise_thema(facts("cozy-mystery", "britain")).paste == "FFJ 1DDU"


def test_each_genre_gives_one_subject_before_any_gives_a_second(facts):
    assert codes(facts("home-crafts-garden", "marketing-sales", "finance"))[0] == ["WF", "KJS", "KFF"]
    assert codes(facts("home-crafts-garden", "marketing-sales"))[0] == ["WF", "KJS", "WK"]


def test_a_code_of_two_genres_comes_once_where_it_first_came(facts):
    advice = advise_thema(facts("thriller", "mystery", "suspense"))
    assert [(one.text, one.genre) for one in advice.suggestions] == [("FH", "thriller"), ("FF", "mystery")]


def test_a_code_is_left_out_where_a_narrower_one_of_its_own_is_there(facts):
    assert codes(facts("epic-fantasy", "dragons"))[0] == ["FMB", "VXQM1"]


def test_fiction_and_nonfiction_have_codes_of_their_own(facts):
    assert codes(facts("humor", side="fiction"))[0] == ["FU"]
    assert codes(facts("humor", side="nonfiction"))[0] == ["WH"]
    assert codes(facts("world-war-ii", "historical-fiction"))[0] == ["FJMS", "FV"]
    assert codes(facts("world-war-ii", "military-history"))[0] == ["NHWR7"]


def test_a_theme_is_never_the_main_subject(facts):
    assert codes(facts("coming-of-age"))[0] == ["FB", "FXB"]
    assert codes(facts("coming-of-age", "magical-realism"))[0] == ["FMM", "FXB"]
    assert codes(facts("litrpg", "fantasy", "action-adventure", "romance"))[0] == ["FM", "FJ", "FYW"]
    assert codes(facts("spirituality", "self-help"))[0] == ["VXA", "VS"]


def test_places_and_times_never_stand_alone(facts):
    advice = advise_thema(facts("france", side="nonfiction"))
    assert (advice.suggestions, advice.qualifiers) == ((), ())
    assert "withheld, as no subject code goes with them: 1DDF" in advice.notes
    assert codes(facts("france", side="fiction")) == (["FB"], ["1DDF"])


def test_a_young_readers_book_has_a_y_code_first_and_exactly_one_age(facts):
    assert codes(facts("picture-books", "fantasy")) == (["YFH", "YBC"], ["5AC"])
    assert codes(facts("picture-books", side="fiction")) == (["YFB", "YBC"], ["5AC"])
    assert codes(facts("ya-fantasy", "romance", "christmas")) == (["YFH", "YFM"], ["5AQ", "5HPD"])
    assert codes(facts("dystopian", "young-adult", "france")) == (["YFE"], ["5AQ", "1DDF"])
    assert codes(facts("history", "childrens")) == (["YNH"], ["5AG"])


def test_erotica_is_marked_and_never_stands_with_erotic_romance(facts):
    assert codes(facts("erotica", "horror")) == (["FP", "FK"], ["5X"])
    advice = advise_thema(facts("contemporary-romance", "erotica"))
    assert [one.text for one in advice.suggestions] == ["FRD", "FRX"]
    assert any("FP never with FRX" in note for note in advice.notes)


def test_comics_have_codes_of_tradition_and_genre(facts):
    assert codes(facts("manga", "superheroes", side="fiction"))[0] == ["XAM", "XQK"]
    assert codes(facts("fantasy", "comics-graphic-novels", "humor", side="fiction"))[0] == ["XA", "FM", "FU"]


def test_a_genre_without_a_code_says_so(facts):
    advice = advise_thema(facts("nonfiction"))
    assert [(one.genre, one.reason) for one in advice.unshelved] == [
        ("nonfiction", "Thema has no code for it in a book of this kind")
    ]
    assert [one.reason for one in advise_thema(facts("romance", "business")).unshelved] == [
        "left out, because the book is fiction"
    ]


def test_whatever_the_genres_the_rules_are_kept(facts, taxonomy, never_alone):
    some = [genre for number, genre in enumerate(taxonomy.ids) if number % 10 == 0]
    for pair in itertools.permutations([*some, "erotica", "romance", "coming-of-age"], 2):
        for audience in (None, "childrens", "young-adult"):
            book = facts(*pair, audience=audience)
            subjects, qualifiers = codes(book)
            every = [*subjects, *qualifiers]
            assert len(subjects) <= 3
            assert len(set(every)) == len(every)
            assert not never_alone & set(every), pair
            assert subjects or not qualifiers, pair
            ages = [code for code in qualifiers if code.startswith("5A")]
            if any(code.startswith("Y") for code in subjects):
                assert subjects[0].startswith("Y"), pair
                assert len(ages) == 1, pair
            elif not book.comics:
                assert not ages, pair
            assert not {"FP", "FRX"} <= set(subjects)
            assert not {"FU", "WH"} <= set(subjects)
            if subjects:
                assert not subjects[0].startswith(("FX", "VX", "FY")) or book.side != "fiction", (pair, subjects)


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
