import io
import random

import numpy as np
import pytest

from bookgenre.covers.measure import kmeans, measure_folder, measure_image, order_by_role
from bookgenre.errors import InputError, MissingExtraError

Image = pytest.importorskip("PIL.Image")


def picture(*stripes, size=(120, 180), mode="RGB"):
    """A picture of horizontal stripes, each a colour and its share of the height."""
    made = Image.new(mode, size)
    top = 0
    for colour, share in stripes:
        bottom = top + round(share * size[1])
        made.paste(colour, (0, top, size[0], bottom))
        top = bottom
    return made


def stored(made, form="PNG"):
    stream = io.BytesIO()
    made.save(stream, form)
    stream.seek(0)
    return stream


FIVE = (("#102040", 0.4), ("#d02020", 0.2), ("#f0e0c0", 0.2), ("#40a060", 0.1), ("#808080", 0.1))


def test_five_flat_colours_are_found_with_their_shares():
    row = measure_image(stored(picture(*FIVE)), genres=("Thriller",))
    assert dict(zip(row.hexes, row.weights, strict=True)) == pytest.approx(dict(FIVE), abs=0.03)
    assert row.hexes[0] == "#102040"
    assert row.genres == ("Thriller",)
    assert row.kind == "image"
    assert row.accent_basic == "red"
    assert 0 < row.mean_L < 1


def test_a_noisy_photograph_is_measured_the_same_again():
    generator = np.random.default_rng(1)
    noise = Image.fromarray(generator.integers(0, 256, (200, 140, 3), dtype=np.uint8))
    one, other = (measure_image(stored(noise)) for _ in range(2))
    assert one == other
    assert sum(one.weights) == pytest.approx(1, abs=0.001)


def test_what_is_transparent_is_white_and_a_plain_page_has_one_colour():
    row = measure_image(stored(Image.new("RGBA", (40, 60), (0, 0, 0, 0))))
    assert row.hexes == ("#ffffff",)
    assert row.dom3 == "#ffffff"
    assert row.accent_basic is None


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "RGB", "1"])
def test_pictures_of_every_kind_are_read(mode):
    form = "JPEG" if mode == "CMYK" else "PNG"
    assert measure_image(stored(picture(*FIVE).convert(mode), form)).hexes


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not a picture that can be read; give a JPEG"),
        (b"\x89PNG\r\n\x1a\nrubbish", "is not a picture"),
        (b"<svg/>", "is not a picture"),
    ],
)
def test_what_is_no_picture_is_refused(content, message):
    with pytest.raises(InputError, match=message):
        measure_image(io.BytesIO(content))


def test_a_picture_that_is_too_small_or_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="at least 20 pixels per side"):
        measure_image(stored(Image.new("RGB", (19, 300))))
    with pytest.raises(InputError, match="cannot be read"):
        measure_image(tmp_path / "none.jpg")


def test_a_folder_is_measured_with_its_folders_as_genres(tmp_path):
    (tmp_path / "Horror" / "Gothic").mkdir(parents=True)
    picture(*FIVE).save(tmp_path / "Horror" / "one.png")
    picture(*FIVE[::-1]).save(tmp_path / "Horror" / "Gothic" / "two.jpg")
    (tmp_path / "broken.png").write_bytes(b"rubbish")
    (tmp_path / "notes.txt").write_text("no picture", encoding="utf-8")
    found = {path.name: result for path, result in measure_folder(tmp_path)}
    assert set(found) == {"one.png", "two.jpg", "broken.png"}
    assert found["one.png"].genres == ("Horror",)
    assert found["two.jpg"].genres == ("Horror", "Gothic")
    assert isinstance(found["broken.png"], InputError)


def test_a_folder_without_pictures_is_refused(tmp_path):
    with pytest.raises(InputError, match="has no pictures"):
        list(measure_folder(tmp_path))
    with pytest.raises(InputError, match="is not a folder"):
        list(measure_folder(tmp_path / "none"))


def test_without_pillow_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "PIL", None)
    with pytest.raises(MissingExtraError, match=r"bookgenre\[covers\]"):
        measure_image(io.BytesIO(b""))


def test_kmeans_finds_clusters_and_their_weights():
    draw = np.random.default_rng(2)
    centres = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0]])
    points = np.concatenate(
        [centre + draw.normal(0, 0.01, (n, 3)) for centre, n in zip(centres, (50, 30, 20), strict=True)]
    )
    found, weights = kmeans(points, np.ones(100), 3)
    assert weights.tolist() == [50, 30, 20]
    assert found == pytest.approx(centres, abs=0.02)
    assert len(kmeans(np.zeros((9, 3)), np.ones(9), 5)[0]) == 1


def test_the_ground_is_the_largest_colour_and_the_accent_the_most_chromatic():
    hexes, weights = [c for c, _ in FIVE], [w for _, w in FIVE]
    pairs = list(zip(hexes, weights, strict=True))
    random.Random(4).shuffle(pairs)
    ordered, shares = order_by_role(*map(list, zip(*pairs, strict=True)))
    assert ordered[:2] == ["#102040", "#d02020"]
    assert shares[:2] == [0.4, 0.2]
    assert order_by_role(["#ffffff", "#eeeeee"], [0.6, 0.4])[0] == ["#ffffff", "#eeeeee"]
