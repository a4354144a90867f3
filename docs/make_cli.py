"""Write docs/cli.md from the commands' own help; with --check, fail if it would change."""

import sys
from pathlib import Path

import click

from bookgenre.cli.main import cli

PAGE = Path(__file__).with_name("cli.md")


def sections(command: click.Command, name: str, parent: click.Context | None = None) -> list[str]:
    """Help of a command and of those below it, as Markdown."""
    settings = {"terminal_width": 100, **command.context_settings}
    context = click.Context(command, info_name=name, parent=parent, **settings)
    parts = [f"## {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"]
    if isinstance(command, click.Group):
        for child in sorted(command.commands):
            parts += sections(command.commands[child], child, context)
    return parts


def main() -> None:
    """Write or check the page."""
    head = "# The command line\n\nWritten by `python docs/make_cli.py` from the commands' own help.\n"
    text = "\n".join([head, *sections(cli, "bookgenre")])
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(text, encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != text:
        sys.exit("docs/cli.md is not what the commands say; run: python docs/make_cli.py")


if __name__ == "__main__":
    main()
