import pytest

from bookgenre.text.markup import element_text, strip_markup

SPY = "A retired spy is pulled back."


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
    text = "<h2>A</h2>b\nc<ul><li>d<li>e</ul><span>f</span>g"
    assert strip_markup(text) == "A\n\nb c\n\nd\n\ne\n\nfg"
    assert strip_markup("a<table><tr><td>b</td><td>c</td></tr></table>d") == "a\n\nb\n\nc\n\nd"


def test_preformatted_text_keeps_its_lines():
    assert element_text("<div><pre>a\nb</pre>c\nd</div>") == "a\nb\n\nc d"
    text = '<div><div style="white-space: pre-wrap">a\n\nb <b>c\nd</b><div>e\nf</div>g\nh</div>i\nj</div>'
    assert element_text(text) == "a\n\nb c\nd\n\ne\nf\n\ng\nh\n\ni j"
    assert strip_markup("<b>a\nb</b>") == "a\nb"
    assert element_text("<b>a\nb</b>") == "a b"
    assert element_text("<b>&amp;lt; &lt;i&gt;</b>") == "&lt; <i>"


@pytest.mark.parametrize(
    "text",
    [
        f"<style>p.MsoNormal{{margin:0in}}</style><p class=MsoNormal>{SPY}</p>",
        f"<STYLE type='text/css'><!-- p {{}} --></STYLE ><p>{SPY}",
        f"<script>var shelf='vampire romance';</script>{SPY}",
        f"<script>if (a < b) {{ write('<p>vampire</p>'); }}</script>{SPY}",
        f"<html><head><title>Vampires</title><meta charset=utf-8></head><body>{SPY}</body></html>",
        f"<html><head><title>Vampires</title><body>{SPY}",
        f"<!DOCTYPE html><!-- <p>vampire</p> -->{SPY}",
        f"<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->{SPY}",
        f"<![if !supportLists]>{SPY}<![endif]>",
        f"<!--[if !mso]><!-->{SPY}<!--<![endif]-->",
        f"&lt;!--[if gte mso 9]&gt;vampires&lt;![endif]--&gt;{SPY}",
        f'<?xml version="1.0" encoding="UTF-8"?><description><![CDATA[<p>{SPY}</p>]]></description>',
        f"<?xml:namespace prefix = o /><o:p></o:p>{SPY}<o:p>&nbsp;</o:p>",
        f'<img alt="" src="data:image/png;base64,{"A" * 5000}">{SPY}',
        f"<p style=\"mso-fareast-font-family:'Times New Roman';{'color:windowtext;' * 60}\">{SPY}</p>",
        f"<p title='1 > 0' data-x=\"it's\">{SPY}</p>",
        f"<p title='don't'>{SPY}</p>",
        f"&amp;lt;p&amp;gt;{SPY}&amp;lt;/p&amp;gt;",
        f"<svg><title>vampire</title><text>vampire</text></svg>{SPY}",
        f"<noscript>Turn on JavaScript</noscript>{SPY}",
    ],
)
def test_what_a_reader_does_not_see_is_left_out(text):
    assert strip_markup(text) == SPY


@pytest.mark.parametrize(
    "text",
    [
        f"<style>p{{margin:0}} a:hover{{color:red}}{SPY}",
        f"<style>{SPY}",
        f"<style><p>{SPY}</p>",
        f"<script>var shelf='vampire romance'; show(shelf);{SPY}",
        f"<script>{SPY}",
        f"<title>{SPY}",
        f"<head>{SPY}",
        f"<!-- {SPY}",
        f"<svg>{SPY}",
        f"<textarea>{SPY}",
        f"<plaintext>{SPY}",
    ],
)
def test_what_is_never_closed_hides_no_text(text):
    assert strip_markup(text) == SPY


@pytest.mark.parametrize(
    "text",
    [
        "A <sigh> and <3 for a < b > c.",
        "if x<y, stop",
        "<insert witty remark> she said",
        "a <- b -> c <= d",
        "<!!!> and <?>",
        "x <a",
        "</>",
        "Broken < b >tag and <a href=",
        "AT&T; R&B & co",
    ],
)
def test_signs_that_are_no_tags_stay(text):
    assert strip_markup(text) == text


def test_entities_of_entities_are_resolved_and_numbers_beyond_unicode_are_none():
    assert strip_markup("&amp;amp;amp;amp;eacute; &amp;#38;amp; &#x26;#233;") == "é & é"
    assert strip_markup(f"a&#{'9' * 6000};b &#x{'f' * 6000};c &#0;d").startswith("a b c")


@pytest.mark.parametrize("depth", [300, 1500])
def test_tags_that_are_never_closed_cost_no_text(depth):
    assert strip_markup(f"Before {'<b>' * depth}inside") == "Before inside"
    assert strip_markup(f"{'<b>' * depth}<p>a<p>b{'</b>' * depth}") == "a\n\nb"
