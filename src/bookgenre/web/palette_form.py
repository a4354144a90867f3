"""The form of the palette check, read and checked field by field."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bookgenre.covers import PaletteCheck, check_palette
from bookgenre.covers.check import split_colours
from bookgenre.errors import InputError
from bookgenre.genres import load_taxonomy
from bookgenre.web.form import find_genres
from bookgenre.web.problems import sentence

__all__ = ["PaletteForm", "read_palette_form", "unchecked_palette_form"]

_MOST_TYPED = 500


@dataclass(frozen=True, slots=True)
class PaletteForm:
    """Colours and a genre as they were typed, and what was found of them.

    Attributes
    ----------
    found
        The check; None where nothing was typed or `problems` names a field.
    problems
        Field to what is wrong with it.
    """

    colours: str = ""
    genre: str = ""
    found: PaletteCheck | None = None
    problems: Mapping[str, str] = field(default_factory=dict)


def unchecked_palette_form(fields: Mapping[str, str]) -> PaletteForm:
    """Return what was typed without a check, for the page of an error."""
    return PaletteForm(fields.get("colours", "").strip(), fields.get("genre", "").strip())


def read_palette_form(fields: Mapping[str, str]) -> PaletteForm:
    """Read the form and check the palette; call it in a slot of the concurrency limit."""
    form = unchecked_palette_form(fields)
    typed = {"colours": form.colours, "genre": form.genre}
    problems = {
        name: f"This field has {len(text):,} characters; shorten it to {_MOST_TYPED} at most."
        for name, text in typed.items()
        if len(text) > _MOST_TYPED
    }
    genres: tuple[str, ...] = ()
    if "genre" not in problems:
        genres, wrong = find_genres(typed["genre"], load_taxonomy())
        problems |= {"genre": wrong} if wrong else {}
    found = None
    if "colours" not in problems:
        try:
            found = check_palette(split_colours(typed["colours"]), genres or None)
        except InputError as error:
            problems["colours"] = sentence(error)
    ordered = {name: problems[name] for name in typed if name in problems}
    return replace(form, found=None if problems else found, problems=ordered)
