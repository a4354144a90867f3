import pytest

from bookgenre.catalogue.safe_xml import SafeXmlParser, element, space_before
from bookgenre.errors import DataError


def parsed(data, block=None):
    """Tags with their places, and the text."""
    tags, text = [], []
    parser = SafeXmlParser(
        lambda name, attributes: tags.append((name, dict(attributes), parser.offset)),
        lambda name: tags.append((f"/{name}", parser.offset)),
        text.append,
    )
    step = block or len(data)
    for start in range(0, len(data), step):
        parser.feed(data[start : start + step])
    parser.feed(b"", final=True)
    return tags, "".join(text), parser.codec


@pytest.mark.parametrize("block", [None, 1, 7])
@pytest.mark.parametrize(
    ("encoding", "bom"), [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("iso8859-1", b""), ("cp1252", b"")]
)
def test_places_are_bytes_of_the_document(encoding, bom, block):
    declaration = "" if bom else f"<?xml version='1.0' encoding='{encoding}'?>"
    data = bom + f"{declaration}<a>\u00e9\u00e9<b x='1'>\u00e9</b><c/></a>".encode(encoding)
    tags, text, codec = parsed(data, block)
    assert (text, codec) == ("\u00e9\u00e9\u00e9", encoding)
    (_, _, b), (_, end_of_b), (_, _, c) = tags[1:4]
    assert data[b:].startswith(b"<b x=")
    assert data[end_of_b:].startswith(b"</b><c/>")
    assert data[c:].startswith(b"<c/>")


@pytest.mark.parametrize(("codec", "mark"), [("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")])
def test_utf16_is_read_by_its_mark(codec, mark):
    data = mark + "<?xml version='1.0' encoding='UTF-16'?><a>\u00e9<b/></a>".encode(codec)
    tags, text, found = parsed(data)
    assert (text, found) == ("\u00e9", codec)
    assert data[tags[1][2] :].startswith("<b/>".encode(codec))


def test_entities_of_html_are_known_without_a_dtd():
    assert parsed(b"<a>caf&eacute;&nbsp;&amp; &unknown;</a>")[1] == "caf\u00e9\u00a0& &unknown;"
    doctype = b"<!DOCTYPE a PUBLIC '-//X' 'http://127.0.0.1:9/x.dtd'>"
    assert parsed(doctype + b"<a>caf&eacute;</a>")[1] == "caf\u00e9"


def test_entities_of_the_document_are_resolved():
    assert parsed(b"<!DOCTYPE a [<!ENTITY us 'Our Press'>]><a>&us; &us;</a>")[1] == "Our Press Our Press"


def test_external_entities_are_never_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    for entity in ("<!ENTITY e SYSTEM '{}'>", "<!ENTITY % p SYSTEM '{}'> %p;"):
        document = f"<!DOCTYPE a [{entity.format(secret.as_uri())}]><a>&e;text</a>".encode()
        assert "secret" not in parsed(document)[1]


LAUGHS = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (f"<!DOCTYPE a [<!ENTITY l0 'ha'>{LAUGHS}]><a>&l9;</a>", "holds other entities"),
        ("<!DOCTYPE a [<!ENTITY e ''><!ENTITY f '&e;&e;'>]><a>&f;</a>", "holds other entities"),
        (f"<!DOCTYPE a [<!ENTITY e '{'x' * 50_000}'>]><a>{'&e;' * 50_000}</a>", "unfold"),
        ("<a>" * 1_000, "within each other"),
        ("<a><b></a>", "broken: mismatched tag: line 1, column 8"),
        ("no XML", "broken"),
        ("<?xml version='1.0' encoding='x-klingon'?><a/>", r"broken|unknown encoding"),
    ],
)
def test_hostile_and_broken_documents_are_refused(document, why):
    with pytest.raises(DataError, match=why):
        parsed(document.encode())


def test_a_tag_without_end_is_refused_in_bounded_memory():
    parser = SafeXmlParser(lambda *_: None, lambda _: None, lambda _: None)
    parser.feed(b"<a x='" + b"x" * ((8 << 20) - 6))
    with pytest.raises(DataError, match="one tag has more than 8 MB"):
        parser.feed(b"x" * 1_000)


def test_white_space_before_a_place():
    assert space_before(b"<a>\r\n\t <b/>", 7, "utf-8") == "\r\n\t "
    assert space_before(b"<a><b/>", 3, "utf-8") == ""
    data = "\ufeff<a>\n <b/>".encode("utf-16-le")
    assert space_before(data, data.index("<b".encode("utf-16-le")), "utf-16-le") == "\n "


def test_an_element_holds_what_xml_allows():
    assert (
        element("dc:subject", {"id": 'a"b'}, "A & <B>\x00\ud800")
        == "<dc:subject id='a\"b'>A &amp; &lt;B&gt;</dc:subject>"
    )
