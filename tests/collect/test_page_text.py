import pytest

pytest.importorskip("parsel", reason="pip install 'bookgenre[collect]'")
from parsel import Selector

from bookgenre.collect.page_text import one_line, paragraphs


def test_the_text_of_an_element_is_had_with_or_without_its_paragraphs():
    page = Selector(text="<div><p>One  <b>two</b></p>\n<p>Three<br>four</p><!-- no --></div> five")
    element = page.css("div")[0]
    assert paragraphs(element) == "One two\n\nThree\nfour"
    assert one_line(element) == "One two Three four"
