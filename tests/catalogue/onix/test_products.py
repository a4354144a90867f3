import pytest

from bookgenre.catalogue.onix.products import parse_product
from bookgenre.catalogue.xml_records.tree import BrokenRecordError
from bookgenre.errors import DataError
from onix_feeds import product, to_short


def parse(text, entities=()):
    return parse_product(text, dict(entities))


@pytest.mark.parametrize("short", [False, True])
def test_the_tree_has_reference_names_and_places(short):
    text = product("3.0").strip()
    found = parse(to_short(text) if short else text)
    assert found.short is short
    names = [child.name for child in found.root.children]
    assert names == [
        "RecordReference", "NotificationType", "ProductIdentifier", "DescriptiveDetail", "CollateralDetail",
        "PublishingDetail",
    ]  # fmt: skip
    for child in found.root.children:
        written = found.source[child.start : child.end].decode()
        assert written.startswith("<")
        assert written.endswith(">")
        assert written.strip() == written
    assert found.source[found.root.children[1].start : found.root.children[1].end].decode().count("<") == 2


@pytest.mark.parametrize(
    "empty",
    ["<NoEdition/>", "<NoEdition />", "<NoEdition></NoEdition>", "<a x='>'/>", "<a><b/></a>", "<a><b><c/></b></a>"],
)
def test_the_places_of_empty_elements_are_right(empty):
    found = parse(f"<Product>{empty}</Product>")
    child = found.root.children[0]
    assert found.source[child.start : child.end].decode() == empty


def test_a_prefix_is_kept():
    assert parse("<o:Product><o:ISBN>1</o:ISBN></o:Product>").prefix == "o:"
    assert parse("<o:product/>").short


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("<p>One</p><p>Two <em>three</em></p>", "<p>One</p><p>Two <em>three</em></p>"),
        ("<x:p>One</x:p>a<x:br/>b", "<p>One</p>a<br>b"),
        ("&lt;p&gt;One&lt;/p&gt;", "<p>One</p>"),
        ("<![CDATA[<p>One</p>]]>", "<p>One</p>"),
        ("caf&eacute; &ndash; &us; &none;", "café – Lantern &none;"),
    ],
)
def test_texts_are_the_source_of_html(written, text):
    found = parse(f"<Product><OtherText><Text>{written}</Text></OtherText></Product>", {"us": "Lantern"})
    assert found.root.children[0].first("Text") == text


def test_controls_and_bytes_of_another_encoding_are_read():
    text = b"<Product><ISBN>1\x0b2&#11;It\x92s caf\xe9</ISBN></Product>".decode("utf-8", "surrogateescape")
    assert parse(text).root.first("ISBN") == "1 2     It\u2019s café"


@pytest.mark.parametrize("text", ["<Product><a></b></Product>", "<Product>Black & White</Product>", "<Product", ""])
def test_what_is_not_well_formed_is_named(text):
    with pytest.raises(BrokenRecordError, match="it is not well-formed: "):
        parse(text)


def test_a_product_of_too_many_elements_is_refused():
    with pytest.raises(BrokenRecordError, match="it has more than 100,000 elements"):
        parse(f"<Product>{'<a/>' * 100_001}</Product>")


def test_a_quadratic_blow_up_is_refused():
    with pytest.raises(DataError, match="the entities of a record stand for more than 1,000,000 characters"):
        parse(f"<Product><Text>{'&long;' * 1000}</Text></Product>", {"long": "a" * 9_999})


def test_nesting_takes_no_recursion():
    assert parse(f"<Product>{'<a>' * 50_000}{'</a>' * 50_000}</Product>").root.children
    assert parse(f"<Product>{'<Subject>' * 50_000}{'</Subject>' * 50_000}</Product>").root.children


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        (product("2.1"), "Product"),
        (product("3.0"), "DescriptiveDetail"),
        (product("3.0", detail=False), None),
    ],
)
def test_the_block_that_holds_subjects(text, holds):
    block = parse(text.strip()).block
    assert (block and block.name) == holds
