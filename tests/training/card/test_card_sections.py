import pytest

from bookgenre.training.card.card_sections import section, with_section

CARD = "# A model\n\n## Use\n\nSo.\n\n## Figures\n\nMany.\n\n### More\n\nFew.\n\n## Mine\n\nKept.\n"


def test_a_section_ends_where_one_of_its_level_or_above_begins():
    assert section(CARD, "## Figures") == "## Figures\n\nMany.\n\n### More\n\nFew."
    assert section(CARD, "### More") == "### More\n\nFew."
    assert section(CARD, "## Mine") == "## Mine\n\nKept."
    assert section(CARD, "## More") == ""


def test_a_section_is_replaced_and_nothing_else():
    changed = with_section(CARD, "## Figures", "None.\n")
    assert changed == CARD.replace("Many.\n\n### More\n\nFew.", "None.")
    assert with_section(changed, "## Figures", "Many.\n\n### More\n\nFew.") == CARD


def test_a_new_section_goes_before_the_first_that_is_there_or_to_the_end():
    assert with_section(CARD, "## New", "Yes.", before=("## Nowhere", "## Mine", "## Use")) == CARD.replace(
        "## Mine", "## New\n\nYes.\n\n## Mine"
    )
    assert with_section(CARD, "## New", "Yes.", before=("## Nowhere",)) == CARD + "\n## New\n\nYes.\n"
    assert with_section("", "## New", "Yes.") == "## New\n\nYes.\n"


@pytest.mark.parametrize("heading", ["## Figures", "## Mine", "## Nowhere"])
def test_without_a_body_the_section_goes(heading):
    gone = with_section(CARD, heading, "")
    assert heading not in gone
    assert gone.count("## ") == CARD.count("## ") - section(CARD, heading).count("## ")


def test_a_heading_is_a_whole_line():
    text = "# A\n\nSee ## Figures below.\n\n## Figures of speech\n\nNo.\n"
    assert section(text, "## Figures") == ""
    assert with_section(text, "## Figures", "Yes.") == text + "\n## Figures\n\nYes.\n"
