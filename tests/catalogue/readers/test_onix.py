import pytest

from bookgenre.book import Book
from bookgenre.catalogue.file_formats import find_reader
from bookgenre.catalogue.protocol import ReadOptions
from bookgenre.catalogue.readers import onix
from bookgenre.catalogue.record import Record, Subject
from bookgenre.errors import DataError
from onix_feeds import FLAVOURS, SPY, message, product

SUBJECTS = (
    "<Subject><SubjectSchemeIdentifier>10</SubjectSchemeIdentifier><SubjectCode>FIC031050</SubjectCode></Subject>\n"
    "<Subject><SubjectSchemeIdentifier>93</SubjectSchemeIdentifier><SubjectCode>FHD</SubjectCode></Subject>\n"
    "<Subject><SubjectSchemeIdentifier>96</SubjectSchemeIdentifier><SubjectCode>3MPQ</SubjectCode></Subject>\n"
    "<Subject><SubjectSchemeIdentifier>20</SubjectSchemeIdentifier><SubjectHeadingText>spies; walls"
    "</SubjectHeadingText></Subject>\n"
    "<Subject><SubjectSchemeIdentifier>24</SubjectSchemeIdentifier><SubjectSchemeName>Lantern</SubjectSchemeName>"
    "<SubjectCode>S1</SubjectCode><SubjectHeadingText>Spies</SubjectHeadingText></Subject>"
)


def read(tmp_path, content, name="feed.xml"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(onix.read(path, ReadOptions()))


@pytest.mark.parametrize(("release", "short"), FLAVOURS)
def test_a_product_is_a_record_in_every_flavour(tmp_path, release, short):
    (record,) = read(tmp_path, message(release, product(release, subjects=SUBJECTS), short=short))
    assert record == Record(
        1,
        Book(SPY, "The Wall: A Novel", authors=("Ida Krämer",)),
        "9780306406157",
        (
            Subject("bisac", "FIC031050"),
            Subject("thema", "FHD"),
            Subject("thema", "3MPQ"),
            Subject("keywords", "", "spies; walls"),
            Subject("Lantern", "S1", "Spies"),
        ),
        {
            "identifier": "9780306406157",
            "title": "The Wall: A Novel",
            "authors": "Ida Krämer",
            "publisher": "Lantern Press",
            "language": "eng",
            "audience": "01",
            "description": SPY,
        },
    )


def test_the_main_subjects_of_release_2_1_are_read(tmp_path):
    subjects = (
        "<BASICMainSubject>FIC031050</BASICMainSubject>\n<BICMainSubject>FH</BICMainSubject>\n<MainSubject>"
        "<MainSubjectSchemeIdentifier>29</MainSubjectSchemeIdentifier><SubjectCode>3452</SubjectCode></MainSubject>"
    )
    (record,) = read(tmp_path, message("2.1", product("2.1", subjects=subjects)))
    assert record.subjects == (Subject("bisac", "FIC031050"), Subject("bic", "FH"), Subject("clil", "3452"))


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", ""),
        ("utf-8", ""),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", ""),
        ("latin-1", "ISO-8859-1"),
        ("cp1252", "windows-1252"),
        # Not what it says.
        ("cp1252", "UTF-8"),
        ("cp1252", ""),
        ("utf-8", "UTF-16"),
        ("cp1252", "unicode"),
        ("utf-8", "utf8"),
    ],
)
def test_encodings_are_read_also_where_the_declaration_is_wrong(tmp_path, encoding, declared):
    (record,) = read(tmp_path, message("3.0", product(), encoding=declared).encode(encoding))
    assert record.book.authors == ("Ida Krämer",)


def test_records_that_cannot_be_used_have_a_problem_and_the_others_are_read(tmp_path):
    products = [
        product(number=1),
        product(number=2, text=""),
        product(number=3, kind="05"),
        product(number=4).replace("</Audience>", ""),
        product(number=5).replace("  </Product>\n", ""),
        product(number=6, text="Black & White"),
        product(number=7),
    ]
    records = read(tmp_path, message("3.0", *products))
    assert [record.number for record in records] == [1, 2, 3, 4, 5, 6, 7]
    assert [record.problem.partition(":")[0] for record in records] == [
        "", "it has no description", "it is a notice that the product was deleted", "it is not well-formed",
        "its end tag </Product> is missing", "it is not well-formed", "",
    ]  # fmt: skip
    assert [record.number for record in records if record.book] == [1, 7]


def test_nothing_is_fetched(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret of the machine")
    doctype = (
        '<!DOCTYPE ONIXMessage SYSTEM "http://127.0.0.1:9/onix.dtd" ['
        f'<!ENTITY xxe SYSTEM "{secret.as_uri()}"><!ENTITY % more SYSTEM "http://127.0.0.1:9/more.dtd">%more;]>'
    )
    (record,) = read(tmp_path, message("3.0", product(text=f"{SPY}&xxe; Caf&eacute;"), doctype=doctype))
    assert record.book.description == f"{SPY} Café"


def test_entities_that_grow_are_refused_with_one_line(tmp_path):
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    with pytest.raises(DataError, match=r"feed.xml declares the entity a\d, .* take it out$"):
        read(tmp_path, message("3.0", product(), doctype=f'<!DOCTYPE ONIXMessage [<!ENTITY a0 "lol">{lines}]>'))


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b'<?xml version="1.0"?><!-- <package> --><ONIXMessage release="3.0">', True),
        (b'<!DOCTYPE ONIXmessage SYSTEM "x" [<!ENTITY a "<b>">]>\n<ONIXmessage>', True),
        ("\ufeff<ONIXMessage>".encode("utf-16"), True),
        (b"  <Product>\n", True),
        (b"<o:ONIXMessage xmlns:o='x'>", True),
        (b"<package>", False),
        (b"<collection xmlns='http://www.loc.gov/MARC21/slim'>", False),
        (b"<Products>", False),
        (b'<?xml version="1.0" encoding="Shift_JIS"?><ONIXMessage>', False),
        (b"", False),
        (bytes(range(256)), False),
    ],
)
def test_a_file_is_known_by_its_first_element(head, expected):
    assert onix.looks_like(head) is expected


def test_a_feed_is_found_by_its_name_and_content(tmp_path):
    for name in ("feed.xml", "feed.onix", "feed.txt"):
        path = tmp_path / name
        path.write_text(message("3.0", product()), encoding="utf-8")
        assert find_reader(path).name == "onix"


def test_each_real_feed_is_read_or_its_records_say_why_not(shared):
    folder = shared / "trade" / "onix"
    if not folder.is_dir():
        pytest.skip("no ../shared/trade/onix")
    count = 0
    for path in filter(lambda one: one.is_file(), folder.rglob("*")):
        assert find_reader(path).name == "onix"
        records = list(onix.read(path, ReadOptions()))
        assert records, path
        assert all(bool(record.book) != bool(record.problem) for record in records)
        assert all(record.identifier for record in records)
        assert not any("well-formed" in record.problem or "breaks off" in record.problem for record in records)
        count += len(records)
    assert count > 500
