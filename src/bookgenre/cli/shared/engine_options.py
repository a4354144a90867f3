"""Where and how the model runs over a catalogue: the options that two commands share."""

from collections.abc import Callable
from typing import Any

import click

__all__ = ["engine_options"]

_OPTIONS = (
    click.option("--engine", "engine_name", default="local", show_default=True, metavar="NAME", help="local or ray."),
    click.option("--ray-address", metavar="ADDRESS", help="Of a Ray cluster: auto, or HOST:PORT."),
    click.option("--workers", metavar="N", type=click.IntRange(min=1), help="Processes at most; else one per core."),
    click.option("--model", metavar="MODEL", help="Model folder or hub id instead of the packaged model."),
)


def engine_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--engine``, ``--ray-address``, ``--workers`` and ``--model``."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
