"""What cleaning costs must grow with the length of the text and no faster, whatever the text."""

import time

import pytest

from bookgenre.text import check_text, clean_text, looks_english
from bookgenre.text.markup import element_text

UNITS = [
    "<!--",
    "<!--[if ",
    "<![CDATA[",
    "<?",
    "<?php ",
    "<!DOCTYPE ",
    "<a ",
    '<a "',
    "<a '\"",
    "<p style=",
    "</b",
    "<b>",
    "<div><p>",
    "<style>",
    "</style",
    "<style>a{",
    "<script>a;",
    "<svg>",
    "<xyz>",
    "</xyz>",
    "<",
    ">",
    "&",
    "&amp;",
    "&#38;",
    "&#9",
    "&lt;b&gt;",
    ".",
    ". ",
    "=",
    "-=",
    "!\n",
    "\n",
    " ",
    "\t\u00a0",
    "\\n",
    "[b]",
    "**",
    "\u2022 ",
    "*",
    '"',
    "\u201c",
    '"a" - B ',
    "\u201cA triumph.\u201d \u2014 ",
    "Praise for A: ",
    "Praise for A\n",
    "for fans of A ",
    "fans of ",
    "For fans of A, ",
    "by the author of A and ",
    "A meets ",
    "if you love A ",
    "Also by A: ",
    "ISBN ",
    "ISBN 978-3-16-148410-0 ",
    "9",
    "1 x ",
    "Publisher: A ",
    "Published by A ",
    "Alternate cover edition ",
    "(source: ",
    "... read more ",
    "read more\n",
    "All rights reserved ",
    "\u00a9 2019 ",
    "about the author: ",
    "a@",
    "a.",
    "www.",
    "data:image/",
    "{",
    "p{a:b}",
    "Normal 0 false false ",
    "No description. ",
    "[insert ",
    "lorem ",
    "\u0316\u0301",
    "a\u0316\u0301",
    "\u00e2\u20ac\u2122",
    "\u00c3",
    "\ufb01",
    "\U0001f525",
    "\U0001f468\u200d",
    "\u3042",
    "\ufffd",
    "> ",
    "# ",
    "---\n",
    "---\na: b\n",
    "[a](/",
    "![a",
    "[[a|",
    "[a b=c",
    "[font=",
    "[/a",
    "*a",
    "* a*",
    "_a",
    "`",
    "``a",
    "''",
    "~~",
    "== a ",
    "{{",
    "{% a ",
    "{a:b;",
    "p, ",
    "p.a ",
    "a:a:",
    "/*a*/",
    "@page ",
    'HYPERLINK "a" \\a ',
    "1 false DE ",
    "From: a\n",
    "On a wrote:\n",
    "--\n",
    "Here is a blurb ",
    "Let me know if you want ",
    "\nshare",
    "Home > ",
    "Best sellers rank\n#1 ",
    "Publisher\n",
    "a-\nb",
    "Think A ",
    "Customers also bought\nA\n",
    "\u201a\u00c4\u00f4",
    "\x92",
    "\u1d00",
    "\u2800",
    "a\u200d",
    "There are no A, no B ",
    "a",
    "A ",
]


def seconds(function, text):
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        function(text)
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("unit", UNITS, ids=repr)
def test_four_times_the_text_takes_about_four_times_as_long(unit):
    short, long = (unit * (size // len(unit)) for size in (10_000, 40_000))
    before, after = seconds(clean_text, short), seconds(clean_text, long)
    # The square would take 16 times as long. What takes next to no time is not measured.
    assert after < 9 * max(before, 0.004)


@pytest.mark.parametrize("unit", ["\u0316\u0301", "<!--", "<b>", "&amp;", "A "])
@pytest.mark.parametrize("function", [check_text, looks_english, element_text])
def test_so_do_the_checks_before_an_answer(unit, function):
    short, long = ("A spy is pulled back to Berlin. " + unit * (size // len(unit)) for size in (12_000, 48_000))
    assert seconds(function, long) < 9 * max(seconds(function, short), 0.004)
