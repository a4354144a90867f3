import pytest

from bookgenre.errors import InputError
from bookgenre.text import check_text
from bookgenre.text.placeholders import why_empty


@pytest.mark.parametrize(
    "text",
    [
        "No description available for this title yet.",
        "<p>No description available</p>",
        "This book has no description.",
        "Sorry, no description is available for this item.",
        "The description will be added soon.",
        "Description coming soon. Check back for more information!",
        "Coming soon!",
        "TBD",
        "To be announced.",
        "Description to be added later by marketing",
        "See hardback edition for the description.",
        "Please contact the rights department for the blurb",
        "As above. Same description as previous volume.",
        "TBC - description to follow from the editor",
        "[Insert description here]",
        "[Insert a gripping blurb about the hero and her dragon]",
        "{{description}}",
        "Please enter a description of your book here.",
        "Book description goes here. Book description goes here.",
        "Description: None",
        "Synopsis: N/A. ISBN: 9783161484100. Pages: 320.",
        "ISBN 978-3-16-148410-0",
        "ISBN: 978-3-16-148410-0. 320 pages. Paperback.",
        "a" * 3000,
        "ha ha ha " * 40,
        "asdf qwer " * 40,
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore.",
        "\u201cA triumph.\u201d \u2014 The Daily Post. \u201cUnputdownable!\u201d \u2014 A. Critic.",
        "Buy it now on Kindle! #1 New York Times Bestseller. All rights reserved.",
    ],
)
def test_a_description_that_says_nothing_is_refused_with_advice(text):
    with pytest.raises(InputError, match=r"says nothing about the book \(.*\); paste what its publisher"):
        check_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "No description of war could have prepared the nurses for that winter.",
        "As above, so below. See the same stars.",
        "Please contact the dead for further information.",
        "Coming soon to a town near you: the end of the world, in nine parts.",
        "Unknown to her husband, she keeps a second house by the sea.",
        "More information than any spy should have.",
        "Test pilots fall from the sky.",
        "Two brothers. One farm. A drought that will not end.",
        "[Insert joke here] is what the clown says before he dies.",
    ],
)
def test_a_description_that_says_something_is_taken(text):
    assert check_text(text) == text


def test_the_reason_is_given():
    assert why_empty("x" * 30) == "a few letters over and over"
    assert why_empty("spam egg " * 9) == "the same words over and over"
    assert why_empty("Lorem ipsum dolor sit.") == "filler text (lorem ipsum)"
    assert why_empty("1984") is None
