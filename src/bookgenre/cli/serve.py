"""``bookgenre serve``."""

import sys

import click

from bookgenre.cli.shared.common_options import model_option
from bookgenre.cli.shared.reporting import needs_extra

__all__ = ["serve"]


@click.command()
@click.option("--host", metavar="ADDRESS", help="Address to listen on; 0.0.0.0 for all.  [default: 127.0.0.1]")
@click.option("--port", metavar="N", type=click.IntRange(0, 65535), help="Port; 0 for any free one.  [default: 8000]")
@click.option("--or-next", is_flag=True, help="If the port is in use, use another free one.")
@model_option
@click.option("--mapping", metavar="FILE", help="Your own table of BISAC codes for the store categories.")
@click.option("--workers", metavar="N", type=click.IntRange(min=1), help="Answers computed at once.  [default: cores]")
@click.option(
    "--log",
    "log_level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    help="Level of the log.",
)
def serve(
    host: str | None,
    port: int | None,
    or_next: bool,
    model: str | None,
    mapping: str | None,
    workers: int | None,
    log_level: str | None,
) -> None:
    """Serve the site and its API.

    One process computes all answers; docs/deploy.md says how to run several. Every setting can also be given as an
    environment variable, such as BOOKGENRE_PORT; an option overrides it. After SIGTERM or Ctrl-C, the server finishes
    the requests in progress and ends.
    """
    with needs_extra("web"):
        from bookgenre.web.flask_app import create_app
        from bookgenre.web.processes import share_arenas
        from bookgenre.web.server import listen
        from bookgenre.web.server import serve as run
        from bookgenre.web.settings import read_settings
        from bookgenre.web.tracing import configure_logging
    from bookgenre.errors import InputError

    settings = read_settings(host=host, port=port, model=model, mapping=mapping, workers=workers, log_level=log_level)
    if sys.stderr.isatty() and "log_format" not in settings.model_fields_set:
        settings = settings.model_copy(update={"log_format": "text"})
    share_arenas()
    configure_logging(settings)
    app = create_app(settings)
    try:
        listener = listen(settings.host, settings.port)
    except InputError as error:
        if not or_next:
            raise
        listener = listen(settings.host, 0)
        click.echo(f"{error}; using another port", err=True)
    name = "127.0.0.1" if settings.host in ("", "0.0.0.0", "::") else settings.host  # noqa: S104
    where = f"http://{f'[{name}]' if ':' in name else name}:{listener.getsockname()[1]}"
    run(app, listener, settings, lambda: click.echo(f"bookgenre is at {where} (Ctrl-C ends it)"))
