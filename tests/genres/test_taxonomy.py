import json

import pytest

from bookgenre.errors import GenreError
from bookgenre.genres import FACETS, Genre, Taxonomy, load_taxonomy


@pytest.fixture(scope="module")
def taxonomy():
    return load_taxonomy()


def small(**changes):
    """Three genres in a line; `changes` replace single ones."""
    genres = {
        "fiction": Genre("fiction", "Fiction", "fiction", support=50, definition="Invented stories, some of spies."),
        "thriller": Genre("thriller", "Thriller", "fiction", parent="fiction", support=20, implied_by=("Spy Series",)),
        "espionage": Genre(
            "espionage", "Espionage", "fiction", parent="thriller", aliases=("Spies", "Secret Service"), support=5
        ),
    }
    return Taxonomy((genres | changes).values())


def test_the_packaged_taxonomy_has_256_genres(taxonomy):
    assert len(taxonomy) == 256
    assert len(taxonomy.ids) == len(set(taxonomy.ids)) == 256
    assert [genre.id for genre in taxonomy] == list(taxonomy.ids)


def test_the_packaged_taxonomy_is_loaded_once(taxonomy):
    assert load_taxonomy() is taxonomy


def test_every_packaged_genre_is_defined_and_supported(taxonomy):
    for genre in taxonomy:
        assert genre.name.strip()
        assert genre.definition.strip().endswith("."), genre.id
        assert genre.support > 0, genre.id


def test_the_packaged_genres_use_every_facet_and_no_other(taxonomy):
    assert {genre.facet for genre in taxonomy} == set(FACETS)


def test_the_packaged_parents_form_a_forest(taxonomy):
    roots = [genre.id for genre in taxonomy if genre.parent is None]
    assert {"fiction", "nonfiction"} <= set(roots)
    reached = list(roots)
    for genre_id in reached:
        reached += [child.id for child in taxonomy.children(genre_id)]
    assert sorted(reached) == sorted(taxonomy.ids)


def test_ancestors_come_root_first(taxonomy):
    assert taxonomy.ancestors("espionage") == ("fiction", "mystery-thriller-suspense", "thriller")
    assert taxonomy.ancestors("fiction") == ()


def test_a_child_brings_its_parents(taxonomy):
    closed = taxonomy.close({"espionage", "cooking"})
    assert closed == {
        "espionage",
        "thriller",
        "mystery-thriller-suspense",
        "fiction",
        "cooking",
        "food-drink",
    }
    assert taxonomy.close(closed) == closed


def test_children_are_the_genres_directly_below():
    assert [genre.id for genre in small().children("fiction")] == ["thriller"]
    assert small().children("espionage") == ()


@pytest.mark.parametrize("label", ["espionage", "ESPIONAGE", "spies", "Secret-Service", " secret  service "])
def test_a_genre_is_found_by_id_name_and_alias_however_written(label):
    assert small().find(label).id == "espionage"


def test_a_narrower_label_does_not_name_the_genre():
    assert small().by_label("Spy Series") is None


def test_an_unknown_label_is_answered_with_the_nearest_genres(taxonomy):
    with pytest.raises(GenreError, match="no genre 'espionag'; did you mean espionage"):
        taxonomy.find("espionag")
    with pytest.raises(GenreError, match="no genre 'qqqzzz'; see all with: bookgenre genres"):
        taxonomy.find("qqqzzz")


@pytest.mark.parametrize("ask", [Taxonomy.__getitem__, Taxonomy.ancestors, Taxonomy.children])
def test_an_unknown_id_is_a_genre_error(taxonomy, ask):
    with pytest.raises(GenreError, match="did you mean romance"):
        ask(taxonomy, "romanc")


def test_nearest_names_every_genre_once_and_no_more_than_asked(taxonomy):
    near = taxonomy.nearest("historical romanse", n=2)
    assert near[0] == "historical-romance"
    assert len(near) == len(set(near)) == 2


def test_search_ranks_names_before_aliases_before_narrower_labels_before_definitions():
    spy = Genre("spy", "Spy", "theme", support=1)
    found = small(spy=spy, espionage=Genre("espionage", "Espionage", "fiction", "thriller", aliases=("Spy Tales",)))
    assert [genre.id for genre in found.search("SPY")] == ["spy", "espionage", "thriller"]
    assert [genre.id for genre in small().search("spies")] == ["espionage", "fiction"]


def test_search_breaks_ties_by_support():
    genres = [Genre(f"war-{n}", f"War {n}", "theme", support=n) for n in (3, 9, 6)]
    assert [genre.support for genre in Taxonomy(genres).search("war")] == [9, 6, 3]


def test_search_wants_every_word(taxonomy):
    assert "cooking" in [genre.id for genre in taxonomy.search("kitchen recipes")]
    assert taxonomy.search("kitchen submarines") == []
    assert taxonomy.search("") == []


def test_membership_is_by_id():
    assert "espionage" in small()
    assert "Espionage" not in small()


def test_two_genres_with_one_id_are_refused():
    with pytest.raises(GenreError, match="two genres have the id 'thriller'"):
        small(twin=Genre("thriller", "Thrills", "fiction"))


def test_an_unknown_parent_is_refused():
    with pytest.raises(GenreError, match="the parent 'crime' above genre 'thriller' does not exist"):
        small(thriller=Genre("thriller", "Thriller", "fiction", parent="crime"))


@pytest.mark.parametrize("parent", ["espionage", "thriller", "fiction"])
def test_a_cycle_is_refused(parent):
    with pytest.raises(GenreError, match="form a cycle through"):
        small(fiction=Genre("fiction", "Fiction", "fiction", parent=parent))


def test_an_unknown_facet_is_refused():
    with pytest.raises(GenreError, match="'mood' has the unknown facet 'colour'"):
        small(mood=Genre("mood", "Mood", "colour"))


@pytest.mark.parametrize("alias", ["SPIES", "Thriller", "espionage"])
def test_a_label_claimed_by_two_genres_is_refused(alias):
    with pytest.raises(GenreError, match=r"claimed by both '\w+' and 'crime'"):
        small(crime=Genre("crime", "Crime", "fiction", aliases=(alias,)))


def test_a_genre_may_repeat_its_own_name_as_an_alias():
    assert small(crime=Genre("crime", "Crime", "fiction", aliases=("CRIME", "crime"))).find("Crime").id == "crime"


RECORD = {
    "id": "poetry",
    "name": "Poetry",
    "facet": "form",
    "parent": None,
    "definition": "Verse.",
    "aliases": ["Poems"],
    "implied_by": ["Sonnets"],
    "thema": ["DC"],
    "support": 7,
}


def test_a_taxonomy_is_read_from_a_file(tmp_path):
    path = tmp_path / "own.json"
    path.write_text(json.dumps([RECORD]), encoding="utf-8")
    assert list(load_taxonomy(path)) == [
        Genre("poetry", "Poetry", "form", None, "Verse.", ("Poems",), ("Sonnets",), ("DC",), 7)
    ]


@pytest.mark.parametrize("field", RECORD)
def test_a_genre_that_lacks_a_field_is_refused(tmp_path, field):
    path = tmp_path / "own.json"
    path.write_text(json.dumps([{k: v for k, v in RECORD.items() if k != field}]), encoding="utf-8")
    with pytest.raises(GenreError, match=rf"own\.json lacks the field '{field}'"):
        load_taxonomy(path)


@pytest.mark.parametrize("content", [b"[{", b"7", b'["poetry"]', b'{"poetry": {}}', b"\xff\xfe", b""])
def test_a_file_that_is_no_list_of_genres_is_refused(tmp_path, content):
    path = tmp_path / "own.json"
    path.write_bytes(content)
    with pytest.raises(GenreError, match=r"own\.json is not a readable taxonomy"):
        load_taxonomy(path)


def test_a_missing_taxonomy_file_is_a_genre_error(tmp_path):
    with pytest.raises(GenreError, match=r"absent\.json is not a readable taxonomy: .*No such file"):
        load_taxonomy(tmp_path / "absent.json")


@pytest.mark.parametrize("change", [{"id": None}, {"name": 3}, {"parent": ["form"]}, {"support": "many"}])
def test_a_field_of_the_wrong_kind_is_refused(tmp_path, change):
    path = tmp_path / "own.json"
    path.write_text(json.dumps([RECORD | change]), encoding="utf-8")
    with pytest.raises(GenreError, match=r"own\.json is not a readable taxonomy"):
        load_taxonomy(path)


@pytest.mark.parametrize(
    ("genre", "audience"),
    [
        ("picture-books", "childrens"),
        ("childrens", "childrens"),
        ("ya-fantasy", "young-adult"),
        ("erotica", "adult"),
        ("new-adult", "adult"),
        ("childrens-and-ya", None),
        ("fantasy", None),
    ],
)
def test_a_genre_may_settle_for_whom_a_book_is(genre, audience):
    assert load_taxonomy().audience_of(genre) == audience
