import pytest

from bookgenre.files.markup import element_text, strip_markup

lxml_html = pytest.importorskip("lxml.html", reason="pip install 'bookgenre[corpus]'")


def text_of(html):
    return element_text(lxml_html.fragment_fromstring(html, create_parent="div"))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("One\n two.\n\n\n\nThree.", "One\ntwo.\n\nThree."),
        ("a <3 b & c <sigh> 2 < 3", "a <3 b & c <sigh> 2 < 3"),
        ("Caf&eacute; &amp;eacute; &lt;b&gt;x&lt;/b&gt;", "Café é x"),
        ("<p>One\ntwo.</p><p>Three.<br/>Four.</p>", "One two.\n\nThree.\nFour."),
        ("One <i>two</i>\nthree", "One two\nthree"),
        ("One<!-- no -->two <script>no()</script>", "Onetwo"),
        ("<P CLASS='x'>One<br>\ntwo", "One\ntwo"),
        ("<p>nul\x00 and\x0b half\ud83d", "nul and half"),
        ("", ""),
    ],
)
def test_markup_is_taken_away_and_text_is_not(text, plain):
    assert strip_markup(text) == plain


def test_blocks_stand_apart_and_lines_of_the_source_mean_nothing():
    assert text_of("<h2>A</h2>b\nc<ul><li>d<li>e</ul><span>f</span>g") == "A\n\nb c\n\nd\n\ne\n\nfg"
    assert text_of("a<table><tr><td>b</td><td>c</td></tr></table>d") == "a\n\nb\n\nc\n\nd"


def test_preformatted_text_keeps_its_lines():
    assert text_of("<pre>a\nb</pre>c\nd") == "a\nb\n\nc d"
    assert text_of('<div style="white-space: pre-wrap">a\n\nb <b>c\nd</b></div>') == "a\n\nb c\nd"
    root = lxml_html.fragment_fromstring("<b>a\nb</b>", create_parent="div")
    assert element_text(root, keep_line_breaks=True) == "a\nb"


def test_what_a_reader_does_not_see_is_left_out_and_what_follows_is_not():
    assert text_of("a<style>b</style>c<!-- d -->e<template><p>f</p></template>g<?php h ?>i") == "acegi"


def test_the_text_after_the_element_is_not_its_text():
    root = lxml_html.fragment_fromstring("<p>a</p>b", create_parent="div")
    assert element_text(root[0]) == "a"


@pytest.mark.parametrize("depth", [300, 1500])
def test_tags_that_are_never_closed_cost_no_text(depth):
    assert strip_markup(f"Before {'<b>' * depth}inside") == "Before inside"
    parser = lxml_html.HTMLParser(huge_tree=True)
    page = f"{'<b>' * depth}<p>a<p>b{'</b>' * depth}"
    assert element_text(lxml_html.fragment_fromstring(page, create_parent="div", parser=parser)) == "a\n\nb"
