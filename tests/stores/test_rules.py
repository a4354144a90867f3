"""Every rule that is certain is kept, or it is said why there is nothing to keep."""

import pytest

from bookgenre.stores import BisacCode, suggest_stores
from bookgenre.stores.store_tables import kdp_shelves, rules_of

STORES = (
    "kdp", "smashwords", "draft2digital", "kobo", "apple", "google", "bn", "ingramspark", "libraries", "thema", "bisac",
)  # fmt: skip

# The test that fails where the rule is broken, by store and rule.
KEPT = {
    ("kdp", "categories"): "test_kdp: at most three",
    ("kdp", "scheme"): "test_kdp: paths, and nodes that lead further say so",
    ("kdp", "lists differ"): "test_kdp: print and Kindle differ",
    ("kdp", "do not mix audience"): "test_kdp: refused in the words of the rule",
    ("kdp", "duplicates"): "test_kdp: paths that share a shelf count once",
    ("kdp", "non-classifiable"): "below: never suggested",
    ("kdp", "children"): "below: Kindle's age branches are used, print has none",
    ("kdp", "adult content"): "below: erotica's homes, and the note",
    ("kdp", "low-content homes"): "below: journals and colouring books",
    ("kdp", "keywords"): "below: seven of at most fifty characters",
    ("kdp", "keywords banned"): "test_keywords: no author, no sales words, none invented",
    ("kdp", "keywords advised against"): "test_keywords: not the title, the genres, the categories",
    ("smashwords", "publishing"): "test_smashwords: a new author is told",
    ("smashwords", "categories"): "test_smashwords: two shelves",
    ("smashwords", "erotica questionnaire"): "test_smashwords: erotica has rules of its own",
    ("smashwords", "erotica filter"): "test_smashwords: erotica has rules of its own",
    ("smashwords", "erotica category"): "below: the shelf has its id",
    ("draft2digital", "scheme"): "test_bisac: codes of the user's table",
    ("draft2digital", "order"): "test_bisac: in the order of the genres",
    ("draft2digital", "do not mix"): "test_bisac: refused in the words of the rule",
    ("draft2digital", "series"): "test_mapping: never NON000000; the note says the rest",
    ("draft2digital", "erotica"): "below: the note",
    ("kobo", "categories"): "test_bisac: at most three",
    ("kobo", "scheme"): "test_bisac, test_thema: BISAC and Thema are given",
    ("kobo", "scheme (Writing Life)"): "below: the note",
    ("kobo", "erotica"): "test_bisac: erotica is told what a store refuses",
    ("apple", "scheme"): "below: the note",
    ("apple", "erotica"): "below: the note",
    ("google", "required"): "below: the note",
    ("bn", "erotica"): "below: the note",
    ("ingramspark", "categories"): "test_bisac: at most three, most specific first, no general code",
    ("ingramspark", "thema"): "test_thema: at most three subjects, main first, then qualifiers",
    ("ingramspark", "keywords"): "below: in one line of at most 500 characters, semicolons without spaces",
    ("ingramspark", "thema place"): "test_thema: places are qualifiers",
    ("libraries", "forbidden subjects"): "test_lcgft: suppliers that refuse a subject are named",
    ("thema", "self codes"): "test_store_tables: none is one that must not be used itself",
    ("thema", "children"): "test_thema: a Y code first and exactly one age",
    ("thema", "erotica"): "test_thema: never with erotic romance",
    ("thema", "licence"): "test_store_tables: codes and none of the headings",
    ("bisac", "licence"): "below: no code ships",
}
# Rules about what bookgenre does not do.
NOTHING_TO_KEEP = {
    ("kdp", "categories effective"): "a date: the older two-category rule is not offered",
    ("kdp", "amazon may change"): "what Amazon does later; docs/stores.md says so",
    ("kdp", "low-content"): "a rule for titles, which bookgenre does not write",
    ("kdp", "keywords useful"): "advice of what to look for; keywords are chosen by what sets a blurb apart",
    ("smashwords", "taboo themes"): "a questionnaire that the author answers; no blurb says it",
}


def test_every_certain_rule_is_kept_or_explained():
    certain = {(store, name) for store in STORES for name, rule in rules_of(store).items() if rule.certain}
    assert certain == KEPT.keys() | NOTHING_TO_KEEP.keys()
    assert not KEPT.keys() & NOTHING_TO_KEEP.keys()


def test_the_recorded_rules_are_the_same(recorded):
    rows = recorded("store_rules.csv")
    assert {(row["store"], row["rule"]) for row in rows} == {
        (store, name) for store in STORES for name in rules_of(store)
    }


def advice(store, *genres, text=None, **options):
    return suggest_stores(genres, text, stores=[store], **options).stores[0]


def test_non_classifiable_is_never_suggested():
    for book_format in ("print", "kindle"):
        paths = [shelf.path for shelves in kdp_shelves(book_format).values() for shelf in shelves]
        assert not [path for path in paths if "Non-Classifiable" in path]


def test_age_branches_are_kindles_alone():
    kindle = [shelf.path for shelves in kdp_shelves("kindle").values() for shelf in shelves]
    printed = [shelf.path for shelves in kdp_shelves("print").values() for shelf in shelves]
    assert [path for path in kindle if "Ages 9-12" in path]
    assert not [path for path in printed if "Ages " in path or "Baby-2" in path]
    assert any("reading age" in note for note in advice("kdp-kindle", "middle-grade").notes)


def test_erotica_stands_where_each_format_keeps_it():
    assert advice("kdp-print", "erotica").suggestions[0].text == "Literature & Fiction > Erotica > General"
    assert advice("kdp-kindle", "erotica", "romance").suggestions[0].text == "Romance > Erotica"
    assert any("adult rating" in note for note in advice("kdp-kindle", "erotica").notes)
    assert advice("smashwords", "erotica").suggestions[0].code == "59"


def test_low_content_books_have_their_homes():
    printed = {one.text for one in advice("kdp-print", "coloring-activity", "journals-planners").suggestions}
    assert "Crafts, Hobbies & Home > Coloring Books for Grown-Ups > General" in printed
    assert "Crafts, Hobbies & Home > Crafts & Hobbies > Guided Journals" in printed
    kindle = {one.text for one in advice("kdp-kindle", "coloring-activity", "journals-planners").suggestions}
    assert "Crafts, Hobbies & Home > Crafts & Hobbies > Papercrafts > Adult Coloring Books" in kindle
    assert "Self-Help > Journaling" in kindle
    children = [one.text for one in advice("kdp-print", "coloring-activity", audience="childrens").suggestions]
    assert all("Activity Books" in path and path.startswith("Children's Books") for path in children)


def test_kdp_takes_seven_keywords_of_fifty_characters(knitters):
    found = advice("kdp-print", "cozy-mystery", text=knitters).keywords
    assert 1 <= len(found) <= 7
    assert all(len(keyword) <= 50 for keyword in found)


def test_ingram_takes_keywords_in_one_line(knitters):
    from bookgenre.stores.render import advice_lines

    asked = advice("ingramspark", "cozy-mystery", text=knitters)
    (line,) = (line for line in advice_lines(asked) if line.startswith("  keywords: "))
    keywords = line.removeprefix("  keywords: ")
    assert keywords == ";".join(asked.keywords)
    assert len(keywords) <= 500
    assert "; " not in keywords


@pytest.mark.parametrize(
    ("store", "genre", "words"),
    [
        ("draft2digital", "erotica", "does not accept content that glorifies"),
        ("kobo", "romance", "a simplified BISAC"),
        ("apple", "romance", "BISAC, NUR, CLIL"),
        ("apple", "erotica", "as Kobo"),
        ("google", "romance", "genre, title and identifier are required"),
        ("bn", "erotica", "as Kobo and Apple"),
    ],
)
def test_notes_say_what_only_the_author_can_do(store, genre, words):
    assert any(words in note for note in advice(store, genre).notes)


def test_no_bisac_code_ships():
    for store in ("draft2digital", "ingramspark", "kobo", "apple", "google", "bn"):
        assert advice(store, "romance").suggestions == ()
        own = advice(store, "romance", mapping={"romance": [BisacCode("FIC027000")]})
        assert [one.code for one in own.suggestions] == ["FIC027000"]
