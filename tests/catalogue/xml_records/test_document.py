import pytest

from bookgenre.catalogue.xml_records.document import XmlDocument, blank_before, element, prefix_at
from bookgenre.catalogue.xml_records.tree import Vocabulary
from bookgenre.errors import DataError

VOCABULARY = Vocabulary(frozenset({"a"}))


def parsed(text):
    return XmlDocument(text if isinstance(text, bytes) else text.encode(), VOCABULARY)


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("iso8859-1", b""),
        ("cp1252", b""),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
    ],
)
def test_markup_is_put_in_and_every_other_byte_stays(encoding, mark):
    declared = "UTF-16" if encoding.startswith("utf-16") else encoding
    text = f"<?xml version='1.0' encoding='{declared}'?><!-- \u00e9 --><a>\u00e9<b x='1'>\u00e9</b><c/></a>\n"
    document = parsed(mark + text.encode(encoding))
    b, c = document.root.children
    assert (document.root.text, b.text) == ("\u00e9", "\u00e9")
    after_b = document.with_markup(b.end, "<d>\u00e9\u9f8d</d>")
    letter = "\u9f8d" if encoding.startswith("utf") else "&#40845;"
    assert after_b == mark + text.replace("</b>", f"</b><d>\u00e9{letter}</d>").encode(encoding)
    assert document.with_markup(c.end, "<d/>") == mark + text.replace("<c/>", "<c/><d/>").encode(encoding)


def test_bytes_that_do_not_fit_the_encoding_stay():
    data = b"<a>\xe9<b/></a>"
    document = parsed(data)
    assert document.with_markup(document.root.children[0].start, "<c/>") == b"<a>\xe9<c/><b/></a>"


def test_entities_of_html_are_known_without_a_dtd():
    assert parsed("<a>caf&eacute;&nbsp;&amp; &unknown;</a>").root.text == "caf\u00e9\u00a0& &unknown;"
    doctype = "<!DOCTYPE a PUBLIC '-//X' 'http://127.0.0.1:9/x.dtd'>"
    assert parsed(f"{doctype}<a>caf&eacute;</a>").root.text == "caf\u00e9"


def test_entities_of_the_document_are_resolved():
    assert parsed("<!DOCTYPE a [<!ENTITY us 'Our Press'>]><a>&us; &us;</a>").root.text == "Our Press Our Press"


def test_external_entities_are_never_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    for entity in ("<!ENTITY e SYSTEM '{}'>", "<!ENTITY % p SYSTEM '{}'> %p;"):
        document = f"<!DOCTYPE a [{entity.format(secret.as_uri())}]><a>&e;text</a>"
        assert "secret" not in parsed(document).root.text


LAUGHS = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (f"<!DOCTYPE a [<!ENTITY l0 'ha'>{LAUGHS}]><a>&l9;</a>", "stands for more than 10,000 characters"),
        (f"<!DOCTYPE a [<!ENTITY e '{'x' * 9_000}'>]><a>{'&e;' * 50_000}</a>", "stand for more than 1,000,000"),
        ("<a>" * 1_000, "broken"),
        ("<a><b></a>", "broken: it is not well-formed: mismatched tag in line 1"),
        ("no XML", "is not XML that can be read"),
        ("", "the XML is broken: it has no element"),
        (b"\xff\xfe<\0a\0>\0\0\xd8", "the XML is broken"),
        ("<?xml version='1.0' encoding='Shift_JIS'?><a/>", "declares the encoding Shift_JIS, which is not read"),
    ],
)
def test_hostile_and_broken_documents_are_refused(document, why):
    with pytest.raises(DataError, match=why):
        parsed(document)


def test_the_white_space_before_an_element():
    assert blank_before(b"<a>\r\n\t <b/>", 7) == "\r\n\t "
    assert blank_before(b"<a><b/>", 3) == ""
    assert blank_before(b"<a> <b/>", 4) == ""


def test_the_prefix_of_an_element():
    assert prefix_at(b"<a><m:b x:y='1'/>", 3) == "m:"
    assert prefix_at(b"<a x:y='1'>", 0) == ""


def test_an_element_holds_what_xml_allows():
    written = element("dc:subject", "A & <B>\x00\ud800", {"id": 'a"b'})
    assert written == "<dc:subject id='a\"b'>A &amp; &lt;B&gt;</dc:subject>"
