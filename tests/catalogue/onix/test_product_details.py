# ruff: noqa: E501
import pytest

from bookgenre.catalogue.onix import product_details as details
from bookgenre.catalogue.onix.products import parse_product

LONG = "A retired spy is pulled back to Berlin."


def parse(inside):
    return parse_product(f"<Product>{inside}</Product>", {})


def identifiers(*pairs):
    return "".join(
        f"<ProductIdentifier><ProductIDType>{kind}</ProductIDType><IDValue>{value}</IDValue></ProductIdentifier>"
        for kind, value in pairs
    )


@pytest.mark.parametrize(
    ("inside", "identifier"),
    [
        (
            identifiers(("01", "x"), ("02", "0306406152"), ("03", "9780306406157"), ("15", "978-0-306-40615-7")),
            "978-0-306-40615-7",
        ),
        (identifiers(("02", "0306406152"), ("03", "9780306406157")), "9780306406157"),
        (identifiers(("01", "x"), ("02", "0306406152")), "0306406152"),
        ("<RecordReference>r1</RecordReference><ISBN>0306406152</ISBN>", "0306406152"),
        ("<RecordReference>r1</RecordReference>" + identifiers(("01", "x")), "r1"),
        ("", ""),
    ],
)
def test_the_identifier_is_the_isbn_as_it_is_written(inside, identifier):
    assert details.identifier(parse(inside)) == identifier


@pytest.mark.parametrize(
    ("inside", "title"),
    [
        ("<Title><TitleType>05</TitleType><TitleText>Wall</TitleText></Title><Title><TitleType>01</TitleType><TitleText>The Wall</TitleText><Subtitle>A Novel</Subtitle></Title>", "The Wall: A Novel"),
        ("<Title><TitleType>01</TitleType><TitlePrefix>The</TitlePrefix><TitleWithoutPrefix>Wall</TitleWithoutPrefix></Title>", "The Wall"),
        ("<DistinctiveTitle>The Wall</DistinctiveTitle><Subtitle>A Novel</Subtitle>", "The Wall: A Novel"),
        ("<DescriptiveDetail><Collection><TitleDetail><TitleType>01</TitleType><TitleElement><TitleText>Set</TitleText></TitleElement></TitleDetail></Collection><TitleDetail><TitleType>01</TitleType><TitleElement><TitleElementLevel>02</TitleElementLevel><TitleText>Set</TitleText></TitleElement><TitleElement><TitleElementLevel>01</TitleElementLevel><NoPrefix/><TitleWithoutPrefix>Wall</TitleWithoutPrefix></TitleElement></TitleDetail></DescriptiveDetail>", "Wall"),
        ("<Title/>", ""),
    ],
)  # fmt: skip
def test_the_title_is_the_distinctive_one_with_its_subtitle(inside, title):
    assert details.title(parse(inside)) == title


@pytest.mark.parametrize(
    ("inside", "authors"),
    [
        ("<Contributor><ContributorRole>B01</ContributorRole><PersonName>Ed Itor</PersonName></Contributor><Contributor><ContributorRole>A01</ContributorRole><PersonName>Ida Krämer</PersonName></Contributor>", ("Ida Krämer",)),
        ("<Contributor><ContributorRole>B01</ContributorRole><PersonNameInverted>Itor, Ed</PersonNameInverted></Contributor>", ("Itor, Ed",)),
        ("<Contributor><ContributorRole>A01</ContributorRole><NamesBeforeKey>Ida</NamesBeforeKey><PrefixToKey>van</PrefixToKey><KeyNames>Krämer</KeyNames></Contributor>", ("Ida van Krämer",)),
        ("<Contributor><ContributorRole>A01</ContributorRole><CorporateName>Lantern Press</CorporateName></Contributor>", ("Lantern Press",)),
        ("<NoContributor/>", ()),
    ],
)  # fmt: skip
def test_authors_are_those_who_wrote_it(inside, authors):
    assert details.authors(parse(inside)) == authors


def text_content(*texts):
    return "<CollateralDetail>{}</CollateralDetail>".format(
        "".join(
            f"<TextContent><TextType>{kind}</TextType><ContentAudience>{audience}</ContentAudience>{text}</TextContent>"
            for kind, audience, text in texts
        )
    )


def other_text(*texts):
    return "".join(
        f"<OtherText><TextTypeCode>{kind}</TextTypeCode><Text>{text}</Text></OtherText>" for kind, text in texts
    )


@pytest.mark.parametrize(
    ("inside", "description"),
    [
        (text_content(("02", "00", "<Text>Short, but a description.</Text>"), ("03", "00", f"<Text>{LONG}</Text>")), LONG),
        (text_content(("02", "00", f"<Text>{LONG}</Text>"), ("03", "00", "<Text>TBA</Text>")), LONG),
        (text_content(("03", "02", "<Text>For the trade: sells well.</Text>"), ("03", "00", f"<Text>{LONG}</Text>")), LONG),
        (text_content(("03", "00", f"<Text language='ger'>Ein alter Spion kehrt heim.</Text><Text language='eng'>{LONG}</Text>")), LONG),
        (text_content(("04", "00", "<Text>Chapter one, and chapter two</Text>")), ""),
        (other_text(("02", "Short, but a description."), ("01", LONG), ("08", "A review of some length.")), LONG),
        (other_text(("02", "Short, but a description."), ("03", LONG)), LONG),
        (f"<Annotation>Short, but a description.</Annotation><MainDescription>{LONG}</MainDescription>", LONG),
        (other_text(("01", "<p>One spy.</p><p>Two <b>walls</b>.</p>")), "One spy.\n\nTwo walls."),
        (other_text(("01", "&lt;p&gt;One spy.&lt;br /&gt;Two walls &amp;amp; more.&lt;/p&gt;")), "One spy.\nTwo walls & more."),
        (other_text(("01", "<![CDATA[<p>One spy.</p><p>Two walls.</p>]]>")), "One spy.\n\nTwo walls."),
        ("", ""),
    ],
)  # fmt: skip
def test_the_description_is_the_main_one_as_text(inside, description):
    assert details.description(parse(inside)) == description


@pytest.mark.parametrize(
    ("kind", "text", "problem"),
    [
        ("03", LONG, ""),
        ("03", "", "it has no description"),
        ("04", LONG, ""),
        ("04", "", "it is an update of some blocks, without a description"),
        ("05", LONG, "it is a notice that the product was deleted"),
        ("", "", "it has no description"),
    ],
)
def test_notices_that_describe_no_book_are_named(kind, text, problem):
    assert details.why_unusable(parse(f"<NotificationType>{kind}</NotificationType>"), text) == problem


def test_language_audience_and_publisher():
    found = parse(
        "<Language><LanguageRole>02</LanguageRole><LanguageCode>ger</LanguageCode></Language>"
        "<Language><LanguageRole>01</LanguageRole><LanguageCode>eng</LanguageCode></Language>"
        "<AudienceCode>02</AudienceCode><Audience><AudienceCodeType>01</AudienceCodeType>"
        "<AudienceCodeValue>04</AudienceCodeValue></Audience><Audience><AudienceCodeType>22</AudienceCodeType>"
        "<AudienceCodeValue>00</AudienceCodeValue></Audience>"
        "<Imprint><ImprintName>Lamp</ImprintName></Imprint><Publisher><PublisherName>Lantern</PublisherName></Publisher>"
    )
    assert (details.language(found), details.audiences(found)) == ("eng", ("02", "04"))
    assert details.publisher(found) == "Lantern"
