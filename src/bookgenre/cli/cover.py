"""``bookgenre cover``."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

import click

from bookgenre.cli.shared.common_options import book_options, model_option, path_option
from bookgenre.cli.shared.inputs import one_description
from bookgenre.errors import InputError

if TYPE_CHECKING:
    from bookgenre.covers import Palette

__all__ = ["cover"]

_SUFFIXES = {"--out": (".svg", ".png"), "--palette": (".json", ".css", ".gpl", ".ase")}
_USAGE = (
    'there is nothing to go by; give a genre, a description, or both: bookgenre cover "…", --file FILE, or pipe it in'
)


@click.command()
@book_options
@click.option("--read", is_flag=True, help="With --genre, also predict genres from the description.")
@click.option("--title", help="Title on the cover; the model reads it, too.")
@click.option("--author", default="", help="Author on the cover.")
@click.option("--colours", "n", type=int, default=10, show_default=True, metavar="N", help="Number of colours.")
@click.option(
    "--mode",
    metavar="MODE",
    default="fit-in",
    show_default=True,
    help="fit-in, stand-out, convention, from-text, dark, light, muted or vivid.",
)
@click.option("--stand-out", is_flag=True, help="Short for --mode stand-out.")
@click.option(
    "--variant",
    type=int,
    default=0,
    show_default=True,
    metavar="N",
    help="Number of the combination; the same number always gives the same colours.",
)
@click.option("--choices", is_flag=True, help="List the palettes to choose from.")
@click.option(
    "--check",
    metavar="COLOURS",
    help="Check whether your own colours fit; begin with the ground, as in '#112233,#ddeeff'.",
)
@click.option(
    "--image",
    metavar="FILE",
    help="Check whether the colours of your own cover fit. The picture is read on this machine and not kept.",
)
@click.option(
    "--layout", default="band", show_default=True, metavar="LAYOUT", help="Layout of the cover: band, frame or split."
)
@model_option
@path_option(
    "--out",
    "outs",
    multiple=True,
    help="Write the cover if there is a title, else the barcode (.svg or .png); may be given many times.",
)
@path_option(
    "--palette",
    "palettes",
    multiple=True,
    help="Write the colours (.json, .css, .gpl or .ase); may be given many times.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the palette as JSON.")
def cover(
    description: str | None,
    file: str | None,
    genres: tuple[str, ...],
    read: bool,
    title: str | None,
    author: str,
    n: int,
    mode: str,
    stand_out: bool,
    variant: int,
    choices: bool,
    check: str | None,
    image: str | None,
    layout: str,
    model: str | None,
    outs: tuple[Path, ...],
    palettes: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Recommend cover colours for a DESCRIPTION, for genres, or for both.

    The result is three colours to build a cover with, the evidence for them, and ten colours with their shares.

    The description is read from the standard input if DESCRIPTION is -, or if you give neither DESCRIPTION nor --file
    nor --genre. --check and --image need no description and no genre; without a genre they only describe your colours.
    """
    from bookgenre.arguments import check_choice
    from bookgenre.book import Book
    from bookgenre.covers import Mode
    from bookgenre.covers.mockup import Layout
    from bookgenre.formats.cover_files import write_palettes
    from bookgenre.recommender import Recommender

    drawn = cast("Layout", check_choice("--layout", layout, get_args(Layout)))
    chosen = cast("Mode", "stand-out" if stand_out else check_choice("--mode", mode, get_args(Mode)))
    _check_suffixes("--out", outs, "--palette")
    _check_suffixes("--palette", palettes, "--out")
    checks = check is not None or image is not None
    if check is not None and image is not None:
        raise InputError("give --check or --image, not both")
    if (checks or choices) and (outs or palettes):
        raise InputError("--check, --image and --choices write no files; leave --out and --palette out")
    text = one_description(description, file, usage=_USAGE, optional=bool(genres) or checks)
    book = Book(text, title, genres)
    recommender = Recommender() if model is None else Recommender.from_pretrained(model)
    if checks:
        _check(check, image, recommender.genre_weights(book, predict=read or None), as_json=as_json)
        return
    if choices:
        _list(recommender.palette_choices(book, n, predict=read or None), as_json=as_json)
        return
    palette = recommender.palette(book, n, mode=chosen, variant=variant, predict=read or None)
    paths = (*outs, *palettes)
    write_palettes(palette, paths, title=title or "", author=author, layout=drawn)
    if as_json:
        click.echo(palette.to_json(), nl=False)
        return
    _show(palette)
    for path in paths:
        click.echo(f"wrote {path}")


def _check(colours: str | None, image: str | None, weights: dict[str, float], *, as_json: bool) -> None:
    """Print whether a palette, or the colours of a picture, fit."""
    from bookgenre.covers import check_image, check_palette
    from bookgenre.covers.check import split_colours

    if image is not None:
        found = check_image(image, weights or None)
    else:
        found = check_palette(split_colours(colours or ""), weights or None)
    if as_json:
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=1))
        return
    for place, entry in enumerate(found.colours):
        role = "ground" if not place else ""
        often = "; ".join(f"{e.lift:.1f} times as often on {e.group} covers" for e in entry.evidence)
        named = f"{entry.colour.hex}  {entry.colour.name:18} {entry.term:12}"
        click.echo(f"{_patch(entry.colour.hex)} {role:6} {named} {often}".rstrip())
    click.echo()
    for sentence in found.says:
        click.echo(sentence)


def _list(palettes: "Sequence[Palette]", *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([palette.to_dict() for palette in palettes], ensure_ascii=False, indent=1))
        return
    for palette in palettes:
        three = palette.working
        patches = "".join(_patch(colour.hex) for colour in (three.ground, three.accent, three.text))
        name = palette.mode if not palette.variant else f"{palette.mode} {palette.variant}"
        hexes = f"{three.ground.hex} {three.accent.hex} {three.text.hex}"
        click.echo(f"{patches} {name:10} {hexes}  {three.ground.name}, {three.accent.name}, {three.text.name}")
        click.echo(f"   {palette.basis.says}")


def _check_suffixes(option: str, paths: tuple[Path, ...], other: str) -> None:
    """Raise `InputError` for a file of an option whose suffix it does not write; `other` may write it."""
    for path in paths:
        if path.suffix.lower() in _SUFFIXES[other]:
            raise InputError(f"{option} writes {' or '.join(_SUFFIXES[option])}; give {path} with {other}")
        if path.suffix.lower() not in _SUFFIXES[option]:
            known = ", ".join(_SUFFIXES[option])
            raise InputError(f"{option} {path} has no suffix that says what to write; end it in {known}")


def _show(palette: "Palette") -> None:
    working = palette.working
    for role, colour in (("ground", working.ground), ("accent", working.accent), ("text", working.text)):
        click.echo(f"{_patch(colour.hex)} {role:6} {colour.hex}  {colour.name}")
    apart = "apart" if working.safe_for_all else "not apart"
    click.echo(
        f"text on ground {working.contrast:.1f}:1; least difference {working.difference:.0f} (CIEDE2000); "
        f"{apart} with every colour-vision deficiency"
    )
    for reason in (palette.basis.says, palette.basis.ground, palette.basis.source):
        if reason:
            click.echo(reason)
    click.echo()
    for entry in palette.colours:
        click.echo(
            f"{_patch(entry.colour.hex)} {entry.share:3}%  {entry.colour.hex}  {entry.colour.name:18} {entry.why}"
        )
    for note in palette.notes:
        click.echo(f"note: {note}")


def _patch(colour: str) -> str:
    """Four cells of the colour, where the terminal shows it."""
    if not sys.stdout.isatty() or "NO_COLOR" in os.environ:
        return ""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"\x1b[48;2;{red};{green};{blue}m    \x1b[0m"
