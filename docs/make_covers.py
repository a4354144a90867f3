"""Draw the pictures in docs/covers: three covers with invented titles, a barcode, and the contact sheet of all groups.

    python docs/make_covers.py

The fonts are those of this machine.
"""

from pathlib import Path
from xml.sax.saxutils import escape

from bookgenre.covers import Palette, recommend_colours
from bookgenre.covers.choices import choose
from bookgenre.covers.colours import read_colour_words
from bookgenre.covers.mockup import Layout, cover_svg
from bookgenre.covers.palette import working_of
from bookgenre.covers.tables import load_tables
from bookgenre.formats.cover_files import to_png
from bookgenre.formats.palette_svg import barcode_svg
from bookgenre.genres import load_taxonomy

FOLDER = Path(__file__).with_name("covers")
COVERS: dict[Layout, tuple[str, str, str]] = {
    "band": ("romance", "The Winter Orchard", "Clara Whitmore"),
    "frame": ("horror", "What the Cellar Keeps", "Edmund Harrow"),
    "split": ("business", "Small Companies, Long Games", "Priya Raman and Jonas Lindqvist"),
}
COLUMNS, CELL_WIDTH, CELL_HEIGHT = 8, 210, 300
BY_CONVENTION = ("cozy-mystery", "dark-romance", "fantasy-romance", "erotica", "cozy-fantasy")


def main() -> None:
    """Draw them all."""
    FOLDER.mkdir(exist_ok=True)
    for layout, (genre, title, author) in COVERS.items():
        palette = recommend_colours(genres=[genre])
        (FOLDER / f"{layout}.png").write_bytes(to_png(cover_svg(palette, title, author, layout=layout), width=400))
    romance = recommend_colours(genres=["romance"])
    (FOLDER / "barcode.png").write_bytes(to_png(barcode_svg(romance), width=400))
    (FOLDER / "contact-sheet.png").write_bytes(to_png(contact_sheet(), width=COLUMNS * CELL_WIDTH))


def contact_sheet() -> str:
    """Each group's first palette as a cover, and its three combinations to fit in; then genres led by a convention."""
    cells = [(name, [of_group(name, variant) for variant in range(3)]) for name in load_tables().groups if name]
    taxonomy = load_taxonomy()
    cells += [
        (f"{taxonomy[genre].name} (convention)", [recommend_colours(genres=[genre], variant=v) for v in range(3)])
        for genre in BY_CONVENTION
    ]
    height = -(-len(cells) // COLUMNS) * CELL_HEIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{COLUMNS * CELL_WIDTH}" height="{height}">',
        f'<rect width="{COLUMNS * CELL_WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    for place, (name, palettes) in enumerate(cells):
        x, y = place % COLUMNS * CELL_WIDTH + 10, place // COLUMNS * CELL_HEIGHT + 6
        cover = cover_svg(palettes[0], name.removesuffix(" (convention)"), "Author Name")
        parts.append(cover.replace('width="600" height="900"', f'x="{x}" y="{y}" width="150" height="225"', 1))
        for row, palette in enumerate(palettes):
            parts += _stripe(palette, x + 156, y + row * 76)
        style = 'font-family="DejaVu Sans, Arial, sans-serif" font-size="13"'
        parts.append(f'<text x="{x}" y="{y + 244}" {style}>{escape(name)}</text>')
    return "\n".join([*parts, "</svg>"])


def of_group(name: str, variant: int) -> Palette:
    """Return a palette to fit in of one group, whatever its genres."""
    tables = load_tables()
    choice = choose(tables, {name: 1.0}, [], read_colour_words(""), "fit-in", variant)
    return Palette((), working_of(choice.hexes), choice.basis, {name: 1.0}, (), "fit-in", variant)


def _stripe(palette: Palette, x: int, y: int) -> list[str]:
    three = palette.working
    return [
        f'<rect x="{x}" y="{y + top}" width="36" height="{part}" fill="{colour.hex}"/>'
        for top, part, colour in ((0, 42, three.ground), (42, 18, three.accent), (60, 12, three.text))
    ]


if __name__ == "__main__":
    main()
