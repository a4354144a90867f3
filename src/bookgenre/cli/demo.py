"""``bookgenre demo``."""

import click

from bookgenre.cli.shared.pasted import Pasted
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
@click.option("--once", is_flag=True, help="Answer only the sample.")
def demo(model: str | None, once: bool) -> None:
    """Answer a sample description, then descriptions that you paste.

    A description may contain empty lines. It ends at a line with only a full stop, at an empty line that nothing
    follows for half a second, or at the end of the input. An empty description ends the demo.
    """
    from bookgenre.cli.predict import print_prediction
    from bookgenre.recommender import Recommender

    recommender = Recommender.from_pretrained(model)
    click.echo(f"{SAMPLE}\n")
    print_prediction(recommender.predict(SAMPLE))
    pasted = Pasted()
    while not once:
        click.echo("\nPaste a description and end it with an empty line or a full stop (empty to leave):")
        try:
            description = pasted.read()
            if not description.strip():
                return
            print_prediction(recommender.predict(description))
        except InputError as error:
            click.echo(f"bookgenre: {error}", err=True)
