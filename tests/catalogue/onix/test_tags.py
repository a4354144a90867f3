from pathlib import Path

import pytest
from lxml import etree
from onixcheck import schema

from bookgenre.catalogue.onix.tags import AFTER_SUBJECTS, REFERENCE, SHORT

XSD = "{http://www.w3.org/2001/XMLSchema}"


def elements(path):
    return {one.get("name"): one for one in etree.parse(Path(path)).getroot().iter(f"{XSD}element") if one.get("name")}


def short_names(element):
    attributes = (one for one in element.iter(f"{XSD}attribute") if one.get("name") == "shortname")
    return {
        name
        for attribute in attributes
        for name in (
            attribute.get("fixed"),
            attribute.get("default"),
            *(one.get("value") for one in attribute.iter(f"{XSD}enumeration")),
        )
        if name
    }


@pytest.mark.parametrize("path", [schema.O21_XSD_REFERENCE, schema.O30_XSD_REFERENCE, schema.O31_XSD_REFERENCE])
def test_short_tags_are_those_of_the_schemas(path):
    known = elements(path)
    wrong = {
        short: name
        for short, name in REFERENCE.items()
        if name in known and short_names(known[name]) and short not in short_names(known[name])
    }
    # The composite of 2.1 and the flag of 3.0 share a name.
    assert set(wrong) <= {"mainsubject", "x425"}
    assert len(set(REFERENCE.values()) & set(known)) > 60


def test_the_flag_of_the_main_subject_has_its_own_short_tag():
    assert SHORT["MainSubject"] == "x425"


def test_what_follows_the_subjects_is_what_the_schema_of_release_2_1_says():
    product = elements(schema.O21_XSD_REFERENCE)["Product"]
    order = [one.get("ref") or one.get("name") for one in product.iter(f"{XSD}element")][1:]
    after = set(order[order.index("Subject") + 1 :])
    assert after <= AFTER_SUBJECTS
    assert not AFTER_SUBJECTS & set(order[: order.index("Subject")])
