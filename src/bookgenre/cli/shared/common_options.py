"""Options that several commands share, and what they stand for."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bookgenre.errors import InputError

if TYPE_CHECKING:
    from bookgenre.corpus import LabelledBook

__all__ = [
    "Mixture",
    "book_options",
    "column_option",
    "engine_options",
    "files_argument",
    "json_option",
    "mapping_option",
    "mixture_options",
    "model_option",
    "path_option",
    "source_options",
    "with_options",
]

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def with_options(*options: Decorator) -> Decorator:
    """Return a decorator that adds `options` to a command, in this order."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def path_option(*names: str, metavar: str = "FILE", **settings: Any) -> Decorator:
    """Return an option that takes a path; `settings` are those of `click.option`."""
    return click.option(*names, metavar=metavar, type=click.Path(path_type=Path), **settings)


def _columns(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """Return the columns that options of the form ``FIELD=NAME`` name."""
    named = {}
    for one in given:
        field, _, name = one.partition("=")
        if not (field and name):
            raise InputError(f"--column {one!r} has another form than FIELD=NAME, as in --column description=Blurb")
        named[field.strip()] = name.strip()
    return named


files_argument = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))

json_option = click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")

model_option = click.option("--model", metavar="MODEL", help="Model folder or hub id instead of the packaged model.")

mapping_option = path_option(
    "--mapping",
    envvar="BOOKGENRE_MAPPING",
    show_envvar=True,
    help="Your own table of BISAC codes, with the columns code and genre (or heading).",
)

column_option = click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=NAME",
    callback=_columns,
    help="Column that holds a field, as in description=Blurb; may be given many times.",
)

source_options = with_options(
    click.option("--from", "source_format", metavar="NAME", help="Format of the inputs, if it is not recognised."),
    column_option,
)

engine_options = with_options(
    click.option("--engine", "engine_name", default="local", show_default=True, metavar="NAME", help="local or ray."),
    click.option("--ray-address", metavar="ADDRESS", help="Address of a Ray cluster: auto, or HOST:PORT."),
    click.option(
        "--workers", metavar="N", type=click.IntRange(min=1), help="Most processes to use; by default, one per core."
    ),
    model_option,
)

book_options = with_options(
    click.argument("description", required=False),
    click.option("--file", metavar="FILE", help="Read the description from a UTF-8 file; - is the standard input."),
    click.option(
        "--genre",
        "genres",
        multiple=True,
        metavar="GENRE",
        help="Use this genre, not those predicted from the description; may be given many times.",
    ),
)


@dataclass(frozen=True, slots=True)
class Mixture:
    """The values of `mixture_options`: the records that calibration and thresholds are made for."""

    mixture: tuple[Path, ...]
    recipe: Path | None
    leave_out: Path | None
    nonfiction_share: float

    def read(self, files: tuple[Path, ...]) -> "tuple[list[LabelledBook], list[LabelledBook]]":
        """Return the records of `files`, and the further ones of the mixture, without those that are left out."""
        from bookgenre.corpus import read_ids, read_records_from
        from bookgenre.training.recipe import Recipe

        left_out = frozenset() if self.leave_out is None else read_ids(self.leave_out)
        held_out = Recipe.read(self.recipe).held_out_records() if self.recipe else ()
        return read_records_from(files, left_out), [*read_records_from(self.mixture, left_out), *held_out]


def mixture_options(mixture: str, leave_out: str) -> Decorator:
    """Add ``--mixture``, with this help, ``--recipe``, ``--leave-out``, with this help, and ``--nonfiction-share``."""
    return with_options(
        path_option("--mixture", multiple=True, help=mixture),
        path_option("--recipe", help="Recipe of the model; its held-out sources are part of the mixture."),
        path_option("--leave-out", help=leave_out),
        click.option(
            "--nonfiction-share",
            default=0.5,
            show_default=True,
            metavar="SHARE",
            type=click.FloatRange(0, 1),
            help="Share of nonfiction in the mixture.",
        ),
    )
