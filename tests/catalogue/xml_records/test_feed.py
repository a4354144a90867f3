import gzip
import random
import tracemalloc

import pytest

from bookgenre.catalogue.onix.products import FEED
from bookgenre.catalogue.protocol import ReadOptions
from bookgenre.catalogue.readers import bibliotheca, marcxml, onix, opds
from bookgenre.catalogue.xml_records import feed as module
from bookgenre.catalogue.xml_records import scanner
from bookgenre.catalogue.xml_records.feed import Feed
from bookgenre.errors import DataError
from onix_feeds import message, product


def pieces(path):
    with Feed(path, FEED) as feed:
        return list(feed.pieces())


def read(tmp_path, text, name="feed.xml"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return pieces(path)


def kinds(found):
    return [piece.kind for piece in found if piece.kind != "other"]


@pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1", "windows-1252", "UTF-16-LE", "UTF-16-BE"])
@pytest.mark.parametrize("block", [1, 7, 1 << 18])
def test_the_pieces_are_the_file_byte_for_byte(tmp_path, monkeypatch, encoding, block):
    monkeypatch.setattr(module, "_BLOCK", block)
    text = message("3.0", product(number=1), "  <!-- <Product>not one</Product> -->\r\n", product(number=2))
    path = tmp_path / "feed.xml"
    path.write_bytes(text.encode(encoding))
    with Feed(path, FEED) as feed:
        found = list(feed.pieces())
        assert b"".join(feed.encode(piece.text) for piece in found) + feed.rest == path.read_bytes()
    assert kinds(found) == ["record", "record"]
    assert all(piece.text.startswith("<Product>") for piece in found if piece.kind == "record")


def test_bytes_that_do_not_fit_the_encoding_are_given_back(tmp_path):
    path = tmp_path / "feed.xml"
    path.write_bytes(message("3.0", product(text="It\u2019s")).encode("cp1252"))
    with Feed(path, FEED) as feed:
        assert b"".join(feed.encode(piece.text) for piece in feed.pieces()) == path.read_bytes()


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("seed", range(10))
def test_any_bytes_within_a_product_are_given_back(tmp_path, encoding, seed):
    mark = "\ufeff" if encoding.startswith("utf-16") else ""
    declared = '<?xml version="1.0" encoding="windows-1252"?>' if encoding == "cp1252" else ""
    noise = random.Random(seed).randbytes(2000).replace(b"<", b"a").replace(b"\0", b"b")
    start, end = f"{mark}{declared}<ONIXMessage><Product>", "</Product></ONIXMessage>"
    path = tmp_path / "feed.xml"
    path.write_bytes(start.encode(encoding) + noise + end.encode(encoding))
    with Feed(path, FEED) as feed:
        found = list(feed.pieces())
        assert b"".join(feed.encode(piece.text) for piece in found) + feed.rest == path.read_bytes()
    assert kinds(found) == ["record"]


def test_utf_32_is_read_and_what_is_none_is_refused(tmp_path):
    path = tmp_path / "feed.xml"
    path.write_bytes("\ufeff<ONIXMessage><Product>1</Product></ONIXMessage>".encode("utf-32-le"))
    assert kinds(pieces(path)) == ["record"]
    path.write_bytes(path.read_bytes()[:-8] + b"\xff\xff\xff\xff" * 2)
    with pytest.raises(DataError, match=r"is not UTF-32-LE .* save it as UTF-8"):
        pieces(path)


def test_half_a_character_at_the_end_is_given_back(tmp_path):
    path = tmp_path / "feed.xml"
    path.write_bytes(message("3.0", product()).encode("utf-16") + b"\n")
    with Feed(path, FEED) as feed:
        assert b"".join(feed.encode(piece.text) for piece in feed.pieces()) + feed.rest == path.read_bytes()


@pytest.mark.parametrize(
    ("inside", "count"),
    [
        ("<Note><![CDATA[</Product>]]></Note>", 1),
        ("<!-- </Product><Product> -->", 1),
        ("<?note </Product>?>", 1),
        ("<Products/><ProductForm>BC</ProductForm>", 1),
        ("</Product ><Product\n a='1'>", 2),
    ],
)
def test_a_product_ends_at_its_end_tag_only(tmp_path, inside, count):
    found = read(tmp_path, f"<ONIXMessage><Product>{inside}</Product></ONIXMessage>")
    assert kinds(found) == ["record"] * count


def test_products_may_have_a_prefix_or_no_content(tmp_path):
    found = read(tmp_path, "<o:ONIXMessage xmlns:o='x'><o:Product/><o:Product>1</o:Product></o:ONIXMessage>")
    assert [piece.text for piece in found if piece.kind == "record"] == ["<o:Product/>", "<o:Product>1</o:Product>"]


def test_products_may_stand_without_a_message(tmp_path):
    assert kinds(read(tmp_path, " \n<Product>1</Product>\n<Product>2</Product>\n")) == ["record", "record"]


def test_a_product_without_an_end_does_not_hide_the_next(tmp_path):
    found = read(tmp_path, "<ONIXMessage><Product><a><Product>2</Product></ONIXMessage>")
    assert kinds(found) == ["broken", "record"]
    assert found[2].problem == "its end tag </Product> is missing"


@pytest.mark.parametrize("opening", ["<!-- never closed", "<![CDATA[ never closed", "<? never closed"])
def test_a_comment_without_an_end_does_not_hide_the_next_product(tmp_path, opening):
    found = read(tmp_path, f"<ONIXMessage><Product>{opening}</Product>\n<Product>2</Product></ONIXMessage>")
    assert kinds(found) == ["broken", "record"]


def test_a_file_cut_within_a_product_ends_with_a_problem(tmp_path):
    text = message("3.0", product(number=1), product(number=2))
    found = read(tmp_path, text[: text.index("lantern.2")])
    assert kinds(found) == ["record", "broken"]
    assert found[-1].problem == "" or "breaks off within this record" in found[-2].problem + found[-1].problem


def test_a_file_cut_between_products_ends_with_a_problem(tmp_path):
    text = message("3.0", product(number=1), product(number=2))
    found = read(tmp_path, text[: text.index("</ONIXMessage>")])
    assert kinds(found) == ["record", "record", "broken"]
    assert found[-1].problem == "the file breaks off after 2 records: <ONIXMessage> is never closed; fetch it again"


def test_a_packed_file_that_is_cut_ends_with_a_problem(tmp_path):
    path = tmp_path / "feed.xml.gz"
    whole = gzip.compress("".join(message("3.0", *(product(number=n) for n in range(2000)))).encode())
    path.write_bytes(whole[: len(whole) // 2])
    found = pieces(path)
    assert kinds(found)[:10] == ["record"] * 10
    assert kinds(found)[-1] == "broken"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "feed.xml: it is empty; fetch or write it again"),
        ("title,description\n", "is not XML that can be read"),
        ("<?xml version='1.0'?>", "it has no element"),
        ("<package><metadata/></package>", "is not ONIX: its root is <package>"),
    ],
)
def test_what_is_not_onix_is_refused(tmp_path, content, problem):
    with pytest.raises(DataError, match=problem):
        read(tmp_path, content)


def test_a_message_without_products_is_one(tmp_path):
    assert kinds(read(tmp_path, "<ONIXMessage><Header/><NoProduct/></ONIXMessage>")) == []


@pytest.mark.parametrize(
    "filling", ["<a>text</a>", "<!-- <Product> -->", "<Product><!--", "<Product>", "< <Product a='"]
)
def test_a_product_without_bounds_is_given_up_in_bounded_time_and_memory(tmp_path, monkeypatch, filling):
    monkeypatch.setattr(scanner, "_LONGEST_RECORD", 1 << 16)
    monkeypatch.setattr(module, "_BLOCK", 1 << 14)
    found = read(tmp_path, f"<ONIXMessage><Product>{filling * 30_000}")
    assert max(len(piece.text) for piece in found) < (1 << 16) + (1 << 15)
    assert "broken" in kinds(found)


def test_memory_does_not_grow_with_the_file(tmp_path):
    path = tmp_path / "feed.xml"
    with path.open("w", encoding="utf-8") as file:
        file.write("<ONIXMessage>")
        for number in range(8_000):
            file.write(product(number=number))
        file.write("</ONIXMessage>")
    assert path.stat().st_size > 8 << 20
    tracemalloc.start()
    with Feed(path, FEED) as feed:
        count = sum(piece.kind == "record" for piece in feed.pieces())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 8_000
    assert peak < 4 << 20


class EnoughError(Exception):
    """The reading was ended."""


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (onix, "<ONIXMessage>{}</ONIXMessage>"),
        (opds, "<feed>{}</feed>"),
        (marcxml, "<collection>{}</collection>"),
        (bibliotheca, "<ArrayOfItem>{}</ArrayOfItem>"),
        (onix, "<ONIXMessage><Product>{}"),
        # Before the first element.
        (onix, "<!--{}--><ONIXMessage/>"),
    ],
)
def test_a_feed_without_a_record_can_be_left(tmp_path, monkeypatch, reader, text):
    monkeypatch.setattr(module, "_BLOCK", 1 << 10)
    left = 4

    def enough():
        nonlocal left
        left -= 1
        if not left:
            raise EnoughError

    path = tmp_path / "feed.xml"
    path.write_text(text.replace("{}", "<a>b</a>" * 2_000))
    with pytest.raises(EnoughError):
        next(reader.read(path, ReadOptions(check=enough)))
