"""What a description in HTML costs, in every format that holds one."""

import json
import time

import pytest

from bookgenre.catalogue.html_descriptions import MOST_SOURCE, best_description, plain_texts
from bookgenre.catalogue.protocol import ReadOptions
from bookgenre.catalogue.readers import bibliotheca, marcxml, onix, opds, opds_json, opf
from bookgenre.errors import InputError
from bookgenre.text import check_text
from cost import assert_no_more_than_linear

TEXT = "A retired spy is pulled back to Cold War Berlin when his old handler is found dead."
_MARC = "<leader>00000nam a2200000 i 4500</leader>"
FORMATS = {
    onix: '<ONIXMessage release="3.0"><Product><RecordReference>r</RecordReference><CollateralDetail><TextContent>'
    "<TextType>03</TextType><Text>{}</Text></TextContent></CollateralDetail></Product></ONIXMessage>",
    opds: '<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="xhtml">{}</content></entry></feed>',
    marcxml: '<collection xmlns="http://www.loc.gov/MARC21/slim"><record>' + _MARC + '<datafield tag="520" ind1=" " '
    'ind2=" "><subfield code="a">{}</subfield></datafield></record></collection>',
    opf: '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:description>{}</dc:description></metadata></package>",
    bibliotheca: "<ArrayOfItem><Item><Description>{}</Description></Item></ArrayOfItem>",
}
NAMES = [one.__name__.rpartition(".")[2] for one in FORMATS]


def nested(count):
    return f"{'<p>' * count}{TEXT}{'</p>' * count}"


@pytest.fixture
def read(tmp_path):
    def read(reader, description):
        path = tmp_path / "feed.xml"
        path.write_text(FORMATS[reader].replace("{}", description), encoding="utf-8")
        return list(reader.read(path, ReadOptions()))

    return read


@pytest.mark.parametrize("reader", FORMATS, ids=NAMES)
def test_nested_markup_costs_as_much_as_it_is_long(read, reader):
    assert_no_more_than_linear(lambda text: read(reader, text), nested, 3_000)


@pytest.mark.parametrize("reader", FORMATS, ids=NAMES)
def test_a_record_that_is_mostly_markup_is_not_read_as_html(read, reader):
    for count, expected in ((100, TEXT), (MOST_SOURCE // 7, nested(MOST_SOURCE // 7))):
        (record,) = read(reader, nested(count).replace("<", "&lt;"))
        # MARC holds no HTML.
        assert record.book.description == (nested(count) if reader is marcxml else expected)


def test_nor_is_a_publication_of_opds_2(tmp_path):
    path = tmp_path / "page.opds2"
    for count, expected in ((100, TEXT), (MOST_SOURCE // 7, nested(MOST_SOURCE // 7))):
        path.write_text(json.dumps({"publications": [{"metadata": {"description": nested(count)}}]}), encoding="utf-8")
        (record,) = opds_json.read(path, ReadOptions())
        assert record.book.description == expected


def test_a_text_that_is_too_long_is_refused_for_its_length():
    text = best_description([nested(MOST_SOURCE)])
    began = time.process_time()
    with pytest.raises(InputError, match="more than the 50,000 that are read"):
        check_text(text)
    # Reading its tags would take seconds.
    assert time.process_time() - began < 0.5
    assert best_description([nested(100)]) == TEXT


def test_the_texts_of_a_record_share_what_is_read_of_it():
    long = nested(MOST_SOURCE // 8)
    assert list(plain_texts([long, long, "<p>a</p>"])) == [TEXT, long, "a"]
    # What comes after a description is not read.
    assert best_description(iter(["", "<b>a</b>", f"<p>{TEXT}</p>", None])) == TEXT
    assert best_description(["", "<b>a</b>", "<b>b</b>"]) == "a"
    assert best_description([]) == ""
