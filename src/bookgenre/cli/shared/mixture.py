"""The options of the records that calibration and thresholds are made for, which two commands share."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from bookgenre.corpus import LabelledBook

__all__ = ["Mixture", "mixture_options"]


@dataclass(frozen=True, slots=True)
class Mixture:
    """The values of `mixture_options`."""

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


def mixture_options(mixture: str, leave_out: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add ``--mixture``, with this help, ``--recipe``, ``--leave-out``, with this help, and ``--nonfiction-share``."""
    options = (
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

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return add
