"""Names of ONIX elements, and the short tags of those that are read or written."""

__all__ = ["AFTER_SUBJECTS", "REFERENCE", "SHORT"]

# Short tags of composites are their reference names in small letters; those of single elements are numbers.
_READ = """
    Product ProductIdentifier Title TitleDetail TitleElement Contributor Language Subject mainsubject:MainSubject
    TextContent DescriptiveDetail CollateralDetail PublishingDetail ContentDetail RelatedMaterial ProductSupply
    PromotionDetail ProductionDetail a001:RecordReference a002:NotificationType b004:ISBN b005:EAN13
    b028:DistinctiveTitle b029:Subtitle b030:TitlePrefix b031:TitleWithoutPrefix b035:ContributorRole b036:PersonName
    b037:PersonNameInverted b039:NamesBeforeKey b040:KeyNames b041:NamesAfterKey b047:CorporateName b059:LanguageOfText
    b064:BASICMainSubject b065:BICMainSubject b066:BICVersion b067:SubjectSchemeIdentifier b068:SubjectSchemeVersion
    b069:SubjectCode b070:SubjectHeadingText b171:SubjectSchemeName b191:MainSubjectSchemeIdentifier b200:BASICVersion
    b202:TitleType b203:TitleText b204:AudienceCodeType b206:AudienceCodeValue b221:ProductIDType b244:IDValue
    b247:PrefixToKey b248:SuffixToKey b252:LanguageCode b253:LanguageRole d102:TextTypeCode d104:Text
    x409:TitleElementLevel x425:MainSubject x426:TextType x427:ContentAudience
    """.split()
_AFTER_SUBJECTS = """
    NameAsSubject PersonAsSubject b071:CorporateBodyAsSubject b072:PlaceAsSubject b073:AudienceCode Audience
    b189:USSchoolGrade b190:InterestAge AudienceRange b207:AudienceDescription Complexity d100:Annotation
    d101:MainDescription OtherText e110:ReviewQuote f111:CoverImageFormatCode f112:CoverImageLinkTypeCode
    f113:CoverImageLink MediaFile ProductWebsite g124:PrizesDescription Prize ContentItem b079:ImprintName Imprint
    b081:PublisherName Publisher b209:CityOfPublication b083:CountryOfPublication b084:CopublisherName b085:SponsorName
    b240:OriginalPublisher b394:PublishingStatus b395:PublishingStatusNote b086:AnnouncementDate
    b362:TradeAnnouncementDate b003:PublicationDate CopyrightStatement b087:CopyrightYear b088:YearFirstPublished
    SalesRights NotForSale SalesRestriction c096:Height c097:Width c098:Thickness c099:Weight Measure c258:Dimensions
    h130:ReplacedByISBN h131:ReplacedByEAN13 h132:AlternativeFormatISBN h133:AlternativeFormatEAN13
    h163:AlternativeProductISBN h164:AlternativeProductEAN13 RelatedProduct h134:OutOfPrintDate SupplyDetail
    MarketRepresentation k165:PromotionCampaign k166:PromotionContact k167:InitialPrintRun k309:ReprintDetail
    k168:CopiesSold k169:BookClubAdoption
    """.split()


def _by_short(names: list[str]) -> dict[str, str]:
    pairs = (name.rpartition(":") for name in names)
    return {short or reference.lower(): reference for short, _, reference in pairs}


REFERENCE = _by_short(_READ + _AFTER_SUBJECTS)
"""Reference names by short tag. MainSubject is a composite in 2.1 and an empty flag in 3.0; their short tags differ."""

SHORT = {name: short for short, name in REFERENCE.items()}
"""Short tags by reference name; that of MainSubject is the flag's."""

AFTER_SUBJECTS = frozenset(_by_short(_AFTER_SUBJECTS).values())
"""Elements that follow the subjects: in a product of 2.1, and in DescriptiveDetail of 3.0 and 3.1.

Measure comes before the subjects in 3.0; see `bookgenre.catalogue.onix.subject_composites`.
"""
