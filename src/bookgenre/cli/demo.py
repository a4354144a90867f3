"""``bookgenre demo``."""

import sys

import click

from bookgenre.errors import InputError

__all__ = ["SAMPLE", "demo"]

SAMPLE = (
    "When the lighthouse keeper of a storm-battered Cornish village is found drowned in a locked room, the new vicar, "
    "once a London detective, has three days before the supply boat returns to learn which of her parishioners killed "
    "him, and why half the village is so keen that she should stop asking."
)
"""Invented for this purpose; no book of that description is known."""


@click.command()
@click.option("--model", metavar="MODEL", help="Model folder or hub id instead of the packaged model.")
@click.option("--once", is_flag=True, help="Answer the sample alone.")
def demo(model: str | None, once: bool) -> None:
    """Answer a sample description, then those that you paste.

    An empty line ends a description; an empty description ends the demo.
    """
    from bookgenre.classifier import GenreClassifier
    from bookgenre.cli.predict import print_prediction

    classifier = GenreClassifier.from_pretrained(model)
    click.echo(f"{SAMPLE}\n")
    print_prediction(classifier, classifier.predict(SAMPLE))
    while not once:
        click.echo("\nPaste a description and end it with an empty line (empty to leave):")
        description = _paste()
        if not description.strip():
            return
        try:
            print_prediction(classifier, classifier.predict(description))
        except InputError as error:
            click.echo(f"bookgenre: {error}", err=True)


def _paste() -> str:
    """Lines from the standard input up to an empty one or the end."""
    lines: list[str] = []
    for line in iter(sys.stdin.buffer.readline, b""):
        if not line.strip():
            break
        lines.append(line.decode("utf-8", errors="replace"))
    return "".join(lines)
