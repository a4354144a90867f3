"""What cleaning costs must grow with the length of the text and no faster, whatever the text."""

import pytest

from bookgenre.text import check_text, clean_text, looks_english
from bookgenre.text.markup import element_text
from cost import assert_no_more_than_linear

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
    "There are no A, no B ",
    "a",
    "A ",
]


@pytest.mark.parametrize("unit", UNITS, ids=repr)
def test_four_times_the_text_takes_about_four_times_as_long(unit):
    assert_no_more_than_linear(clean_text, lambda size: unit * (size // len(unit)), 10_000)


@pytest.mark.parametrize("unit", ["\u0316\u0301", "<!--", "<b>", "&amp;", "A "])
@pytest.mark.parametrize("function", [check_text, looks_english, element_text])
def test_so_do_the_checks_before_an_answer(unit, function):
    assert_no_more_than_linear(
        function, lambda size: "A spy is pulled back to Berlin. " + unit * (size // len(unit)), 12_000
    )
