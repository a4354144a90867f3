import pytest

from bookgenre.book import Book
from bookgenre.catalogue.file_formats import find_reader
from bookgenre.catalogue.protocol import ReadOptions
from bookgenre.catalogue.readers import opds
from bookgenre.catalogue.record import Record, Subject

SPY = "A retired spy is pulled back to Cold War Berlin when his old handler is found dead."
FEED = """\
<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:dcterms="http://purl.org/dc/terms/">
  <title>Lantern Library</title>
  <id>urn:lantern</id>
{}</feed>
"""
ENTRY = f"""\
  <entry>
    <title>The Wall</title>
    <id>urn:lantern:1</id>
    <dcterms:identifier>urn:ISBN:9780306406157</dcterms:identifier>
    <author><name>Ida Krämer</name></author>
    <dcterms:language>en</dcterms:language>
    <dcterms:publisher>Lantern Press</dcterms:publisher>
    <category scheme="http://www.bisg.org/standards/bisac_subject/" term="FIC031050" label="FICTION / Espionage"/>
    <category scheme="http://purl.org/dc/terms/LCSH" term="Spies" label="Spies"/>
    <category scheme="http://lantern.example/terms/" term="S1" label="Spies"/>
    <category scheme="http://schema.org/audience" term="Adult"/>
    <summary type="text">A spy, and a wall.</summary>
    <content type="xhtml"><div><p>{SPY}</p></div></content>
    <link href="x" type="application/epub+zip"/>
  </entry>
"""


def read(tmp_path, *entries):
    path = tmp_path / "catalogue.opds"
    path.write_text(FEED.format("".join(entries)), encoding="utf-8")
    assert find_reader(path).name == "opds"
    return list(opds.read(path, ReadOptions()))


def test_an_entry_is_a_record(tmp_path):
    (record,) = read(tmp_path, ENTRY)
    assert record == Record(
        1,
        Book(SPY, "The Wall", authors=("Ida Krämer",)),
        "urn:ISBN:9780306406157",
        (
            Subject("bisac", "FIC031050", "FICTION / Espionage"),
            Subject("lcsh", "", "Spies"),
            Subject("http://lantern.example/terms/", "S1", "Spies"),
        ),
        {
            "identifier": "urn:ISBN:9780306406157",
            "title": "The Wall",
            "authors": "Ida Krämer",
            "publisher": "Lantern Press",
            "language": "en",
            "audience": "Adult",
            "description": SPY,
        },
    )


def test_entries_that_cannot_be_used_have_a_problem(tmp_path):
    records = read(tmp_path, "<entry><title>The Wall</title></entry>", "<entry><title></entry>", ENTRY)
    assert [record.problem.partition(":")[0] for record in records] == [
        "it has no description",
        "it is not well-formed",
        "",
    ]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (FEED.encode(), True),
        (FEED.encode("utf-16"), True),
        (b"<feed><entry/></feed>", False),
        (b"<rss/>", False),
        (b"", False),
    ],
)
def test_a_feed_is_known_by_its_root_and_namespace(head, expected):
    assert opds.looks_like(head) is expected


def test_real_catalogues_are_read(shared):
    paths = list((shared / "trade" / "vendor_feeds").rglob("*.opds"))
    if not paths:
        pytest.skip("no ../shared/trade/vendor_feeds")
    for path in paths:
        records = list(find_reader(path).read(path, ReadOptions()))
        assert records
        assert all(record.identifier for record in records)
        assert all(bool(record.book) != bool(record.problem) for record in records)
