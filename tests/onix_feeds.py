"""Small feeds of ONIX of every release and flavour, made up for the tests."""

import re
from functools import cache

from lxml import etree
from onixcheck.exeptions import OnixError
from onixcheck.models import OnixFile

from bookgenre.catalogue.onix.tags import SHORT
from bookgenre.catalogue.record import Finding, GenreFinding

SPY = "A retired spy is pulled back to Cold War Berlin when his old handler is found dead."
FINDING = Finding(
    1,
    shortlist=(
        GenreFinding("espionage", "Espionage", 0.9, chosen=True),
        GenreFinding("food-drink", "Food & Drink", 0.5, chosen=False),
    ),
    thema=("FHD", "FH"),
    thema_qualifiers=("1DFG-DE-B", "3MPQ"),
    bisac=("FIC031050",),
    keywords=("double agent", "café wall"),
)
FLAVOURS = [(release, short) for release in ("2.1", "3.0", "3.1") for short in (False, True)]
_HEADERS = {
    "2.1": "<FromCompany>Lantern Press</FromCompany>\n    <SentDate>20261129</SentDate>",
    "3.0": "<Sender>\n      <SenderName>Lantern Press</SenderName>\n    </Sender>\n"
    "    <SentDateTime>20261129</SentDateTime>",
}
_HEADERS["3.1"] = _HEADERS["3.0"]
# Those that the package does not read.
_SHORT = {
    "ONIXMessage": "ONIXmessage", "Header": "header", "Sender": "sender", "SenderName": "x298", "FromCompany": "m174",
    "SentDate": "m182", "SentDateTime": "x307", "ProductForm": "b012", "ProductComposition": "x314",
    "PublishingRole": "b291",
}  # fmt: skip
_TAG = re.compile(r"(?<=<)(/?)([A-Z]\w+)(?=[\s/>])")


def product(release="3.0", text=SPY, *, subjects="", number=1, kind="03", audience=True, detail=True):
    """One product; `subjects` are composites, each on lines of its own."""
    heading = f"""\
  <Product>
    <RecordReference>lantern.{number}</RecordReference>
    <NotificationType>{kind}</NotificationType>
    <ProductIdentifier>
      <ProductIDType>15</ProductIDType>
      <IDValue>9780306406157</IDValue>
    </ProductIdentifier>
"""
    if release == "2.1":
        return (
            f"""{heading}\
    <ProductForm>BC</ProductForm>
    <Title>
      <TitleType>01</TitleType>
      <TitleText>The Wall</TitleText>
      <Subtitle>A Novel</Subtitle>
    </Title>
    <Contributor>
      <ContributorRole>A01</ContributorRole>
      <PersonName>Ida Krämer</PersonName>
    </Contributor>
    <Language>
      <LanguageRole>01</LanguageRole>
      <LanguageCode>eng</LanguageCode>
    </Language>
"""
            + "".join(f"    {line}\n" for line in subjects.splitlines())
            + ("    <AudienceCode>01</AudienceCode>\n" if audience else "")
            + f"""\
    <OtherText>
      <TextTypeCode>01</TextTypeCode>
      <Text>{text}</Text>
    </OtherText>
    <Publisher>
      <PublishingRole>01</PublishingRole>
      <PublisherName>Lantern Press</PublisherName>
    </Publisher>
  </Product>
"""
        )
    block = """\
    <DescriptiveDetail>
      <ProductComposition>00</ProductComposition>
      <ProductForm>BC</ProductForm>
      <TitleDetail>
        <TitleType>01</TitleType>
        <TitleElement>
          <TitleElementLevel>01</TitleElementLevel>
          <TitleText>The Wall</TitleText>
          <Subtitle>A Novel</Subtitle>
        </TitleElement>
      </TitleDetail>
      <Contributor>
        <ContributorRole>A01</ContributorRole>
        <PersonName>Ida Krämer</PersonName>
      </Contributor>
      <Language>
        <LanguageRole>01</LanguageRole>
        <LanguageCode>eng</LanguageCode>
      </Language>
""" + "".join(f"      {line}\n" for line in subjects.splitlines())
    if audience:
        block += """\
      <Audience>
        <AudienceCodeType>01</AudienceCodeType>
        <AudienceCodeValue>01</AudienceCodeValue>
      </Audience>
"""
    block += "    </DescriptiveDetail>\n"
    return f"""{heading}{block if detail else ""}\
    <CollateralDetail>
      <TextContent>
        <TextType>03</TextType>
        <ContentAudience>00</ContentAudience>
        <Text>{text}</Text>
      </TextContent>
    </CollateralDetail>
    <PublishingDetail>
      <Publisher>
        <PublishingRole>01</PublishingRole>
        <PublisherName>Lantern Press</PublisherName>
      </Publisher>
    </PublishingDetail>
  </Product>
"""


def message(release="3.0", *products, short=False, encoding="UTF-8", doctype=""):
    """A message of these products."""
    namespace = f"http://ns.editeur.org/onix/{release}/reference"
    if release == "2.1":
        namespace = "http://www.editeur.org/onix/2.1/reference"
    declaration = f'<?xml version="1.0" encoding="{encoding}"?>\n' if encoding else ""
    text = (
        f'{declaration}{doctype}<ONIXMessage release="{release}" xmlns="{namespace}">\n'
        f"  <Header>\n    {_HEADERS[release]}\n  </Header>\n{''.join(products)}</ONIXMessage>\n"
    )
    return to_short(text) if short else text


def to_short(text):
    """The same with short tags."""
    names = SHORT | _SHORT
    return _TAG.sub(lambda tag: tag[1] + names[tag[2]], text).replace("/reference", "/short")


def is_inserted(original, annotated):
    """Whether nothing but elements was added: cut at tags and line ends, the original is part of the other in order."""
    parts = re.compile(rb"<[^>]*>|[^<\n]+|\n")
    left = iter(parts.findall(annotated))
    return all(part in left for part in parts.findall(original))


@cache
def _schema(path):
    return etree.XMLSchema(file=path)


def complaints(path):
    """What `onixcheck` finds wrong with a feed; it would compile the schema again for each file."""
    try:
        file = OnixFile(str(path))
        schema = _schema(str(file.meta.get_schema_file("xsd")))
        schema(file.xml_tree())
    except (OnixError, OSError, etree.XMLSyntaxError) as error:
        return [type(error).__name__]
    return sorted(entry.message for entry in schema.error_log)
