import pytest

from bookgenre.catalogue.epub.package_document import parse_package
from bookgenre.errors import DataError

DC = "http://purl.org/dc/elements/1.1/"
OPF = "http://www.idpf.org/2007/opf"


def package(metadata, dc=f' xmlns:dc="{DC}"', version="3.0"):
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="{OPF}" version="{version}" unique-identifier="id">
  <metadata{dc}>
{metadata}
  </metadata>
  <manifest><item id="dc" href="a.xhtml"/></manifest>
</package>
"""


def with_subjects(text, *subjects, encoding="utf-8"):
    return parse_package(text.encode(encoding)).with_subjects(subjects).decode(encoding)


TITLE = "    <dc:title>Maps</dc:title>"
OLD = '    <dc:subject id="s">Sea</dc:subject>'
NEW = "    <dc:subject>Fantasy &amp; more</dc:subject>"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([OLD], [TITLE]),
        ([TITLE, OLD], ['    <meta refines="#s" property="term">x</meta>']),
        ([TITLE, "    <dc:description>A map.</dc:description>"], ["    <dc:rights>All</dc:rights>"]),
        ([TITLE, "    <dc:rights/>"], ["    <meta name='cover' content='c'/>"]),
        ([OLD, TITLE, OLD, "    <!-- <dc:subject> -->"][:3], ["    <!-- <dc:subject> -->"]),
    ],
)
def test_subjects_follow_subjects_or_the_description_or_what_is_last(before, after):
    text = package("\n".join([*before, *after]))
    assert with_subjects(text, "Fantasy & more") == package("\n".join([*before, NEW, *after]))


def test_several_subjects_stand_in_their_order():
    new = "    <dc:subject>A</dc:subject>\n    <dc:subject>B</dc:subject>"
    assert with_subjects(package(OLD), "A", "B") == package(f"{OLD}\n{new}")


def test_a_document_on_one_line_stays_on_one():
    text = package(TITLE).replace("\n", "").replace("  ", "")
    assert "<dc:title>Maps</dc:title><dc:subject>A</dc:subject></metadata>" in with_subjects(text, "A")


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("<d:title>Maps</d:title>", "<d:subject>A</d:subject>"),
        (f"<title xmlns='{DC}'>Maps</title>", f'<subject xmlns="{DC}">A</subject>'),
        (f"<x:title xmlns:x='{DC}'>Maps</x:title >", f'<x:subject xmlns:x="{DC}">A</x:subject>'),
        (f"<x:title\n xmlns:x='{DC}'/>", f'<x:subject xmlns:x="{DC}">A</x:subject>'),
    ],
)
def test_the_prefix_is_that_of_the_document(title, subject):
    text = package(f"    {title}", dc=f' xmlns:d="{DC}"')
    assert with_subjects(text, "A") == package(f"    {title}\n    {subject}", dc=f' xmlns:d="{DC}"')


def test_documents_of_oeb_hold_dublin_core_one_level_deeper():
    text = package("<dc-metadata>\n    <dc:Title>Maps</dc:Title>\n</dc-metadata>")
    expected = package("<dc-metadata>\n    <dc:Title>Maps</dc:Title>\n    <dc:subject>A</dc:subject>\n</dc-metadata>")
    assert with_subjects(text, "A") == expected
    assert parse_package(text.encode()).all("dc:title")[0].text == "Maps"


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "utf-8-sig"])
def test_the_encoding_is_kept(encoding):
    declared = encoding.removesuffix("-sig")
    text = package("    <dc:title>Caf\u00e9</dc:title>").replace("UTF-8", declared)
    found = with_subjects(text, "\u00e9t\u00e9 \u9f8d", encoding=encoding)
    new = "\u00e9t\u00e9 &#40845;" if encoding == "iso-8859-1" else "\u00e9t\u00e9 \u9f8d"
    assert f"Caf\u00e9</dc:title>\n    <dc:subject>{new}</dc:subject>\n" in found


def test_only_the_metadata_of_the_book_counts():
    text = package(TITLE).replace(
        "<manifest>",
        f'<collection><metadata xmlns:dc="{DC}"><dc:title>Part</dc:title></metadata></collection><manifest>',
    )
    document = parse_package(text.encode())
    assert [entry.text for entry in document.entries] == ["Maps"]
    assert with_subjects(text, "A").index("<dc:subject>") < text.index("<collection>")


def test_nothing_to_add_changes_nothing():
    assert with_subjects(package(TITLE)) == package(TITLE)


def test_what_refines_an_entry_is_found():
    document = parse_package(
        package(
            """<dc:creator id="c" opf:role="aut" xmlns:opf="http://www.idpf.org/2007/opf">Ann Lee</dc:creator>
            <dc:creator id="d">Ken Ito</dc:creator><meta refines="#d" property="role" scheme="marc:relators">ill</meta>
            <meta property="dcterms:modified">2026</meta>"""
        ).encode()
    )
    assert [document.refined(entry, "role") for entry in document.all("dc:creator")] == ["aut", "ill"]
    assert document.property("dcterms:modified") == "2026"
    assert document.unique == "id"


def test_without_metadata_nothing_can_be_put_in():
    with pytest.raises(ValueError, match="has no metadata"):
        with_subjects(package("<meta name='cover' content='c'/>"), "A")


@pytest.mark.parametrize(
    ("text", "why"), [("<html/>", "first element is not <package>"), ("<package>", "broken"), ("", "broken")]
)
def test_other_documents_are_refused(text, why):
    with pytest.raises(DataError, match=why):
        parse_package(text.encode())
