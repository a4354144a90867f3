"""Draw the pictures in docs/covers: three covers with invented titles, and a barcode."""

from pathlib import Path

from bookgenre.covers.barcode import barcode_svg
from bookgenre.covers.mockup import Layout, cover_svg
from bookgenre.covers.png import to_png
from bookgenre.covers.recommend import recommend_colours

FOLDER = Path(__file__).with_name("covers")
COVERS: dict[Layout, tuple[str, str, str]] = {
    "band": ("romance", "The Winter Orchard", "Clara Whitmore"),
    "frame": ("horror", "What the Cellar Keeps", "Edmund Harrow"),
    "split": ("business", "Small Companies, Long Games", "Priya Raman and Jonas Lindqvist"),
}


def main() -> None:
    """Draw them all; the fonts are those of this machine."""
    FOLDER.mkdir(exist_ok=True)
    for layout, (genre, title, author) in COVERS.items():
        palette = recommend_colours(genres=[genre])
        (FOLDER / f"{layout}.png").write_bytes(to_png(cover_svg(palette, title, author, layout=layout), width=400))
    romance = recommend_colours(genres=["romance"])
    (FOLDER / "barcode.png").write_bytes(to_png(barcode_svg(romance), width=400))


if __name__ == "__main__":
    main()
