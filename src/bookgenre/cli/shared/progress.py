"""Progress of long commands: what bookgenre logs, on the error stream."""

import logging

import click

__all__ = ["show_progress"]


class _ErrorStream(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        click.echo(self.format(record), err=True)


def show_progress() -> None:
    """Print what bookgenre logs at the level INFO and above, one line per message, on the error stream."""
    logger = logging.getLogger("bookgenre")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    if not any(isinstance(handler, _ErrorStream) for handler in logger.handlers):
        logger.addHandler(_ErrorStream())
