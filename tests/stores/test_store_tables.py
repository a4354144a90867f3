"""What stands in the tables is what the lists hold that they name."""

import csv
from importlib.resources import files

import pytest

from bookgenre.stores.store_tables import (
    SOURCES,
    kdp_shelves,
    lcgft_terms,
    rules_of,
    section_of,
    smashwords_shelves,
    thema_codes,
)

RELATIONS = {"exact", "broader", "narrower"}
FORMATS = ("print", "kindle")


def shelves(table):
    return [shelf for shelves in table.values() for shelf in shelves]


@pytest.mark.parametrize("book_format", FORMATS)
def test_every_kdp_path_exists_with_its_node_in_the_list_of_its_format(recorded, book_format):
    tree = {row["path"]: row for row in recorded("kdp_tree.csv") if row["kind"] == book_format}
    for shelf in shelves(kdp_shelves(book_format)):
        assert shelf.path in tree, shelf
        assert shelf.code == tree[shelf.path]["node_id"], shelf
        assert shelf.selectable == (tree[shelf.path]["selectable"] == "yes"), shelf


def test_every_smashwords_shelf_exists_with_its_id(recorded):
    tree = {row["path"]: row["id"] for row in recorded("smashwords_tree.csv")}
    for shelf in shelves(smashwords_shelves()):
        assert tree.get(shelf.path) == shelf.code, shelf


def test_every_lcgft_term_is_recorded_with_its_id(recorded):
    pairs = set()
    for row in recorded("lcgft_map.csv"):
        pairs |= set(zip(row["lcgft_labels"].split(" ; "), row["lcgft_ids"].split(" ; "), strict=True))
    assert {(term.path, term.code) for term in shelves(lcgft_terms())} <= pairs


def test_every_thema_code_exists_and_none_is_one_that_must_not_be_used_itself(thema, never_alone):
    alone = "DO NOT USE: code ‘{}’ itself"
    forbidden = {code for code, entry in thema.items() if alone.format(code) in (entry["CodeNotes"] or "")}
    assert forbidden <= never_alone
    for codes in (entry for entries in thema_codes().values() for entry in entries):
        for code in (*codes.subjects, *codes.qualifiers):
            assert code in thema, codes
            assert code not in never_alone | forbidden, codes
        assert not any(code[0].isdigit() for code in codes.subjects), codes
        assert all(code[0].isdigit() for code in codes.qualifiers), codes


def test_the_tables_hold_codes_and_none_of_themas_headings(thema):
    headings = {entry["CodeDescription"] for entry in thema.values() if len(entry["CodeDescription"]) > 12}
    text = (files("bookgenre.stores") / "data/thema.csv").read_text(encoding="utf-8")
    assert not [heading for heading in headings if heading in text]


def test_the_hand_made_judgements_are_those_that_were_gathered(recorded):
    """The shelf of every genre of the first edition stands in the table; its own may hold more."""
    for row in recorded("genre_to_store.csv"):
        for column, book_format in (("kdp_print", "print"), ("kdp_kindle", "kindle")):
            paths = {shelf.path for shelf in kdp_shelves(book_format).get(row["genre"], ())}
            assert set(filter(None, row[column].split(" ; "))) <= paths, row["genre"]


def test_every_genre_has_an_entry_or_is_known_to_have_none(taxonomy):
    assert set(taxonomy.ids) - set(kdp_shelves("print")) == {"nonfiction"}
    assert set(taxonomy.ids) == set(kdp_shelves("kindle")) == set(smashwords_shelves())
    assert set(taxonomy.ids) - set(thema_codes()) == {"nonfiction"}
    assert set(lcgft_terms()) <= set(taxonomy.ids)


def test_genres_of_the_second_edition_have_shelves_and_codes(taxonomy):
    second = [genre.id for genre in taxonomy if genre.since == 2]
    assert len(second) == 34
    exact = [one for one in second if any(shelf.relation == "exact" for shelf in kdp_shelves("print")[one])]
    assert set(second) - set(exact) == {"climate-fiction", "board-books", "local-history"}
    assert all(thema_codes()[one] for one in second)


def test_relations_are_one_of_three(taxonomy):
    tables = [*(shelves(kdp_shelves(one)) for one in FORMATS), shelves(smashwords_shelves()), shelves(lcgft_terms())]
    assert {shelf.relation for table in tables for shelf in table} == RELATIONS
    assert {codes.relation for entries in thema_codes().values() for codes in entries} == RELATIONS


@pytest.mark.parametrize("book_format", FORMATS)
def test_every_path_lies_in_a_section(taxonomy, book_format):
    for shelf in shelves(kdp_shelves(book_format)):
        section = section_of(shelf.path)
        assert section.kind in ("fiction", "nonfiction", "comics", "any")
        assert section.audience in ("adult", "young-adult", "childrens")
        assert section.needs <= set(taxonomy.ids)
        # A genre that settles the audience does not stand on another audience's shelves, but for those that only lead.
        if taxonomy.audience_of(shelf.genre) == "adult":
            assert section.audience == "adult", shelf


def test_a_path_says_by_its_last_step_whether_it_is_fiction():
    animals = "Children's Books > Animals > Cats"
    assert [section_of(f"{animals}{last}").kind for last in ("", " > Fiction", " > Nonfiction")] == [
        "any", "fiction", "nonfiction",
    ]  # fmt: skip


@pytest.mark.parametrize("book_format", FORMATS)
def test_no_genre_has_a_shelf_twice(book_format):
    for genre, own in kdp_shelves(book_format).items():
        assert len({shelf.path for shelf in own}) == len(own), genre


def test_every_rule_has_a_source_and_a_date():
    with (files("bookgenre.stores") / "data/rules.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 54
    for row in rows:
        assert row["source"], row
        assert row["date"], row
        assert row["certain"] in ("yes", "no"), row


def test_rules_that_are_uncertain_are_marked():
    rules = rules_of("kdp")
    assert rules["categories"].number == 3
    assert rules["categories"].certain
    assert not rules["do not mix"].certain
    assert rules["do not mix"].words.endswith("(uncertain)")
    assert not rules["categories"].words.endswith("(uncertain)")
    assert rules_of("no store") == {}


def test_the_rules_are_those_that_were_gathered_and_no_uncertain_one_became_certain(recorded):
    for row in recorded("store_rules.csv"):
        rule = rules_of(row["store"])[row["rule"]]
        assert rule.date == row["date"]
        assert not rule.certain or row["certainty"].startswith(("certain", "tree certain")), row


def test_every_table_names_its_source_with_a_date():
    assert set(SOURCES) == {"kdp-print", "kdp-kindle", "smashwords", "thema", "lcgft"}
    assert all(any(f"20{year}" in source for year in range(10, 30)) for source in SOURCES.values())
