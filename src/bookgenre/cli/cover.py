"""``bookgenre cover``."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bookgenre.errors import InputError

if TYPE_CHECKING:
    from bookgenre.covers import Palette
    from bookgenre.covers.mockup import Layout

__all__ = ["cover"]


@click.command()
@click.argument("description", required=False)
@click.option("--file", type=click.Path(path_type=Path), help="Read the description from a UTF-8 file.")
@click.option("--genre", "genres", multiple=True, metavar="GENRE", help="Instead of the genres that are read from it.")
@click.option("--read", is_flag=True, help="Read genres from the description beside those of --genre.")
@click.option("--title", help="Title on the cover; it is read with the description, too.")
@click.option("--author", default="", help="Author on the cover.")
@click.option("--colours", "n", type=int, default=10, show_default=True, help="How many to recommend.")
@click.option("--stand-out", is_flag=True, help="Colours that are rare on such covers instead of common.")
@click.option("--variant", type=int, default=0, show_default=True, help="Another ground and accent.")
@click.option("--layout", default="band", show_default=True, help="Of the cover: band, frame or split.")
@click.option("--model", metavar="MODEL", help="Model folder or hub id that reads the genres; else the packaged one.")
@click.option(
    "--out",
    "outs",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Write the cover (with a title), else the barcode: .svg or .png.",
)
@click.option(
    "--palette",
    "palettes",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Write the colours: .json, .css, .gpl or .ase.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the palette as JSON.")
def cover(
    description: str | None,
    file: Path | None,
    genres: tuple[str, ...],
    read: bool,
    title: str | None,
    author: str,
    n: int,
    stand_out: bool,
    variant: int,
    layout: "Layout",
    model: str | None,
    outs: tuple[Path, ...],
    palettes: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Recommend cover colours for a DESCRIPTION, for genres, or for both.

    Shown are ten colours with their shares and what they rest on, and three to build a cover with.
    """
    from bookgenre.covers.export import write_palette
    from bookgenre.recommend import recommend_colours

    if file is not None:
        if description is not None:
            raise InputError("give the description or --file, not both")
        description = _read(file)
    classifier = None
    if model is not None:
        from bookgenre.classifier import GenreClassifier

        classifier = GenreClassifier.from_pretrained(model)
    palette = recommend_colours(
        description,
        list(genres) or None,
        title,
        n,
        mode="stand-out" if stand_out else "fit-in",
        variant=variant,
        read=read or None,
        classifier=classifier,
    )
    for path in (*outs, *palettes):
        write_palette(palette, path, title=title or "", author=author, layout=layout)
    if as_json:
        click.echo(palette.to_json(), nl=False)
        return
    _show(palette)
    for path in (*outs, *palettes):
        click.echo(f"wrote {path}")


def _read(path: Path) -> str:
    from bookgenre.text.cleaning import decode_text

    try:
        return decode_text(path.read_bytes(), str(path))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}; check the name") from error


def _show(palette: "Palette") -> None:
    for entry in palette.colours:
        click.echo(
            f"{_patch(entry.colour.hex)} {entry.share:3}%  {entry.colour.hex}  {entry.colour.name:18} {entry.why}"
        )
    working = palette.working
    click.echo()
    for role, colour in (("ground", working.ground), ("accent", working.accent), ("text", working.text)):
        click.echo(f"{_patch(colour.hex)} {role:6} {colour.hex}  {colour.name}")
    apart = "apart" if working.safe_for_all else "not apart"
    click.echo(
        f"text on ground {working.contrast:.1f}:1; least difference {working.difference:.0f} (CIEDE2000); "
        f"{apart} with every colour-vision deficiency"
    )
    for note in palette.notes:
        click.echo(f"note: {note}")


def _patch(colour: str) -> str:
    """Four cells of the colour, where the terminal shows it."""
    if not sys.stdout.isatty() or "NO_COLOR" in os.environ:
        return ""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"\x1b[48;2;{red};{green};{blue}m    \x1b[0m"
