"""The product data that shops print below a description: numbers, pages, size, weight, edition, publication."""

import re

__all__ = ["is_product_data", "join_labels"]

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?,?"
# A year without month or day tells a classic, if it is before 2000.
_DATE = (
    rf"(?:(?:{_DAY}\s+)?{_MONTH}\s+(?:{_DAY}\s+)?(?:19|20)\d\d|20\d\d-\d\d(?:-\d\d)?"
    r"|\d{1,2}[/.-]\d{1,2}[/.-](?:20)?\d\d|20\d\d)"
)
_NAME = (
    r"(?-i:[A-Z][\w&.'\u2019-]*(?:,?\ (?:(?:of|and|the|&|in|de)\ )?[A-Z][\w&.'\u2019-]*){0,7}"
    r"(?:,?\ (?:Inc|Ltd|LLC)\.?)?)"
)
_AMOUNT = r"\d{1,4}(?:[.,]\d{1,3})?"
_LENGTH = r"(?:inch(?:es)?|in|cm|mm|\"|\u201d|\u2033)"
_MASS = r"(?:grams?|kilograms?|ounces?|pounds?|kgs?|g|oz|lbs?)"
_LANGUAGE = (
    r"(?:english|french|german|spanish|italian|portuguese|dutch|swedish|danish|norwegian|polish|russian|chinese"
    r"|japanese)(?:\s*\((?:us|uk|[a-z ]{2,20})\))?"
)
_FORMAT = (
    r"(?:(?:trade|mass[-\ ]market|perfect[-\ ]bound)\ )?(?:paperback|hard(?:cover|back)|softcover|e-?book|kindle"
    r"|audio(?:\ cd|book)|board\ book|library\ binding|epub|pdf|mobi)(?:\ edition)?"
)
_VALUE = r"[^\n|;\u2022]{1,60}"
# Alone each of these says what the sentence is.
_DATUM = re.compile(
    rf"""
      (?:e-?)?(?:isbn|ean|asin|upc|sku)(?:[-\s]?1[03])?(?:\s*\([a-z\s]{{2,12}}\))?\s*[:\#]?\s*
      (?:97[89][\d\s-]{{10,15}}|\d[\d-]{{7,14}}[\dx]|b0\w{{8}})
    | 97[89](?:[-\s]?\d){{10}}
    | (?:product|technical|(?:e-?)?book|edition|publication)\s+
      (?:details?|information|specifications?|data|description)\s*:?
    | (?:approx(?:\.|imately)?\s+)?\d{{1,2}}[,.]?\d{{0,3}}\s*(?:pages?|pp|pgs)\b(?:\s+(?:long|in\ total))?
    | (?:length|duration)\s*[:=]\s*\d{{1,2}}\s*h(?:ou)?rs?(?:,?\ (?:and\ )?\d{{1,2}}\s*min(?:ute)?s?)?
    | (?:(?:number\ of|print)\s+)?(?:pages?|page\ count|length|extent)\s*[:=]\s*\d{{1,5}}(?:\s*(?:pages?|pp))?
    | (?:(?:product|item|package|trim)\s+)?(?:(?:size|dimensions|measures)\s*[:=]?\s*)?
      {_AMOUNT}\s*(?:\(w\)|{_LENGTH})?\s*[x\u00d7]\s*{_AMOUNT}\s*(?:\(h\)|{_LENGTH})?(?:\s*[x\u00d7]\s*{_AMOUNT})?\s*(?:\(d\)|{_LENGTH})?(?!\w)
    | (?:(?:item|shipping|product)\s+)?weight\s*[:=]?\s*{_AMOUNT}\s*{_MASS}\b
    | (?:words|(?:sales|best\ ?sellers?)\ rank)\s*[:=]\s*\#?[\d,.]+(?:\s*(?:words|\(approximate\)))?
    | (?:file\ size|reading\ (?:time|age)|grade\ level|lexile\ measure|word\ count|running\ time|read\ aloud|page\ flip
      |(?:simultaneous\ )?device\ usage|enhanced\ typesetting|best\ for|content\ protection|download\ options
      |(?:available\ )?(?:e-?book\ )?formats|item\ model\ number|accessibility|narrat(?:or|ed\ by)|read\ by|translator
      |authors?|editors?|illustrators?|page\ numbers\ source\ isbn|lccn|oclc|ddc|lc\ classification)\s*[:=]\s*{_VALUE}
    | (?:(?:first|originally|re)[-\ ]?)?(?:published|released|publication|pub(?:\.|lished|lication)?|release|publishing
      |on[-\ ]sale
      |(?:last\ )?(?:edited|modified|updated|saved|revised|created|posted))
      \s*(?:date)?\s*(?:on|in)?\s*[:=]?\s*{_DATE}(?:,?\s+by\s+{_NAME}|\s*[,(]\s*{_NAME}\)?)?
    | (?:first\ )?published\s+by:?\s+{_NAME}(?:,?\s+\(?(?:in\s+|on\s+)?{_DATE}\)?)?
    | (?:publisher|imprint|edition|country\ of\ origin|text-to-speech|word\ wise|screen\ reader|x-ray|lending|format
      |binding|best\ ?sellers?\ rank|customer\ reviews|sold\ by|item\ number)\s*[:=]\s*{_VALUE}
    | language\s*[:=]\s*{_LANGUAGE}
    """,
    re.VERBOSE | re.IGNORECASE,
)
# These only beside one of the others.
_BESIDE = re.compile(
    rf"(?:{_FORMAT}|{_LANGUAGE}|{_DATE}|(?:price:?\s*)?[$\u00a3\u20ac]\s?\d{{1,4}}(?:[.,]\d\d)?(?:\s\(?(?:usd|cad|gbp|eur)\)?)?|[pheb]bk|illustrated|unabridged|new|used|{_AMOUNT}\s*(?:{_MASS}|{_LENGTH})|"
    r"(?:1st|first|2nd|second|3rd|third|revised|new|reprint)\ edition|pub)(?!\w)",
    re.IGNORECASE,
)
# Where a page sets a label and its value below each other.
_LABEL = re.compile(
    r"(?<![^\n])((?:print length|publication date|publisher|language|(?:item |product )?(?:dimensions|weight)"
    r"|isbn-?1[03]|asin|file size|reading age|grade level|format|accessibility|sales rank|edition|price) ?:?)"
    r"\n(?=[^\n]{1,60}(?![^\n]))",
    re.IGNORECASE,
)
_FIELDS = re.compile(r"\s*[|;\u00b7]\s*")
_BETWEEN = re.compile(r"[\s.,;:|/()\[\]&+*\u2022\u00b7\u2013\u2014-]*")


def join_labels(text: str) -> str:
    """Return `text` with each label of product data on one line with its value: "Print length" and "320 pages"."""
    return _LABEL.sub(lambda label: label[1].rstrip(" :") + ": ", text)


def is_product_data(sentence: str) -> bool:
    """Say whether `sentence` holds product data, one datum after the other, and nothing else.

    >>> is_product_data("Paperback, 320 pages, 6 x 9 inches"), is_product_data("He has 320 pages to burn")
    (True, False)
    """
    fields = [_read(field) for field in _FIELDS.split(sentence)]
    # In a row of them there are names as well.
    if len(fields) >= 4 and any(certain for _, certain in fields) and 2 * sum(all_ for all_, _ in fields) > len(fields):
        return True
    return all(_read(sentence))


def _read(sentence: str) -> tuple[bool, bool]:
    """Say whether `sentence` holds nothing but product data, and whether one of them is certain."""
    place = _BETWEEN.match(sentence).end()  # type: ignore[union-attr]
    certain = False
    while place < len(sentence):
        found = _DATUM.match(sentence, place)
        certain = certain or found is not None
        found = found or _BESIDE.match(sentence, place)
        if found is None:
            return False, certain
        place = _BETWEEN.match(sentence, found.end()).end()  # type: ignore[union-attr]
    return True, certain
