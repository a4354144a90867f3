"""Options that several commands share, and what they stand for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bookgenre.errors import InputError

if TYPE_CHECKING:
    from bookgenre.corpus import LabelledBook

__all__ = [
    "Mixture",
    "columns_given",
    "engine_options",
    "mapping_option",
    "mixture_options",
    "model_option",
    "with_options",
]

Command = Callable[..., Any]
Decorator = Callable[[Command], Command]


def with_options(*options: Decorator) -> Decorator:
    """Return a decorator that adds `options` to a command, in this order."""

    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


model_option = click.option("--model", metavar="MODEL", help="Model folder or hub id instead of the packaged model.")

mapping_option = click.option(
    "--mapping",
    metavar="FILE",
    type=click.Path(path_type=Path),
    envvar="BOOKGENRE_MAPPING",
    show_envvar=True,
    help="Your own table of BISAC codes: columns code and genre or heading.",
)

engine_options = with_options(
    click.option("--engine", "engine_name", default="local", show_default=True, metavar="NAME", help="local or ray."),
    click.option("--ray-address", metavar="ADDRESS", help="Of a Ray cluster: auto, or HOST:PORT."),
    click.option("--workers", metavar="N", type=click.IntRange(min=1), help="Processes at most; else one per core."),
    model_option,
)


def columns_given(columns: tuple[str, ...]) -> Mapping[str, str]:
    """Return the columns that options of the form ``FIELD=NAME`` name.

    Raises
    ------
    InputError
        If an option has another form.
    """
    named = {}
    for given in columns:
        field, sign, name = given.partition("=")
        if not (field and sign and name):
            raise InputError(f"--column {given!r} has another form than FIELD=NAME, as in --column description=Blurb")
        named[field.strip()] = name.strip()
    return named


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
        click.option("--mixture", multiple=True, metavar="FILE", type=click.Path(path_type=Path), help=mixture),
        click.option(
            "--recipe",
            metavar="FILE",
            type=click.Path(path_type=Path),
            help="Recipe of the model; its held-out sources are part of the mixture.",
        ),
        click.option("--leave-out", metavar="FILE", type=click.Path(path_type=Path), help=leave_out),
        click.option(
            "--nonfiction-share",
            default=0.5,
            show_default=True,
            metavar="SHARE",
            type=click.FloatRange(0, 1),
            help="Share of nonfiction in the mixture.",
        ),
    )
