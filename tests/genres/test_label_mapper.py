import pytest

from bookgenre.errors import InputError
from bookgenre.genres import Genre, LabelMapper, Taxonomy, load_taxonomy


@pytest.fixture(scope="module")
def mapper():
    return LabelMapper()


@pytest.mark.parametrize(
    "label", ["Espionage", "espionage", "SPY-THRILLER", "Spies & espionage", "spies and espionage"]
)
def test_an_alias_proves_its_genre_however_written(mapper, label):
    assert mapper.genres_of(label) == {"espionage"}


def test_a_narrower_label_proves_the_genres_that_list_it(mapper):
    assert mapper.genres_of("Harlequin") == {"romance"}


def test_a_label_may_name_one_genre_and_imply_others():
    taxonomy = Taxonomy(
        [
            Genre("fantasy", "Fantasy", "fiction"),
            Genre("romance", "Romance", "fiction"),
            Genre("fantasy-romance", "Fantasy Romance", "fiction", parent="romance"),
            Genre("magic", "Magic", "theme", implied_by=("fantasy romance",)),
        ]
    )
    assert LabelMapper(taxonomy).genres_of("Fantasy Romance") == {"fantasy-romance", "magic"}


def test_a_child_brings_its_parents(mapper):
    mapping = mapper.map(["Espionage"])
    assert mapping.genres == {"espionage", "thriller", "mystery-thriller-suspense", "fiction"}
    assert mapping.dropped == frozenset()


def test_labels_that_nobody_knows_are_handed_back_as_given(mapper):
    mapping = mapper.map(["Espionage", "Signed  Copies!", "Blorp"])
    assert mapping.unmapped == ("Signed  Copies!", "Blorp")
    assert "espionage" in mapping.genres


def test_no_labels_prove_nothing(mapper):
    assert mapper.map([]).genres == frozenset()


@pytest.mark.parametrize("says", ["Fiction", "fiction", "Adult Fiction"])
def test_a_book_called_fiction_takes_no_nonfiction(mapper, says):
    mapping = mapper.map([says, "Espionage", "Biography"])
    assert mapping.genres == {"espionage", "thriller", "mystery-thriller-suspense", "fiction"}
    assert mapping.dropped == {"biography", "biography-memoir", "nonfiction"}


def test_a_book_called_nonfiction_takes_no_fiction(mapper):
    mapping = mapper.map(["Nonfiction", "Espionage", "Biography"])
    assert mapping.genres == {"biography", "biography-memoir", "nonfiction"}
    assert mapping.dropped == {"espionage", "thriller", "mystery-thriller-suspense", "fiction"}


def test_a_book_called_both_keeps_both(mapper):
    mapping = mapper.map(["Fiction", "Nonfiction", "Espionage", "Biography"])
    assert {"espionage", "biography", "fiction", "nonfiction"} <= mapping.genres
    assert mapping.dropped == frozenset()


def test_a_book_called_neither_keeps_both(mapper):
    assert {"espionage", "biography"} <= mapper.map(["Espionage", "Biography"]).genres


def test_a_department_that_ends_in_fiction_does_not_settle_the_conflict(mapper):
    assert {"fiction", "biography"} <= mapper.map(["Literature & Fiction", "Biography"]).genres


def test_the_conflict_rule_spares_genres_outside_both_trees(mapper):
    assert {"cooking", "food-drink", "fiction"} == mapper.map(["Fiction", "Cooking"]).genres


@pytest.mark.parametrize(
    ("label", "genre_id"), [("Sea Monsters for Children", "childrens"), ("Chess for TEENS", "young-adult")]
)
def test_a_label_that_ends_in_an_audience_proves_the_audience(mapper, label, genre_id):
    mapping = mapper.map([label])
    assert mapping.genres == {genre_id, "childrens-and-ya"}
    assert mapping.unmapped == ()


def test_a_known_label_with_an_audience_keeps_its_own_meaning(mapper):
    assert mapper.genres_of("Fantasy & Magic for Children") == {"fantasy"}


def test_an_audience_that_the_taxonomy_lacks_is_not_invented():
    mapping = LabelMapper(Taxonomy([Genre("poetry", "Poetry", "form")])).map(["Chess for Teens"])
    assert mapping.genres == frozenset()
    assert mapping.unmapped == ("Chess for Teens",)


def test_every_genre_maps_to_itself_by_id_and_name(mapper):
    for genre in mapper.taxonomy:
        assert genre.id in mapper.genres_of(genre.id)
        assert genre.id in mapper.genres_of(genre.name)


@pytest.mark.parametrize("separator", [" » ", "»", " › ", "›", " > ", "  >  "])
def test_the_steps_of_a_path_are_read_beside_those_above_them(mapper, separator):
    path = separator.join(["Fiction", "Romance", "Historical"])
    assert mapper.genres_of(path) == {"fiction", "romance", "historical-romance", "historical-fiction"}
    assert mapper.map([path]).unmapped == ()
    # Alone it means something else.
    assert mapper.genres_of("Historical") == {"historical-fiction"}


@pytest.mark.parametrize(
    ("path", "genre_id"),
    [
        ("Fiction » Fantasy » Historical", "historical-fantasy"),
        ("Romance » Western", "western-romance"),
        ("History » American", "american-history"),
        ("Fiction » Fantasy » Adventure » Historical", "historical-fantasy"),
    ],
)
def test_the_nearest_step_above_that_makes_a_genre_counts(mapper, path, genre_id):
    assert genre_id in mapper.genres_of(path)


def test_a_step_that_means_nothing_beside_those_above_it_means_what_it_means_alone(mapper):
    assert mapper.genres_of("Fiction » Espionage » Poetry") == {"fiction", "espionage", "poetry"}


@pytest.mark.parametrize("word", ["General", "general", "Other", "All", "Miscellaneous"])
def test_general_adds_nothing_to_a_path_and_is_no_unmapped_word(mapper, word):
    mapping = mapper.map([f"Fiction » Romance » {word}"])
    assert mapping.genres == {"fiction", "romance"}
    assert mapping.unmapped == ()


def test_a_path_whose_last_step_nobody_knows_is_handed_back_whole(mapper):
    mapping = mapper.map(["Fiction » Romance » Blorp", "Fiction » Blorp » General", "Blorp » Romance"])
    assert mapping.genres == {"fiction", "romance"}
    assert mapping.unmapped == ("Fiction » Romance » Blorp", "Fiction » Blorp » General")


@pytest.mark.parametrize(
    ("step", "genres"),
    [
        ("Autobiographies & Memoirs", {"autobiography", "memoir"}),
        ("Biographies and Memoirs", {"biography", "memoir"}),
        ("Thrillers, Romances", {"thriller", "romance"}),
        ("Humor/Poetry", {"humor", "poetry"}),
        ("Mysteries", {"mystery"}),
    ],
)
def test_a_step_may_be_several_things_in_the_plural(mapper, step, genres):
    assert genres <= mapper.genres_of(f"Blorp » {step}")
    assert mapper.map([f"Blorp » {step}"]).unmapped == ()


@pytest.mark.parametrize("label", ["Blorp/Romance", "Blorp / Romance", "Blorp - Poetry", "Blorp: Poetry", "Blorp, Art"])
def test_a_sign_that_may_mean_anything_parts_nothing_behind_a_word_that_nobody_knows(mapper, label):
    assert mapper.genres_of(label) == frozenset()
    assert mapper.map([label]).unmapped == (label,)


@pytest.mark.parametrize(
    ("label", "genres"),
    [
        ("Science Fiction, Space Opera", {"science-fiction", "space-opera"}),
        ("Mystery, Thriller & Suspense, Poetry", {"mystery-thriller-suspense", "poetry"}),
        ("mystery, thriller, crime", {"mystery-thriller-suspense"}),
        ("Young Adult, Horror", {"young-adult", "horror"}),
        ("Romance, Historical", {"historical-romance"}),
        ("Fiction/Mystery", {"fiction", "mystery"}),
        ("Business & Money/Personal Finance", {"business", "personal-finance"}),
        ("Science fiction: space opera", {"science-fiction", "space-opera"}),
        ("Fiction>Romance", {"fiction", "romance"}),
        ("FIC022070 FICTION / Mystery & Detective / Cozy", {"fiction", "mystery", "detective", "cozy-mystery"}),
        ("FIC028030 - FICTION / Science Fiction / Space Opera", {"fiction", "science-fiction", "space-opera"}),
        ("FIC027070 Romance", {"romance"}),
        ("#mystery", {"mystery"}),
    ],
)
def test_lists_headings_and_codes_in_front_are_read_as_people_mean_them(mapper, label, genres):
    mapping = mapper.map([label])
    assert genres <= mapping.genres
    assert mapper.genres_of(label) <= mapper.taxonomy.close(genres)
    assert mapping.unmapped == ()


def test_a_list_with_a_word_that_nobody_knows_is_handed_back_and_its_genres_kept(mapper):
    mapping = mapper.map(["Romance, Blorp"])
    assert mapping.genres == {"romance", "fiction"}
    assert mapping.unmapped == ("Romance, Blorp",)


@pytest.mark.parametrize("name", ["France, Anatole", "London, Jack", "Paris, Ann"])
def test_a_name_that_begins_like_a_place_is_no_list(mapper, name):
    assert mapper.genres_of(name) == frozenset()


def test_a_word_that_implies_nonfiction_does_not_call_the_book_nonfiction(mapper):
    assert "espionage" in mapper.map(["True Story", "Espionage"]).genres


@pytest.mark.parametrize(("label", "genre_id"), [("Mysteries, Non-Fiction", "nonfiction"), ("Fiction, War", "fiction")])
def test_a_list_says_what_its_pieces_say(mapper, label, genre_id):
    other = {"nonfiction": "Espionage", "fiction": "Biography"}[genre_id]
    mapping = mapper.map([label, other])
    assert genre_id in mapping.genres
    assert mapping.dropped


def test_a_heading_of_bisac_makes_a_path_of_slashes(mapper):
    assert mapper.genres_of("FICTION / Romance / Historical") == mapper.genres_of("Fiction » Romance » Historical")
    assert mapper.genres_of("Juvenile Fiction / Romance") >= {"romance"}


@pytest.mark.parametrize("path", ["Fiction » Biography", "Fiction » Short Stories", "Fiction » Sagas"])
def test_a_path_says_what_its_first_step_says(mapper, path):
    mapping = mapper.map([path, "Biography"])
    assert "fiction" in mapping.genres
    assert "biography" in mapping.dropped
    mapping = mapper.map(["Nonfiction » Biography", "Espionage"])
    assert mapping.genres == {"nonfiction", "biography", "biography-memoir"}
    assert "espionage" in mapping.dropped


def test_an_audience_at_the_end_of_a_path_takes_nothing_away_from_it(mapper):
    mapping = mapper.map(["Fiction » Romance » Sea Monsters for Teens"])
    assert mapping.genres == {"fiction", "romance", "young-adult", "childrens-and-ya"}
    assert mapping.unmapped == ()


@pytest.mark.parametrize("label", ["»", " » ", "", "  ", ">", "Fiction »", "» Fiction", "» » Fiction » »"])
def test_empty_steps_are_no_steps(mapper, label):
    assert mapper.genres_of(label) == ({"fiction"} if "Fiction" in label else frozenset())


def test_what_is_read_a_second_time_is_the_same():
    labels = ["Fiction » Romance » Historical", "Blorp", "Espionage", "Nonfiction » Blorp", "Nonfiction"]
    mapper = LabelMapper()
    assert mapper.map(labels) == mapper.map(labels) == LabelMapper().map(labels)
    assert [mapper.genres_of(label) for label in labels] == [LabelMapper().genres_of(label) for label in labels]


def test_the_order_of_the_labels_changes_no_genre(mapper):
    labels = ["Fiction » Romance » Historical", "Biography", "Poetry", "Blorp"]
    assert mapper.map(labels).genres == mapper.map(labels[::-1]).genres


@pytest.mark.parametrize("labels", ["Mystery", b"Mystery", None, 5, [None], ["Mystery", 5.0]])
def test_what_are_no_labels_is_refused(labels):
    with pytest.raises(InputError, match=r"must be (a list of labels|text)"):
        LabelMapper().map(labels)


@pytest.mark.parametrize("label", [None, 5, b"Mystery", ["Mystery"]])
def test_a_name_that_is_no_text_is_refused(label):
    with pytest.raises(InputError, match=r"a genre must be text \(str\)"):
        load_taxonomy().by_label(label)
