"""``bookgenre space``."""

from pathlib import Path

import click

from bookgenre.cli.shared.common_options import mapping_option, model_option, path_option
from bookgenre.cli.shared.reporting import needs_extra

__all__ = ["space"]


@click.group()
def space() -> None:
    """Run the Gradio page, or publish it as a Space of the Hugging Face hub."""


@space.command()
@click.option("--host", metavar="ADDRESS", help="Address to listen on instead of 127.0.0.1; 0.0.0.0 for all.")
@click.option("--port", metavar="N", type=click.IntRange(1, 65535), help="Port; else the first free one from 7860.")
@model_option
@mapping_option
def run(host: str | None, port: int | None, model: str | None, mapping: Path | None) -> None:
    """Serve the page on this machine until Ctrl-C."""
    with needs_extra("space"):
        from bookgenre.space.launcher import serve

    serve(model, host=host, port=port, mapping=mapping)


@space.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@model_option
@click.option("--title", help="Title of the Space.")
@click.option("--force", is_flag=True, help="Replace an earlier export; no other folder is ever replaced.")
def export(folder: Path, model: str | None, title: str | None, force: bool) -> None:
    """Write the folder of a Space: page, model, pinned requirements and examples.

    To run it elsewhere: pip install -r DIR/requirements.txt, then python DIR/app.py.
    """
    from bookgenre.classifier.hub import find_model_folder
    from bookgenre.space.space_folder import export_space

    export_space(folder, find_model_folder(model), title=title, force=force)
    click.echo(f"wrote {folder}")


@space.command()
@click.argument("name", metavar="OWNER/NAME")
@path_option("--folder", metavar="FOLDER", help="An exported folder; by default, a new export.")
@click.option("--private", is_flag=True, help="Make a new Space private.")
def push(name: str, folder: Path | None, private: bool) -> None:
    """Send an exported folder to the Space OWNER/NAME of the Hugging Face hub.

    The Space is created if it does not exist. The token comes from HF_TOKEN or from `hf auth login`.
    """
    from bookgenre.space.space_folder import push_space

    click.echo(push_space(name, folder, private=private))
