from dataclasses import replace

import pytest

from bookgenre.catalogue.onix.products import parse_product
from bookgenre.catalogue.onix.subject_composites import find_insertion, subjects_to_add
from bookgenre.catalogue.record import Finding
from onix_feeds import FINDING, product, to_short


def subject(scheme, code="", heading="", *, name="", main=False):
    flag, title = "<MainSubject/>" * main, f"<SubjectSchemeName>{name}</SubjectSchemeName>" if name else ""
    code = f"<SubjectCode>{code}</SubjectCode>" if code else ""
    heading = f"<SubjectHeadingText>{heading}</SubjectHeadingText>" if heading else ""
    scheme = f"<SubjectSchemeIdentifier>{scheme}</SubjectSchemeIdentifier>"
    return f"<Subject>{flag}{scheme}{title}{code}{heading}</Subject>\n"


def added(finding=FINDING, subjects="", release="3.0"):
    found = subjects_to_add(parse_product(product(release, subjects=subjects).strip(), {}), finding)
    return [(one.scheme, one.code or one.heading, one.main) for one in found]


ALL = [
    ("93", "FHD", True),
    ("93", "FH", False),
    ("94", "1DFG-DE-B", False),
    ("96", "3MPQ", False),
    ("10", "FIC031050", True),
    ("24", "espionage", False),
    ("24", "food-drink", False),
    ("20", "double agent; café wall", False),
]


def without_marks(subjects):
    return [(scheme, text, False) for scheme, text, _ in subjects]


def test_all_schemes_are_added_and_the_first_codes_are_marked():
    assert added() == ALL


def test_release_2_1_has_no_flag():
    assert added(release="2.1") == without_marks(ALL)


def test_a_product_with_a_main_subject_gets_no_other():
    assert added(subjects=subject("12", "FF", main=True)) == without_marks(ALL)


def test_a_scheme_that_the_product_uses_gets_no_main_subject():
    assert added(subjects=subject("93", "FFP"))[:1] == [("93", "FHD", False)]
    assert ("10", "FIC031050", True) in added(subjects=subject("93", "FFP"))


def test_what_is_there_is_not_added():
    subjects = (
        subject("93", "FHD")
        + subject("93", "FH")
        + subject("94", "1DFG-DE-B")
        + subject("96", "3MPQ")
        + subject("10", "FIC031050")
        + subject("24", "espionage", "Espionage", name="bookgenre")
        + subject("24", "food-drink", "anything", name="bookgenre")
        + subject("20", heading="walls; Double Agent, café wall")
    )
    assert added(subjects=subjects) == []


def test_the_same_code_in_a_scheme_of_another_name_is_not_ours():
    assert ("24", "espionage", False) in added(subjects=subject("24", "espionage", name="Lantern's own"))


def test_only_new_keywords_are_added():
    assert added(subjects=subject("20", heading="double agent; walls"))[-1] == ("20", "café wall", False)


@pytest.mark.parametrize(
    ("own", "found", "fits"),
    [
        # A narrower code is there.
        ("FHD", "FH", False),
        ("FH", "FHD", True),
        # A code of another readership.
        ("YFB", "FHD", False),
        ("FHD", "YFB", False),
        ("YFB", "YFCF", True),
        ("YFB", "XAM", True),
        # Erotica never stands beside erotic romance.
        ("FRX", "FP", False),
        ("FP", "FRX", False),
    ],
)
def test_codes_of_thema_that_contradict_those_of_the_product_are_left_out(own, found, fits):
    finding = Finding(1, thema=(found,))
    assert added(finding, subject("93", own)) == ([("93", found, False)] if fits else [])


@pytest.mark.parametrize(
    ("subjects", "finding", "expected"),
    [
        ("", Finding(1, thema_qualifiers=("3MPQ",)), []),
        (subject("93", "FB"), Finding(1, thema_qualifiers=("3MPQ",)), ["3MPQ"]),
        (subject("93", "FB"), Finding(1, thema_qualifiers=("5AN",)), []),
        (subject("93", "YFB"), Finding(1, thema_qualifiers=("5AN", "5PS")), ["5AN", "5PS"]),
        (subject("93", "YFB") + subject("98", "5AG"), Finding(1, thema_qualifiers=("5AN", "5PS")), ["5PS"]),
        (subject("93", "FB") + subject("94", "1DFG-DE-B"), Finding(1, thema_qualifiers=("1DFG",)), []),
    ],
)
def test_qualifiers_follow_a_subject_and_one_interest_age_a_young_one(subjects, finding, expected):
    assert [text for _, text, _ in added(finding, subjects)] == expected


@pytest.mark.parametrize(
    ("own", "found", "fits"),
    [
        ("FIC022000", "FIC031050", True),
        ("JUV001000", "FIC031050", False),
        ("HIS000000", "FIC031050", False),
        ("POE000000", "FIC031050", True),
        ("fic031050", "FIC031050", False),
    ],
)
def test_bisac_codes_are_not_mixed_with_those_of_other_books(own, found, fits):
    assert added(Finding(1, bisac=(found,)), subject("10", own)) == ([("10", found, False)] if fits else [])


def insertion(text, finding=FINDING):
    found = parse_product(text.strip(), {})
    return found, find_insertion(found, finding)


SMALL = replace(FINDING, thema=("FHD",), thema_qualifiers=(), bisac=(), shortlist=(), keywords=())


def test_the_layout_is_that_of_the_subjects_beside_it():
    scheme, code = "<SubjectSchemeIdentifier>12</SubjectSchemeIdentifier>", "<SubjectCode>FF</SubjectCode>"
    subjects = f"<Subject>\n\t{scheme}\n\t{code}\n</Subject>"
    _, (_, markup) = insertion(product(subjects=subjects).replace("\n", "\r\n"), SMALL)
    assert markup == (
        "\r\n      <Subject>\r\n      \t<MainSubject/>\r\n"
        "      \t<SubjectSchemeIdentifier>93</SubjectSchemeIdentifier>\r\n"
        "      \t<SubjectSchemeVersion>1.6</SubjectSchemeVersion>\r\n"
        "      \t<SubjectCode>FHD</SubjectCode>\r\n      </Subject>"
    )


def test_subjects_in_one_line_stay_in_one_line():
    _, (_, markup) = insertion(product(subjects=subject("12", "FF")), SMALL)
    assert markup.startswith("\n      <Subject><MainSubject/><SubjectSchemeIdentifier>93</")
    assert markup.count("\n") == 1


def test_a_product_in_one_line_stays_in_one_line():
    text = "".join(line.strip() for line in product().splitlines())
    assert "\n" not in insertion(text, SMALL)[1][1]


def test_short_tags_and_prefixes_are_those_of_the_product():
    text = to_short(product()).strip().replace("</", "\0").replace("<", "<o:").replace("\0", "</o:")
    markup = insertion(text, SMALL)[1][1]
    assert markup.split() == [
        "<o:subject>", "<o:x425/>", "<o:b067>93</o:b067>", "<o:b068>1.6</o:b068>", "<o:b069>FHD</o:b069>",
        "</o:subject>",
    ]  # fmt: skip


def test_text_is_escaped():
    assert "<SubjectHeadingText>Food &amp; Drink</SubjectHeadingText>" in insertion(product())[1][1]


@pytest.mark.parametrize(
    ("release", "subjects", "after"),
    [
        ("3.0", "", "</Language>"),
        ("3.0", subject("12", "FF"), "</Subject>"),
        ("2.1", "", "</Language>"),
        ("2.1", "<BICMainSubject>FF</BICMainSubject>\n<BICVersion>2</BICVersion>", "</BICVersion>"),
        ("2.1", subject("12", "FF"), "</Subject>"),
    ],
)
@pytest.mark.parametrize("audience", [True, False])
def test_subjects_are_added_behind_the_last_one_or_before_what_follows_them(release, subjects, after, audience):
    found, (place, _) = insertion(product(release, subjects=subjects, audience=audience))
    assert found.source[:place].decode().endswith(after)


def test_subjects_of_chapters_are_not_those_of_the_product():
    text = product("2.1").replace(
        "    <OtherText>",
        "    <ContentItem><LevelSequenceNumber>1</LevelSequenceNumber><Subject/></ContentItem>\n    <OtherText>",
    )
    found, (place, _) = insertion(text)
    assert found.source[:place].decode().endswith("</Language>")


def test_a_product_without_the_block_for_subjects_gets_none():
    assert insertion(product(detail=False))[1] is None
