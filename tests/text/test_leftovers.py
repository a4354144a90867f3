from collections import Counter

import pytest

from bookgenre.text.cleaning import clean_text
from bookgenre.text.leftovers import KINDS, drop_boilerplate
from bookgenre.text.messages import MESSAGE_KINDS

STORY = "Anne is the mother of six, and tired."
TAKEN_OUT = {
    "a note on another edition": [
        f"Alternate cover edition of ISBN 9780553213157\n{STORY}",
        f"This is an alternate cover edition for ISBN 9780553213157{STORY}",
        f"An alternative cover edition can be found here{STORY}",
        f"(Alternate cover edition can be found here.) {STORY}",
        f"Librarian's note: An alternate cover edition can be found here{STORY}",
        f"Note: this is the older edition, newer one on this ISBN. {STORY}",
        f"There is an alternate cover edition for this ASIN here. {STORY}",
        f"You can find an alternate cover edition here. {STORY}",
        f"Another edition with a different cover exists here. {STORY}",
        f"See other edition: 0-553-21315-6 {STORY}",
        f"{STORY} See newer editions (ISBN 9780553213157 / ISBN 0553213156).",
    ],
    "a librarian's note": [
        f"Librarian's Note: the cover shows another printing. {STORY}",
        f"[Librarian’s note: the cover shows another printing]\n{STORY}",
        f"{STORY} Librarians note: see the publisher's page",
    ],
    "a number of an edition": [
        f"ISBN 9780553213157{STORY}",
        f"ISBN-13: 978-0-553-21315-7 {STORY}",
        f"ISBN 10: 0553213156\n{STORY}",
        f"{STORY} (print ISBN 055321315X)",
        f"ASIN: B00ABCDEF1 {STORY}",
        f"Original ISBN 9780553213157, {STORY}",
    ],
    "which edition it is": [f"{STORY} From the Hardcover edition.", f"{STORY}\n\n(From the Trade Paperback edition)"],
    "which text it refers to": [f"{STORY} --This text refers to an out of print or unavailable Paperback edition."],
    "the author's life before the description": [
        f"About the Author\nAda Wren lives in Kent with a vampire.\nShe bakes.\nAbout the Book\n{STORY}",
        f"ABOUT THE AUTHOR:\nAda Wren writes.\n\nDescription:\n{STORY}",
    ],
    "a heading": [
        f"Synopsis: {STORY}",
        f"Book Description\n{STORY}",
        f"ABOUT THE BOOK - {STORY}",
        f"Publisher's Summary\n\n{STORY}",
        f"From the back cover: {STORY}",
        f"Amazon book description v2 (150 words)\n{STORY}",
        f"Back cover text:\n\n{STORY}",
        f"The blurb (final draft)\n{STORY}",
        f"description: |\n{STORY}",
        f"{STORY}\nShort description:",
    ],
    "the end of a folded page": [
        f"{STORY}...more",
        f"{STORY} (less)",
        f"{STORY} [Read more]",
        f"{STORY} Show more ",
        f"{STORY} … Read More",
    ],
    "a source": [f"{STORY} (Source: Wikipedia)", f"{STORY} [from the publisher]", f"{STORY} (via Goodreads.com)"],
    "rights": [
        f"{STORY} Copyright © 2005 Lantern House. All rights reserved.",
        f"{STORY} Excerpted. © Reprinted by permission. All Rights Reserved",
        f"{STORY} ©2010 Ada Wren (P)2011 Lantern Audio",
        f"{STORY} No part of this publication may be reproduced, stored or transmitted in any form.",
        f"{STORY} This material may be protected by copyright.",
    ],
    "a line of a page": [
        f"Home > Books > Romance\n{STORY}",
        f"{STORY}\nAdd to cart\nShare this book:",
        f"{STORY}\nReport an issue with this product or seller",
        f"{STORY}\nGet a copy\nKindle Store\nMore details...",
        f"{STORY}\n4567 people want to read",
        f"4.12\n1,204 ratings143 reviews\n{STORY}",
        f"{STORY}\nPrevious slide of product details",
        f"{STORY}\n(187 words)",
        f"{STORY}\nUnsubscribe | Privacy policy | \u00a9 2026 Dragon Vampire Books Ltd.",
        f"We use cookies to improve your experience.\n{STORY}",
        f"{STORY}\nBest Sellers Rank: #1,234 in Kindle Store\n#12 in Vampire Romance\n#15 in Werewolves",
    ],
}


def test_a_description_below_the_authors_life_stays():
    text = f"About the Author\n\nAda Wren writes.\n\n{STORY}\n\nSynopsis\n\nShort."
    assert STORY in drop_boilerplate(text)


def test_every_kind_is_shown():
    assert set(TAKEN_OUT) == {kind.kind for kind in KINDS} - {kind for kind, _, _ in MESSAGE_KINDS}


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in TAKEN_OUT.items() for text in texts], ids=lambda text: text[:50]
)
def test_it_is_taken_out_and_the_story_stays(kind, text):
    found = Counter()
    left = " ".join(drop_boilerplate(text, found).split())
    assert left.strip("[](). ") == STORY.strip(".")
    assert found[kind] == 1
    assert clean_text(text).strip("[](). ") == STORY.strip(".")


def test_a_first_word_glued_to_a_number_is_kept_even_if_it_starts_with_an_x():
    assert drop_boilerplate("ISBN 9780553213157Xavier is a spy.").strip() == "Xavier is a spy."


@pytest.mark.parametrize(
    "text",
    [
        "A winter of love, loss and so much more",
        "She asked for no more, and he for no less",
        "He edits a new edition of the newspaper, here in the harbour.",
        "Summary judgment falls on the seven sisters.",
        "Summary executions follow: nobody is safe.",
        "Synopsis-writing is her trade; blurb-writing is his.",
        "Blurb-writing is her trade, and it pays.",
        "In the other edition of her life she is a queen.",
        "The other edition of her life was not written here in the village.",
        "Another edition of the local heretic is burnt.",
        "The older edition of the chronicle covers the years 1914-1918 and is lost.",
        "A description of the sea, and about the book that she found in it.",
        "The librarian notes: nobody borrows this book twice.",
        "The publisher is murdered, and the cover is blown.",
        "Copyright is theft, say the thieves of 1999.",
        "All her rights are reserved for her brother.",
        "Via Roma, 12 is where she lives (from Tuesday on).",
        "The copyright lawyer of 2019 has reserved a table.",
        "He reads more than is good for him, and shows less.",
        "Call 9780553213157 to hear the ghost.",
        "Home > away, she says. Share this: a bed, a debt, a grave.",
        "A short description of a long war.",
        "Learn Welsh:\n500 words\n12 songs",
        "Her privacy policy is simple: nobody comes in.",
        "Draft 2: the lottery calls his number again.",
        "Add to cart a dead man's shoes and follow the author home.",
    ],
)
def test_harmless_words_are_kept(text):
    found = Counter()
    assert drop_boilerplate(text, found) == text
    assert not found
