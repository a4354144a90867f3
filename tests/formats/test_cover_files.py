import json
import re
import struct
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from bookgenre.covers import recommend_colours
from bookgenre.covers.mockup import cover_svg
from bookgenre.errors import InputError, MissingExtraError
from bookgenre.formats import palette_format, palette_names
from bookgenre.formats.cover_files import to_png, write_palettes
from bookgenre.formats.palette_svg import barcode_svg

PALETTE = recommend_colours(genres=["romance"])
THREE = [PALETTE.working.ground.hex, PALETTE.working.accent.hex, PALETTE.working.text.hex]
ALL = [entry.colour.hex for entry in PALETTE.colours] + THREE
AWKWARD = "Line\nbreak \x00\ud800 \U0001f4d6 \u202e*/ # 1"


def to(name, palette=PALETTE, title=""):
    content = palette_format(name).write(palette, title)
    return content if name == "ase" else content.decode()


def read_ase(content):
    """Group names and (name, colour) pairs of an Adobe Swatch Exchange file."""
    magic, major, minor, count = struct.unpack_from(">4sHHI", content)
    assert (magic, major, minor) == (b"ASEF", 1, 0)
    place, groups, colours, depth = 12, [], [], 0
    for _ in range(count):
        kind, length = struct.unpack_from(">HI", content, place)
        block = content[place + 6 : place + 6 + length]
        assert len(block) == length
        place += 6 + length
        if kind == 0xC002:
            assert not block
            depth -= 1
            continue
        (units,) = struct.unpack_from(">H", block)
        name, rest = block[2 : 2 + 2 * units].decode("utf-16-be"), block[2 + 2 * units :]
        assert name.endswith("\0")
        if kind == 0xC001:
            assert not rest
            groups.append(name[:-1])
            depth += 1
        else:
            assert kind == 0x0001
            assert depth == 1
            model, *channels, sort = struct.unpack(">4s3fH", rest)
            assert (model, sort) == (b"RGB ", 2)
            colours.append((name[:-1], "#" + bytes(round(channel * 255) for channel in channels).hex()))
    assert place == len(content)
    assert depth == 0
    return groups, colours


def view_box(path):
    return ET.fromstring(path.read_bytes()).get("viewBox")  # noqa: S314


def test_css_names_the_working_colours_and_numbers_the_others():
    css = to("css")
    declared = dict(re.findall(r"--cover-(\w+): (#[0-9a-f]{6});", css))
    assert [declared[key] for key in ("ground", "accent", "text")] == THREE
    assert [declared[str(place)] for place in range(1, 11)] == ALL[:10]
    assert len(declared) == 13
    assert f"/* {PALETTE.colours[0].colour.name}, {PALETTE.colours[0].share}% */" in css
    assert css.startswith(":root {\n")
    assert css.endswith("}\n")


@pytest.mark.parametrize("name", ["Romance", "", AWKWARD, "n" * 10_000])
def test_a_gimp_palette_has_its_header_and_one_line_a_colour(name):
    lines = to("gpl", title=name).split("\n")
    assert lines[0] == "GIMP Palette"
    assert re.fullmatch(r"Name: \S.*", lines[1])
    assert lines[2:4] == ["Columns: 10", "#"]
    assert lines[-1] == ""
    found = [re.fullmatch(r"( *\d+) ( *\d+) ( *\d+)\t(\S.*)", line).groups() for line in lines[4:-1]]
    assert ["#" + bytes(map(int, numbers)).hex() for *numbers, _ in found] == ALL
    assert len({label for *_, label in found}) == 13


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("Romance", "Romance"),
        ("", "Cover"),
        ("夜\U0001f4d6", "夜\U0001f4d6"),
        (AWKWARD, "Line break \U0001f4d6 */ # 1"),
    ],
)
def test_another_reader_finds_every_swatch_in_the_exchange_file(name, group):
    groups, colours = read_ase(to("ase", title=name))
    assert groups == [group]
    assert [colour for _, colour in colours] == ALL
    assert len({label for label, _ in colours}) == 13


def test_a_palette_of_another_size_is_written_whole():
    three = replace(PALETTE, colours=PALETTE.colours[:3])
    assert len(read_ase(to("ase", three))[1]) == 6
    assert "Columns: 3\n" in to("gpl", three)
    assert "--cover-3:" in to("css", three)
    assert "--cover-4:" not in to("css", three)


def test_the_suffix_picks_the_form(tmp_path):
    for name in (*palette_names(), "png", "CSS"):
        if name == "png":
            pytest.importorskip("resvg_py")
        write_palettes(PALETTE, [tmp_path / f"a.{name}"], title="Ash")
    assert json.loads((tmp_path / "a.json").read_text("utf-8")) == PALETTE.to_dict()
    assert (tmp_path / "a.css").read_text("utf-8") == (tmp_path / "a.CSS").read_text("utf-8") == to("css")
    assert (tmp_path / "a.gpl").read_text("utf-8") == to("gpl", title="Ash")
    assert (tmp_path / "a.ase").read_bytes() == to("ase", title="Ash")
    assert view_box(tmp_path / "a.svg") == "0 0 600 900"
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert len(list(tmp_path.iterdir())) == 7


def test_without_a_title_the_picture_is_the_barcode(tmp_path):
    write_palettes(PALETTE, [str(tmp_path / "a.svg")])
    assert view_box(tmp_path / "a.svg") == "0 0 1000 240"


@pytest.mark.parametrize("name", ["palette", "palette.txt", "palette.css.bak", ".json"])
def test_another_suffix_is_refused_with_those_there_are(tmp_path, name):
    with pytest.raises(InputError, match=r"end it in \.ase, \.css, \.gpl, \.json, \.svg, \.png"):
        write_palettes(PALETTE, [tmp_path / name])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["a\0b.css", "n" * 300 + ".css", "\ud800.css", "folder.css"])
def test_a_place_that_cannot_be_written_is_refused_and_left_as_it_was(tmp_path, name):
    (tmp_path / "folder.css").mkdir()
    with pytest.raises(InputError, match=r"cannot be written: .+; choose another place"):
        write_palettes(PALETTE, [tmp_path / name])
    assert [entry.name for entry in tmp_path.iterdir()] == ["folder.css"]


def test_a_cover_that_cannot_be_drawn_leaves_the_old_file(tmp_path):
    (tmp_path / "a.svg").write_text("old", "utf-8")
    with pytest.raises(InputError, match="the title has 201 characters"):
        write_palettes(PALETTE, [tmp_path / "a.svg"], title="x" * 201)
    assert [entry.read_text("utf-8") for entry in tmp_path.iterdir()] == ["old"]


def test_of_several_files_all_are_written_or_none(tmp_path):
    paths = [tmp_path / name for name in ("a.css", "a.gpl", "a.json")]
    write_palettes(PALETTE, paths, title="Salt")
    assert all(path.stat().st_size for path in paths)
    for bad in ("a.css/b.css", "folder.css", "a.bmp", "a", "n" * 300 + ".css"):
        (tmp_path / "folder.css").mkdir(exist_ok=True)
        with pytest.raises(InputError):
            write_palettes(PALETTE, [tmp_path / "first.css", tmp_path / bad])
    with pytest.raises(InputError, match="200"):
        write_palettes(PALETTE, [tmp_path / "first.css", tmp_path / "first.svg"], title="T" * 201)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.css", "a.gpl", "a.json", "folder.css"]


def test_a_folder_that_is_not_there_is_made_as_for_every_other_output(tmp_path):
    write_palettes(PALETTE, [tmp_path / "new" / "folder" / "a.css"])
    assert (tmp_path / "new" / "folder" / "a.css").stat().st_size


@pytest.mark.parametrize(("path", "layout"), [(5, "band"), (None, "band"), ("a.svg", "collage"), ("a.svg", ["band"])])
def test_wrong_types_are_refused(tmp_path, monkeypatch, path, layout):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError):
        write_palettes(PALETTE, [path], title="Salt", layout=layout)
    assert not any(tmp_path.iterdir())


def size(png):
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


def test_a_picture_has_the_size_that_the_svg_gives_or_the_width_asked_for():
    pytest.importorskip("resvg_py")
    palette = recommend_colours(genres=["romance"])
    assert size(to_png(cover_svg(palette, "Ash"))) == (600, 900)
    assert size(to_png(cover_svg(palette, "Ash"), width=400)) == (400, 600)
    assert size(to_png(barcode_svg(palette), width=500)) == (500, 120)


def test_the_same_svg_gives_the_same_bytes():
    pytest.importorskip("resvg_py")
    svg = cover_svg(recommend_colours(genres=["romance"]), "Ash", "J. Doe")
    assert to_png(svg) == to_png(svg)


@pytest.mark.parametrize("width", [0, -1, 6001])
def test_a_width_that_no_picture_has_is_refused(width):
    with pytest.raises(InputError, match=r"the width must be from 1 to 6,000 pixels"):
        to_png("<svg/>", width)


@pytest.mark.parametrize("svg", ["", "no picture", "<svg"])
def test_what_is_no_svg_is_refused(svg):
    pytest.importorskip("resvg_py")
    with pytest.raises(InputError, match="the SVG cannot be rendered"):
        to_png(svg)


def test_without_the_renderer_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'bookgenre\[covers\]'"):
        to_png("<svg/>")
