import json

import pytest

from bookgenre.genres import FACETS, load_taxonomy


def fields(output):
    """Lines ``  name  value`` as a dictionary."""
    return {line[2:14].strip(): line[15:] for line in output.splitlines()[1:]}


def test_all_256_genres_are_listed_under_their_facets(run):
    result = run("genres")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert [line for line in lines if not line.startswith("  ")] == list(FACETS)
    listed = [line.split()[-1] for line in lines if line.startswith("  ")]
    assert len(listed) == 256
    assert set(listed) == set(load_taxonomy().ids)


def test_a_child_stands_below_its_parent_and_further_in(run):
    lines = run("genres").stdout.splitlines()
    parent = next(i for i, line in enumerate(lines) if line.endswith("  thriller"))
    child = next(i for i, line in enumerate(lines) if line.endswith("  espionage"))
    indent = [len(lines[i]) - len(lines[i].lstrip()) for i in (parent, child)]
    assert parent < child
    assert indent[1] == indent[0] + 2
    between = lines[parent + 1 : child]
    assert all(len(line) - len(line.lstrip()) > indent[0] for line in between)


def test_one_genre_is_shown_with_ancestors_definition_and_support(run):
    genre = load_taxonomy()["espionage"]
    result = run("genres", "espionage")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == genre.name
    shown = fields(result.stdout)
    assert shown["id"] == "espionage"
    assert shown["path"] == f"Fiction > Mystery, Thriller & Suspense > Thriller > {genre.name}"
    assert shown["definition"] == genre.definition
    assert shown["support"] == f"{genre.support:,} books of the gathered corpus"
    assert shown["also called"] == ", ".join(genre.aliases)
    assert shown["Thema"] == "FHD"
    assert "children" not in shown


def test_a_genre_with_children_names_them(run):
    shown = fields(run("genres", "food-drink").stdout)
    assert "cooking" in shown["children"].split(", ")


@pytest.mark.parametrize(
    "query", [["espionage"], ["ESPIONAGE"], ["Espionage & Spy Thriller"], ["spy", "thriller"], ["Spy Thriller"]]
)
def test_a_genre_is_found_by_id_name_and_alias_in_any_case(run, query):
    assert run("genres", *query).stdout == run("genres", "espionage").stdout


def test_words_that_name_no_genre_are_searched_for(run):
    result = run("genres", "double", "agents")
    assert result.exit_code == 0
    genre_id, path = result.stdout.strip().split(maxsplit=1)
    assert genre_id == "espionage"
    assert path == "Fiction > Mystery, Thriller & Suspense > Thriller > Espionage & Spy Thriller"


def test_a_search_finds_what_the_taxonomy_finds_in_that_order(run):
    found = [genre.id for genre in load_taxonomy().search("naval")]
    assert len(found) > 1
    assert [line.split()[0] for line in run("genres", "naval").stdout.splitlines()] == found
    assert [genre["id"] for genre in json.loads(run("genres", "--json", "naval").stdout)] == found


@pytest.mark.parametrize(("typed", "meant"), [("thriler", "thriller"), ("romanse", "romance"), ("cokking", "cooking")])
def test_a_misspelt_genre_is_answered_with_the_nearest(process, typed, meant):
    done = process("genres", typed)
    assert done.returncode == 2
    assert done.stdout == b""
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith(f"bookgenre: there is no genre {typed!r}; did you mean ")
    assert meant in line


def test_a_genre_like_no_other_is_answered_with_the_way_to_the_list(run):
    result = run("genres", "qqqqqqqq")
    assert result.exit_code == 2
    assert result.stderr == "bookgenre: there is no genre 'qqqqqqqq'; see all with: bookgenre genres\n"


def test_a_facet_lists_its_genres_alone(run):
    lines = run("genres", "--facet", "form").stdout.splitlines()
    assert lines[0] == "form"
    assert {line.split()[-1] for line in lines[1:]} == {g.id for g in load_taxonomy() if g.facet == "form"}


def test_a_facet_narrows_a_search(run):
    found = load_taxonomy().search("naval")
    assert {genre.facet for genre in found} == {"fiction", "nonfiction"}
    lines = run("genres", "--facet", "nonfiction", "naval").stdout.splitlines()
    assert [line.split()[0] for line in lines] == [genre.id for genre in found if genre.facet == "nonfiction"]


def test_an_unknown_facet_is_refused_with_the_known_ones(run):
    result = run("genres", "--facet", "colour")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert all(facet in result.stderr for facet in FACETS)


def test_a_genre_outside_the_facet_is_not_met_with_silence(run):
    result = run("genres", "noir", "--facet", "form")
    assert result.stdout + result.stderr != ""


def test_json_holds_every_field_of_every_genre(run):
    genres = json.loads(run("genres", "--json").stdout)
    assert len(genres) == 256
    expected = {*"id name facet parent definition aliases implied_by thema support shelf side since ancestors".split()}
    assert all(set(genre) == expected for genre in genres)
    espionage = next(genre for genre in genres if genre["id"] == "espionage")
    assert espionage["ancestors"] == ["fiction", "mystery-thriller-suspense", "thriller"]


def test_json_of_one_genre_is_a_list_of_one(run):
    (genre,) = json.loads(run("genres", "--json", "espionage").stdout)
    assert genre["support"] == load_taxonomy()["espionage"].support
