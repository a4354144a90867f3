from pathlib import Path

import pytest

from bookgenre.errors import GenreError
from bookgenre.genres import Genre, LabelMapper, Taxonomy, load_taxonomy
from bookgenre.genres.lookup import longest_names

EVERYDAY = Path(__file__).parent / "data" / "everyday_labels.tsv"


@pytest.fixture(scope="module")
def taxonomy():
    return load_taxonomy()


@pytest.fixture(scope="module")
def everyday(taxonomy):
    """Everyday labels, each with the genres that it may mean; none for one that must not be guessed."""
    lines = [line.split("\t") for line in EVERYDAY.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [(label, {genre for genre in genres.split() if genre in taxonomy}) for label, genres in lines]


def test_most_everyday_labels_name_their_genre(taxonomy, everyday):
    meant = [(label, genres) for label, genres in everyday if genres]
    named = {label: taxonomy.by_label(label) for label, _ in meant}
    wrong = [label for label, genres in meant if named[label] is not None and named[label].id not in genres]
    missed = [label for label, _ in meant if named[label] is None]
    assert len(meant) >= 240
    assert wrong == []
    assert len(missed) <= 0.02 * len(meant), missed


def test_most_everyday_labels_are_mapped(taxonomy, everyday):
    mapper = LabelMapper(taxonomy)
    meant = [(label, genres) for label, genres in everyday if genres]
    missed = [label for label, genres in meant if taxonomy.close(mapper.genres_of(label)).isdisjoint(genres)]
    assert len(missed) <= 0.02 * len(meant), missed


def test_a_label_that_may_mean_several_is_not_guessed_and_answered_with_what_it_may_mean(taxonomy, everyday):
    ambiguous = [label for label, genres in everyday if not genres]
    assert len(ambiguous) >= 8
    assert [label for label in ambiguous if taxonomy.by_label(label)] == []
    with pytest.raises(GenreError, match="did you mean historical-fiction or historical-romance"):
        taxonomy.find("Historical")


@pytest.mark.parametrize(
    ("label", "genre_id"),
    [
        ("YA Romance", None),
        ("Medical Fiction", None),
        ("Romance, Fantasy", None),
        ("Romance, Blorp", None),
        ("FICTION / Blorp", None),
        ("COOKING / Courses & Dishes / Blorp", "cooking"),
        ("FRD Romance", "romance"),
        ("TRUE CRIME / Murder / General", "true-crime"),
        ("Romance (Contemporary)", "contemporary-romance"),
        ("Detective Fiction - General", "detective"),
        ("", None),
        ("&", None),
        (">", None),
        ("#", None),
        ("x" * 10_000, None),
        ("Mystery > " * 2_000, None),
    ],
)
def test_what_a_label_names_and_what_it_does_not(taxonomy, label, genre_id):
    found = taxonomy.by_label(label)
    assert (found and found.id) == genre_id


def test_every_genre_is_named_by_its_id_name_and_aliases(taxonomy):
    for genre in taxonomy:
        assert {taxonomy.by_label(label) for label in (genre.id, genre.name, genre.name.upper())} == {genre}


def test_a_name_counts_before_a_synonym_and_the_finer_genre_before_the_broader():
    fantasy = Genre("fantasy", "Fantasy", "fiction")
    assert Taxonomy([fantasy]).by_label("Cosy Fantasies") == fantasy
    cozy = Genre("cozy-fantasy", "Cozy Fantasy", "fiction", parent="fantasy")
    assert Taxonomy([fantasy, cozy]).by_label("Cosy Fantasies") == cozy


def test_two_genres_that_a_loose_spelling_may_mean_are_not_guessed():
    genres = [Genre("a", "Night Tale", "fiction"), Genre("b", "Nighttales", "fiction"), Genre("c", "Other", "fiction")]
    taxonomy = Taxonomy(genres)
    assert taxonomy.by_label("Night-tales") is None
    assert taxonomy.by_label("night tale") == genres[0]


def test_lists_are_cut_where_the_longest_name_ends(taxonomy):
    found = taxonomy.find_all("Mystery, Thriller & Suspense, sci-fi; Romance, Fantasy\nCookbooks, Food & Wine, sci-fi")
    assert [genre.id for genre in found] == [
        "mystery-thriller-suspense",
        "science-fiction",
        "romance",
        "fantasy",
        "cooking",
    ]
    with pytest.raises(GenreError, match="no genre 'Blorp'"):
        taxonomy.find_all("Romance, Blorp, Poetry")


def test_a_piece_that_nobody_knows_stays_as_written():
    known = {"a, b": 1, "c": 2}
    assert longest_names(" a, b ,x,, c", known.get) == [("a, b", 1), ("x", None), ("c", 2)]
    assert longest_names("", known.get) == []


@pytest.mark.parametrize(
    ("label", "near"),
    [
        ("espionag", "espionage"),
        ("sience fiction", "science-fiction"),
        ("Spy Stories & Tales of Intrigue", "espionage"),
        ("YA Romance", "romance"),
        ("historical romanse", "historical-romance"),
    ],
)
def test_what_is_not_known_is_answered_with_what_is_near(taxonomy, label, near):
    assert near in taxonomy.nearest(label)


@pytest.mark.parametrize("label", ["science_fiction", "Science_Fiction", "young_adult", "Y.A.", "sci_fi"])
def test_words_parted_by_underscores_or_abbreviated_with_stops_are_words(label):
    assert load_taxonomy().by_label(label).id in ("science-fiction", "young-adult")


@pytest.mark.parametrize(
    "text",
    [
        "Mystery|Children's",
        "#mystery #childrens",
        "#mystery#childrens",
        "Mystery\tChildren's",
        "Mystery \u2022 Children's",
        "Mystery\uff0cChildren's",
        "Mystery<br>Children's",
        """['Mystery', "Children's"]""",
        "['Mystery' 'Children's']",
        """array(['Mystery', "Children's"], dtype='<U10')""",
        """c("Mystery", "Children's")""",
        """{"Mystery": 0.9, "Children's": 0.1}""",
        "[b'Mystery', b'Childrens']",
    ],
)
def test_a_list_of_genres_is_read_as_people_type_it_and_programs_print_it(taxonomy, text):
    assert [genre.id for genre in taxonomy.find_all(text)] == ["mystery", "childrens"]
