import pytest

from bookgenre.text.cleaning import clean_text
from bookgenre.text.light_markup import drop_light_markup, is_rtf

STORY = "A spy is pulled back to Berlin when his handler is found dead."


@pytest.mark.parametrize(
    "text",
    [
        f"---\ntitle: Wolf\ntags:\n- vampires\n---\n{STORY}",
        f"## {STORY}",
        f"```text\n{STORY}\n```",
        f"~~~\n{STORY}\n~~~",
        f"---\n{STORY}\n***",
        f"> {STORY}\n>",
        f">> {STORY}",
        STORY.replace("spy", "*spy*").replace("Berlin", "_Berlin_").replace("dead", "**dead**"),
        STORY.replace("spy", "`spy`").replace("dead", "~~dead~~").replace("handler", "''handler''"),
        f"![A vampire](https://example.org/vampire.png 'cover') {STORY}",
        STORY.replace("Berlin", '[Berlin](https://example.org/a_(b) "a city")'),
        STORY.replace("Berlin", "[Berlin](/berlin)"),
        STORY.replace("Berlin", "[[Berlin, Germany|Berlin]]"),
        STORY.replace("dead", "dead[1][citation needed]"),
        f"== {STORY} ==",
        f"{{{{cite book|title=Wolf}}}}{STORY}",
        f"{{% if x %}}{STORY}{{% endif %}}",
        f"[center][font=Times New Roman][color=#ff0000]{STORY}[/color][/font][/center][*]",
        f'[quote="Ada, page 5"]{STORY}[/quote]',
        f'[vc_row][vc_column width="1/2"]{STORY}[/vc_column][/vc_row]',
        f'[button link="#" size=large]{STORY}[/button]',
        f'{{ HYPERLINK "https://example.org" \\l "_Toc1" }} {STORY} {{ PAGE \\* MERGEFORMAT }}',
        f'HYPERLINK "https://example.org" {STORY}',
        f"Normal 0 21 false false false DE X-NONE X-NONE {STORY}",
        f"Normal 0 false false false EN-GB JA X-NONE {STORY}",
        f"p.MsoNormal, li.MsoNormal, div.MsoNormal {{margin:0cm; font-size:11.0pt;}} a:link {{color:blue}} {STORY}",
        f'@font-face {{font-family:"Cambria Math"; panose-1:2 4 5;}} @page WordSection1 {{size:8in 11in;}} {STORY}',
        f"@import url(x.css); .book-desc p {{ /* none */ color: red }} {STORY}",
    ],
    ids=lambda text: text[:40],
)
def test_only_the_words_are_left(text):
    assert " ".join(drop_light_markup(text).split()) == STORY


@pytest.mark.parametrize(
    "text",
    [
        # These were taken for the selectors of a style sheet, and went with all that stood before the brace.
        "He wrote a function in Rust: fn main() { println } and slept.",
        "She has a reason to lie. To clear her name she must cross it one last time. {sigh}",
        "Dear {name}, I am the p in party {and} the a in art.",
        "The 5* hotel and the 4* inn; 2 * 3 * 4; snake_case_names; * see below",
        "[sic] (which he denied) and the array[n] he built (fast)",
        "#1 bestseller, C# and F#; she is > 40 and < 50",
        "The world`s end, and `Abdu'l-Bah\u00e1's `Abdu'l",
        "Reader: I married him. --- He lied.",
        "\u201c[I]n this novel, [s]he shows how [b]lack holes form. [U]nder the ice.\u201d",
    ],
)
def test_signs_that_mean_something_stay(text):
    assert drop_light_markup(text) == text


def test_an_apostrophe_as_sql_writes_it_is_one():
    assert drop_light_markup("It''s the ''end''.") == "It's the end."


def test_a_sign_between_two_words_keeps_them_apart():
    assert drop_light_markup("Stop**now**, please") == "Stop now, please"


def test_an_unknown_length_of_braces_costs_nothing_that_is_read():
    assert clean_text("Learn {{ why }} ownership { works: at last } in Rust, step by step.").endswith("step by step.")


def test_rtf_is_known_by_its_start():
    assert is_rtf(r"{\rtf1\ansi\deff0 A spy.}")
    assert not is_rtf("A spy in {\\rtf1}")
