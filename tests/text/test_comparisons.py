import pytest

from bookgenre.text import clean_text
from bookgenre.text.comparisons import drop_other_books

BLURB = "A guide to growing tomatoes, beans and squash on a small balcony."


@pytest.mark.parametrize(
    "line",
    [
        "For fans of The Hunger Games and Twilight.",
        "Perfect for readers of Harry Potter, Twilight and The Hunger Games!",
        "Recommended for fans of: The Hunger Games, Twilight, Harry Potter.",
        "For fans of the Harry Potter series, Twilight by Ada Wren and \u201cThe Hunger Games\u201d.",
        "FOR FANS OF HARRY POTTER AND TWILIGHT!",
        "This book is perfect for fans of J. K. Rowling and J.R.R. Tolkien.",
        "Fans of Twilight and Harry Potter will love this book.",
        "Readers who enjoyed Twilight won't want to miss this!",
        "If you loved Twilight and Harry Potter, you will love this one.",
        "If you're a fan of Twilight, this book is for you.",
        "Think Twilight meets Dracula!",
        "The Hunger Games meets Harry Potter.",
        "Comparable titles: Twilight; Harry Potter; The Hunger Games.",
        "You may also like: Twilight, Dracula.",
        "Also by Ada Wren: The Vampire's Bride, The Wizard's Child.",
        "Will appeal to readers of Stephenie Meyer and J. K. Rowling.",
    ],
)
def test_a_line_that_names_other_books_goes(line):
    assert clean_text(f"{BLURB}\n\n{line}") == BLURB
    assert clean_text(f"{line} {BLURB}") == BLURB


@pytest.mark.parametrize(
    "heading",
    [
        "Also by A. J. Wren:",
        "Also in this trilogy:",
        "More by same author:",
        "Customers also bought",
        "You may also like:",
    ],
)
def test_a_list_of_other_books_below_goes(heading):
    assert clean_text(f"{BLURB}\n\n{heading}\nThe Vampire's Bride\nThe Wizard's Child") == BLURB


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("For readers of Twilight and Dune: a guide to growing beans.", "A guide to growing beans."),
        ("In the tradition of Ada Wren, this is a guide.", "This is a guide."),
        ("From the #1 bestselling author of Twilight comes a guide to beans.", "A guide to beans."),
        ("Fans of Twilight will love this guide to beans.", "This guide to beans."),
        ("A guide to beans, perfect for fans of Dune, Emma, and Dracula.", "A guide to beans."),
        ("A guide (for fans of Gone Girl) to beans.", "A guide to beans."),
        ("A guide reminiscent of Ada Wren from the author of The Salt Road. It grows.", "A guide. It grows."),
        ("Also by Ada Wren:\nThe Vampire's Bride\nThe Wizard's Child", ""),
        ("A guide.\nOther books by Ada Wren\n1. The Vampire's Bride\n2. The Wizard's Child", "A guide."),
        ("A guide.\nThe Dragon War series:\nBook 1: The Vampire's Bride\nBook 2: Dragon Fire", "A guide."),
        ("A guide.\nReading order:\n#1 The Vampire's Bride\n#2 Dragon Fire", "A guide."),
    ],
)
def test_the_rest_of_the_sentence_stays(text, left):
    assert drop_other_books(text).strip() == left


@pytest.mark.parametrize(
    "text",
    [
        "For fans of cozy mysteries and cats.",
        "Perfect for fans of Regency romance.",
        "Perfect for fans of Historical Fiction.",
        "He waited for fans of the team to leave.",
        "Harry meets Sally.",
        "It is a series.\nBook one of many.",
        "The author of the letters is unknown.",
        "If you love her, let her go.",
        "Readers of the palace newspaper know nothing.",
        "From the acclaimed author of Fallen Land, The River and Gods of the lower town.",
        "A knight in the spirit of his time.",
        "Also in this book: recipes for rye bread, cakes without wheat and pies.",
        "Also by her side: a talking cat, a priest and a vampire with a grudge.",
        "More in Love than ever: Anna and Ben open a bakery.",
    ],
)
def test_what_says_something_of_this_book_stays(text):
    assert drop_other_books(text) == text
