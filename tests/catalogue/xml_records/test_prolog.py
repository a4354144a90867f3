import codecs

import pytest

from bookgenre.catalogue.xml_records.prolog import entity_text, find_codec, for_parser, read_prolog
from bookgenre.errors import DataError

DECLARED = '<?xml version="1.0" encoding="{}"?><ONIXMessage>'


@pytest.mark.parametrize(
    ("head", "codec"),
    [
        (b"<ONIXMessage>", "utf-8"),
        (DECLARED.format("UTF-8").encode(), "utf-8"),
        (codecs.BOM_UTF8 + b"<ONIXMessage>", "utf-8"),
        (DECLARED.format("ISO-8859-1").encode(), "iso8859-1"),
        (DECLARED.format("windows-1252").encode(), "cp1252"),
        ("\ufeff<ONIXMessage>".encode("utf-16-le"), "utf-16-le"),
        ("\ufeff<ONIXMessage>".encode("utf-16-be"), "utf-16-be"),
        ("<ONIXMessage>".encode("utf-16-le"), "utf-16-le"),
        ("<ONIXMessage>".encode("utf-16-be"), "utf-16-be"),
        # Written as UTF-16 by one program and saved as UTF-8 by another.
        (DECLARED.format("UTF-16").encode(), "utf-8"),
        (DECLARED.format("utf8").encode(), "utf-8"),
        # No encoding is called so.
        (DECLARED.format("ANSI").encode(), "utf-8"),
        (DECLARED.format("hex").encode(), "utf-8"),
    ],
)
def test_encodings_are_told_by_marks_zeros_and_declarations(head, codec):
    assert find_codec(head) == codec


@pytest.mark.parametrize("label", ["Shift_JIS", "gb18030", "EUC-KR", "big5"])
def test_encodings_that_are_not_read_are_named(label):
    with pytest.raises(DataError, match=f"feed.xml declares the encoding {label}, which is not read; save it as UTF-8"):
        find_codec(DECLARED.format(label).encode(), "feed.xml")


def test_the_root_is_found_behind_declarations_and_comments():
    doctype = '<!DOCTYPE ONIXmessage SYSTEM "http://127.0.0.1:9/x.dtd">'
    text = f'\ufeff \n<?xml version="1.0"?>\n{doctype}\n<!-- <Product> -->\n<o:ONIXMessage>'
    prolog = read_prolog(text, "feed.xml")
    assert (prolog.root, text[prolog.end :]) == ("o:ONIXMessage", "<o:ONIXMessage>")


def test_more_text_is_requested_until_an_element_begins():
    assert read_prolog('<?xml version="1.0"?>\n<!-- half', "feed.xml") is None


def test_what_is_not_xml_is_refused_with_the_line():
    with pytest.raises(DataError, match=r"feed.xml is not XML that can be read: .* in line 2"):
        read_prolog('<?xml version="1.0"?>\ntitle,description\n', "feed.xml")


def test_entities_of_the_file_stand_for_their_text_and_others_for_that_of_html():
    text = '<!DOCTYPE x SYSTEM "x.dtd" [<!ENTITY us "Lantern &amp; Press"><!ENTITY both "&us;, Berlin">]><ONIXMessage>'
    entities = read_prolog(text, "feed.xml").entities
    assert entity_text("both", entities) == "Lantern &amp; Press, Berlin"
    assert entity_text("ndash", entities) == "–"
    assert entity_text("nothing", entities) == "&nothing;"


def test_external_entities_stand_for_nothing(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    text = f'<!DOCTYPE x [<!ENTITY xxe SYSTEM "{secret.as_uri()}">]><ONIXMessage>'
    assert entity_text("xxe", read_prolog(text, "feed.xml").entities) == ""


@pytest.mark.parametrize("rising", [True, False], ids=["rising", "falling"])
def test_a_billion_laughs_are_refused(rising):
    lines = [f'<!ENTITY lol{n} "{f"&lol{n - 1};" * 10}">' for n in range(1, 10)]
    text = f'<!DOCTYPE x [<!ENTITY lol0 "lol">{"".join(lines if rising else lines[::-1])}]><ONIXMessage>'
    with pytest.raises(DataError, match=r"feed.xml declares the entity lol\d, which stands for more than 10,000"):
        read_prolog(text, "feed.xml")


@pytest.mark.parametrize(
    "declared", [f'<!ENTITY a "{"a" * 20_000}">', '<!ENTITY a "&a;">', '<!ENTITY a "&b;"><!ENTITY b "&a;">']
)
def test_an_entity_that_is_long_or_stands_for_itself_is_refused(declared):
    with pytest.raises(DataError, match=r"declares the entity \w, which stands for more than 10,000 characters or for"):
        read_prolog(f"<!DOCTYPE x [{declared}]><ONIXMessage>", "feed.xml")


def test_the_parser_gets_as_many_bytes_as_there_are_without_what_xml_does_not_allow():
    text = "a\x0bb\udc92c\uffffd&#11;e&#xFFFF;f&#9;é"
    data = for_parser(text)
    assert len(data) == len(text.encode("utf-8", "surrogatepass"))
    assert data.decode("utf-8") == "a b\uf792c\ufffdd     e        f&#9;é"
