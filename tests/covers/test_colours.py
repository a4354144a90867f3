import pytest

from bookgenre.covers.colours import contrast, difference, nearest_name, seen_with, swatch


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_difference_is_ciede2000():
    # Pair 1 of Sharma, Wu and Dalal's test data.
    assert difference("color(--lab-d65 50 2.6772 -79.7751)", "color(--lab-d65 50 0 -82.7485)") == pytest.approx(
        2.0425, abs=0.001
    )
    assert difference("#123456", "#123456") == 0


@pytest.mark.parametrize(
    ("colour", "name"),
    [("#dc143c", "crimson"), ("#dd153d", "crimson"), ("#000001", "black"), ("#ffd700", "gold"), ("#808080", "gray")],
)
def test_the_nearest_css_name(colour, name):
    assert nearest_name(colour) == name


def test_a_swatch_is_within_srgb_and_keeps_lightness_and_hue():
    made = swatch("oklch(0.7 0.4 145)")
    lightness, chroma, hue = made.oklch
    assert lightness == pytest.approx(0.7, abs=0.01)
    # CSS Color 4 clips what is within a just noticeable difference, which may turn the hue a little.
    assert hue == pytest.approx(145, abs=4)
    assert chroma < 0.4
    assert len(made.hex) == 7


def test_red_and_green_draw_together_without_the_long_cones():
    assert difference(seen_with("#b22222", "protan"), seen_with("#6b6b00", "protan")) < difference("#b22222", "#6b6b00")
