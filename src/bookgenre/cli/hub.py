"""``bookgenre hub``."""

from pathlib import Path

import click

from bookgenre.cli.shared.common_options import path_option

__all__ = ["hub"]


@click.group()
def hub() -> None:
    """Share model folders on the Hugging Face hub, and fetch them.

    The token comes from HF_TOKEN or from `hf auth login`. To use another hub, set HF_ENDPOINT to its address.
    """


@hub.command()
@click.argument("name", metavar="OWNER/NAME")
@path_option("--model", metavar="FOLDER", help="Model folder instead of the packaged one.")
@click.option("--revision", metavar="BRANCH", help="Branch to write to; it is created if it does not exist.")
@click.option("--private", is_flag=True, help="Make a new repository private.")
@click.option("--message", help="Message of the commit; by default, the model's version.")
def push(name: str, model: Path | None, revision: str | None, private: bool, message: str | None) -> None:
    """Send a model folder to OWNER/NAME; its model card is also sent as README.md."""
    from bookgenre.classifier.hub import find_model_folder, push_model

    click.echo(push_model(find_model_folder(model), name, private=private, revision=revision, message=message))


@hub.command()
@click.argument("name", metavar="OWNER/NAME")
@click.option("--revision", metavar="REVISION", help="Branch, tag or commit.")
@path_option("--out", metavar="FOLDER", help="Also copy the model to this new folder.")
@click.option("--again", is_flag=True, help="Fetch files even if they are in the cache.")
def pull(name: str, revision: str | None, out: Path | None, again: bool) -> None:
    """Fetch the model OWNER/NAME into the hub's cache, check its hashes, and print its folder.

    Afterwards every command accepts it by its name (--model OWNER/NAME), even offline.
    """
    from bookgenre.classifier.hub import pull_model

    click.echo(pull_model(name, revision, out=out, again=again))
