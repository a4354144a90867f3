import pytest

from bookgenre.text import clean_text

BLURB = "A retired spy is pulled back to Cold War Berlin when his old handler is found dead."


@pytest.mark.parametrize(
    "praise",
    [
        "\u201cUnputdownable!\u201d \u2014 A. Critic.",
        '"I laughed, I cried." -- Weekly Review',
        "\u201cBest book of the year.\u201d (Reader Magazine)",
        "\u201cA triumph.\u201d \u2014 J. R. Critic, bestselling author of The Vampire's Bride",
        "\u201cA chilling vampire masterpiece!\u201d \u2014 Ada Wren on Blood Moon",
        "Praise for Blood Moon: \u201cThe best vampire romance of the year!\u201d \u2014 The Daily Post",
        'Praise for The Vampire\'s Bride:\n"A chilling, sexy vampire romance." \u2014 Weekly Review\n'
        "\u201cWitches and wizards galore.\u201d \u2014 J. Critic",
        "PRAISE FOR BLOOD MOON\n'Vampires at their best' Guardian\n\u2018A witch\u2019s tale.\u2019 Daily Mail",
        "What readers are saying about Ada Wren:\n\n'Vampires at their best!' \u2605\u2605\u2605\u2605\u2605",
        "ADVANCE PRAISE FOR BLOOD MOON\n\u201cVampires, vampires, vampires.\u201d",
    ],
)
def test_praise_that_fits_any_book_or_another_one_goes(praise):
    assert clean_text(f"{BLURB}\n\n{praise}") == BLURB
    assert clean_text(f"{praise}\n{BLURB}") == BLURB


@pytest.mark.parametrize(
    "line",
    [
        "\u201cWhere is it?\u201d \u2014 the old man asked.",
        "\u201cThe wall will fall.\u201d \u2014 Vera Winter",
        "Praise for the dead king is forbidden.",
    ],
)
def test_what_is_said_in_the_story_stays(line):
    assert clean_text(f"{BLURB}\n\n{line}") == f"{BLURB} {line}"


def test_praise_that_says_something_stays_without_the_other_books_of_its_author():
    text = f"{BLURB} \u201cA chilling tale of the Cold War.\u201d \u2014 Ada Wren, author of The Vampire's Bride"
    assert clean_text(text) == f"{BLURB} \u201cA chilling tale of the Cold War.\u201d"
