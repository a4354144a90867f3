import json

import pytest

from bookgenre.book import Book
from bookgenre.catalogue.file_formats import find_reader
from bookgenre.catalogue.protocol import ReadOptions
from bookgenre.catalogue.readers import opds_json
from bookgenre.catalogue.record import Record, Subject
from bookgenre.errors import DataError

SPY = "A retired spy is pulled back to Cold War Berlin when his old handler is found dead."
LINKS = [{"rel": "self", "href": "http://lantern.example", "type": "application/opds+json"}]
METADATA = {
    "title": {"de": "Die Mauer", "en": "The Wall"},
    "subtitle": "A Novel",
    "author": [{"name": "Ida Krämer"}, "Ed Itor"],
    "identifier": "urn:isbn:9780306406157",
    "language": ["en"],
    "publisher": {"name": "Lantern Press"},
    "description": f"<p>{SPY}</p>",
    "subject": [
        "Spies",
        {"scheme": "https://bisg.org/page/BISACEdition", "code": "FIC031050", "name": "FICTION / Espionage"},
        {"scheme": "http://schema.org/Audience", "code": "Adult", "name": "Adult"},
    ],
}


def write(tmp_path, page, name="page.json"):
    path = tmp_path / name
    path.write_text(page if isinstance(page, str) else json.dumps(page, indent=2), encoding="utf-8")
    return path


def read(path):
    return list(opds_json.read(path, ReadOptions()))


def test_a_publication_is_a_record_also_in_a_group(tmp_path):
    page = {
        "metadata": {},
        "links": LINKS,
        "publications": [{"metadata": METADATA}],
        "groups": [{"publications": [{"metadata": {"title": "No blurb"}}]}],
    }
    path = write(tmp_path, page)
    assert find_reader(path).name == "opds_json"
    first, second = read(path)
    assert first == Record(
        1,
        Book(SPY, "The Wall: A Novel", authors=("Ida Krämer", "Ed Itor")),
        "urn:isbn:9780306406157",
        (Subject("", "", "Spies"), Subject("bisac", "FIC031050", "FICTION / Espionage")),
        {
            "identifier": "urn:isbn:9780306406157",
            "title": "The Wall: A Novel",
            "authors": "Ida Krämer; Ed Itor",
            "publisher": "Lantern Press",
            "language": "en",
            "audience": "Adult",
            "description": SPY,
        },
    )
    assert (second.number, second.problem) == (2, "it has no description")


@pytest.mark.parametrize("odd", [[], [None], ["text"], [{}], [{"metadata": 3}], [{"metadata": {"subject": 3}}], 3])
def test_odd_publications_have_a_problem(tmp_path, odd):
    path = write(tmp_path, {"links": LINKS, "publications": odd})
    assert all(record.problem == "it has no description" for record in read(path))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{", "is not JSON that can be read"),
        ("[" * 100_000, "is not JSON that can be read"),
        ("[]", "is not a catalogue of OPDS"),
        ('{"links": []}', "is not a catalogue of OPDS"),
    ],
)
def test_what_is_no_page_is_refused(tmp_path, content, problem):
    with pytest.raises(DataError, match=problem):
        read(write(tmp_path, content))


def test_lines_of_json_are_not_pages(tmp_path):
    assert find_reader(write(tmp_path, json.dumps({"description": SPY}))).name == "jsonl"


def test_real_pages_are_read(shared):
    folder = shared / "trade" / "vendor_feeds"
    paths = [path for path in folder.rglob("*.json") if opds_json.looks_like(path.read_bytes()[:65536])]
    if not paths:
        pytest.skip("no ../shared/trade/vendor_feeds")
    for path in paths:
        assert find_reader(path).name == "opds_json"
        assert any(record.book for record in read(path))
