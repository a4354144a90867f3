"""Names of ONIX elements: the short tags of those that are read or written."""

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["REFERENCE", "SHORT"]

# Short tags of composites are their reference names in small letters; those of single elements are numbers.
_COMPOSITES = """
    Product ProductIdentifier Title TitleDetail TitleElement Contributor Language MainSubject Subject Audience OtherText
    TextContent DescriptiveDetail CollateralDetail Publisher PublishingDetail ContentDetail RelatedMaterial
    ProductSupply PromotionDetail ProductionDetail NameAsSubject PersonAsSubject AudienceRange Complexity ReviewQuote
    MediaFile ProductWebsite Prize ContentItem Imprint
    """.split()
_SINGLE = {
    "a001": "RecordReference", "a002": "NotificationType", "b004": "ISBN", "b005": "EAN13", "b028": "DistinctiveTitle",
    "b029": "Subtitle", "b030": "TitlePrefix", "b031": "TitleWithoutPrefix", "b035": "ContributorRole",
    "b036": "PersonName", "b037": "PersonNameInverted", "b039": "NamesBeforeKey", "b040": "KeyNames",
    "b041": "NamesAfterKey", "b047": "CorporateName", "b059": "LanguageOfText", "b064": "BASICMainSubject",
    "b065": "BICMainSubject", "b066": "BICVersion", "b067": "SubjectSchemeIdentifier", "b068": "SubjectSchemeVersion",
    "b069": "SubjectCode", "b070": "SubjectHeadingText", "b071": "CorporateBodyAsSubject", "b072": "PlaceAsSubject",
    "b073": "AudienceCode", "b079": "ImprintName", "b081": "PublisherName", "b171": "SubjectSchemeName",
    "b189": "USSchoolGrade", "b190": "InterestAge", "b191": "MainSubjectSchemeIdentifier", "b200": "BASICVersion",
    "b202": "TitleType", "b203": "TitleText", "b204": "AudienceCodeType", "b206": "AudienceCodeValue",
    "b207": "AudienceDescription", "b221": "ProductIDType", "b244": "IDValue", "b247": "PrefixToKey",
    "b248": "SuffixToKey", "b252": "LanguageCode", "b253": "LanguageRole", "d100": "Annotation",
    "d101": "MainDescription", "d102": "TextTypeCode", "d104": "Text", "x409": "TitleElementLevel",
    "x425": "MainSubject", "x426": "TextType", "x427": "ContentAudience",
}  # fmt: skip

REFERENCE: Mapping[str, str] = MappingProxyType({name.lower(): name for name in _COMPOSITES} | _SINGLE)
"""Reference names by short tag. MainSubject is a composite in 2.1 and an empty flag in 3.0; their short tags differ."""

SHORT: Mapping[str, str] = MappingProxyType({name: short for short, name in REFERENCE.items()})
"""Short tags by reference name; that of MainSubject is the flag's."""
