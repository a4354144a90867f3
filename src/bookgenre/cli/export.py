"""``bookgenre export``."""

from pathlib import Path
from typing import Any

import click

from bookgenre.cli.shared.common_options import Mixture, mixture_options, path_option
from bookgenre.cli.shared.reporting import needs_extra, show_progress
from bookgenre.errors import InputError

__all__ = ["export"]

_SCORES = ("micro_f1", "macro_f1", "map", "ndcg_at_10")


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@path_option(
    "--validation",
    "files",
    multiple=True,
    required=True,
    help="Records for calibration, thresholds and the final check; may be given many times.",
)
@mixture_options(
    mixture="Further records for calibration and thresholds, such as written blurbs; may be given many times.",
    leave_out="File of ids of --validation and --mixture records to leave out, one per line.",
)
@path_option("--out", required=True, metavar="FOLDER", help="Model folder to write.")
@path_option(
    "--linear",
    metavar="FOLDER",
    help="Linear model (from `bookgenre linear`) whose scores are added to the network's.",
)
@path_option(
    "--start",
    metavar="FOLDER",
    help="Run or model from which training started; its weights are averaged with the trained ones.",
)
@click.option(
    "--trained-share",
    default=0.5,
    show_default=True,
    type=click.FloatRange(0, 1),
    metavar="SHARE",
    help="With --start, the share of the trained weights in the average.",
)
@click.option("--window", type=int, metavar="N", help="Tokens in a window, instead of the number used in training.")
def export(
    run: Path,
    files: tuple[Path, ...],
    out: Path,
    linear: Path | None,
    start: Path | None,
    trained_share: float,
    window: int | None,
    **options: Any,
) -> None:
    """Turn the finished training run in folder RUN into a model folder.

    If RUN is a model folder, only its calibration and thresholds are fitted anew, to the records that you give.

    Nothing is written if 8-bit weights lose more than 0.005 micro-F1 or 0.01 macro-F1 on the validation records.
    """
    with needs_extra("train"):
        from bookgenre.training.export.calibrate import calibrate_model
        from bookgenre.training.export.export_model import export_model

    from bookgenre.classifier.model_folder import MODEL

    show_progress()
    mixture = Mixture(**options)
    is_model = (run / MODEL).is_file()
    if is_model and (linear or start or window is not None):
        raise InputError(f"{run} is a model; --linear, --start and --window need the folder of a training run")
    records, more = mixture.read(files)
    if is_model:
        _, found = calibrate_model(run, out, records, mixture=more, nonfiction_share=mixture.nonfiction_share)
        for name in _SCORES:
            click.echo(f"{name:12} {found.scores[name]:.4f}")
        click.echo(f"wrote {out}")
        return
    report = export_model(
        run,
        out,
        records,
        mixture=more,
        nonfiction_share=mixture.nonfiction_share,
        window=window,
        linear=linear,
        start=start,
        trained_share=trained_share,
    )
    click.echo("fused: " + (", ".join(f"{name} {count}" for name, count in report.fused.items()) or "nothing"))
    for name in _SCORES:
        click.echo(f"{name:12} 32 bits {report.fp32.scores[name]:.4f}   8 bits {report.int8.scores[name]:.4f}")
    click.echo(f"wrote {report.folder}")
