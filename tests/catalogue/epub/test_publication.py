import pytest

from bookgenre.catalogue.epub.package_document import parse_package
from bookgenre.catalogue.epub.publication import describe_publication, subjects_to_add
from bookgenre.catalogue.record import GenreFinding, Subject

PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">{}</metadata></package>"""


def package(metadata):
    return parse_package(PACKAGE.format(metadata).encode())


def described(metadata):
    return describe_publication(1, package(metadata))


def test_what_a_package_says_of_its_book(blurb):
    record = described(
        f"""<dc:identifier id="id">urn:uuid:1</dc:identifier><dc:identifier>urn:isbn:978-0-439-99999-1</dc:identifier>
        <dc:title>Drowned
          maps</dc:title><dc:creator>Ann Lee</dc:creator><dc:creator opf:role="ill">Ken Ito</dc:creator>
        <dc:language>en-GB</dc:language><dc:publisher>Our Press</dc:publisher>
        <dc:description>{blurb}</dc:description>"""
    )
    assert record.book.description == blurb
    assert (record.book.title, record.book.authors, record.book.language) == ("Drowned maps", ("Ann Lee",), "en")
    assert record.identifier == record.book.identifiers["isbn13"] == "9780439999991"
    assert record.fields == {
        "identifier": "9780439999991",
        "title": "Drowned maps",
        "authors": "Ann Lee",
        "publisher": "Our Press",
        "language": "en-GB",
        "description": blurb,
    }


@pytest.mark.parametrize(
    ("identifiers", "expected"),
    [
        ('<dc:identifier>a</dc:identifier><dc:identifier id="id">b</dc:identifier>', "b"),
        ("<dc:identifier>a</dc:identifier>", "a"),
        ('<dc:identifier opf:scheme="calibre">40</dc:identifier>', "40"),
        ('<dc:identifier opf:scheme="ISBN">0-439-99999-X</dc:identifier>', "0-439-99999-X"),
        ("", ""),
    ],
)
def test_a_book_without_an_isbn_has_its_own_identifier(identifiers, expected, blurb):
    assert described(f"{identifiers}<dc:description>{blurb}</dc:description>").identifier == expected


def test_markup_in_descriptions_is_read(blurb):
    assert described(f"<dc:description>&lt;p&gt;{blurb}&lt;/p&gt;</dc:description>").book.description == blurb
    nested = f"<dc:description><div><p>{blurb}</p></div></dc:description>"
    assert described(nested).book.description == blurb


def test_the_long_description_of_standard_ebooks_comes_first(blurb):
    short = "<dc:description>A map leads below the water.</dc:description>"
    long = '<meta property="se:long-description" refines="#description">{}</meta>'
    assert described(short + long.format(blurb)).book.description == blurb
    assert described(short + long.format("LONG_DESCRIPTION")).book.description == "A map leads below the water."


def test_the_main_title_and_its_subtitle(blurb):
    record = described(
        f"""<dc:title id="a">The Map Trilogy</dc:title><meta refines="#a" property="title-type">collection</meta>
        <dc:title id="b">Drowned</dc:title><meta refines="#b" property="title-type">main</meta>
        <dc:title id="c">a novel</dc:title><meta refines="#c" property="title-type">subtitle</meta>
        <dc:description>{blurb}</dc:description>"""
    )
    assert record.book.title == "Drowned: a novel"


def test_subjects_and_their_authorities(blurb):
    record = described(
        f"""<dc:subject>Sea</dc:subject><dc:subject>FIC009020</dc:subject><dc:subject> </dc:subject>
        <dc:subject>FICTION / Fantasy / Epic</dc:subject>
        <dc:subject id="a">Maps</dc:subject><meta refines="#a" property="authority">LCSH</meta>
        <meta refines="#a" property="term">sh1</meta><meta property="se:subject">Adventure</meta>
        <dc:subject opf:authority="Thema" opf:term="FMB">FMB</dc:subject><dc:description>{blurb}</dc:description>"""
    )
    assert record.subjects == (
        Subject("", heading="Sea"),
        Subject("bisac", code="FIC009020"),
        Subject("bisac", heading="FICTION / Fantasy / Epic"),
        Subject("lcsh", "sh1", "Maps"),
        Subject("thema", "FMB"),
        Subject("Standard Ebooks", heading="Adventure"),
    )


def test_a_book_without_a_description_says_so():
    record = described("<dc:title>Maps</dc:title><dc:description> </dc:description>")
    assert (record.book, record.problem, record.fields["title"]) == (None, "it has no description", "Maps")


def test_genres_that_are_no_subjects_yet_are_added(finding):
    document = package("<dc:subject>DRAGONS</dc:subject>")
    assert subjects_to_add(finding(), document) == ["Epic fantasy"]
    twice = (GenreFinding("a", "Sea", 0.9, True), GenreFinding("b", "Sea", 0.8, True))
    assert subjects_to_add(finding(shortlist=twice), document) == ["Sea"]
    assert subjects_to_add(finding(problem="no description"), document) == []
