"""``bookgenre export``."""

from pathlib import Path

import click

from bookgenre.cli.extras import needs_extra
from bookgenre.cli.shared.progress import show_progress
from bookgenre.errors import InputError

__all__ = ["export"]

_SCORES = ("micro_f1", "macro_f1", "map", "ndcg_at_10")


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option(
    "--validation",
    "files",
    multiple=True,
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Records for calibration, thresholds and the final check; may be given many times.",
)
@click.option(
    "--mixture",
    "more",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Further records for calibration and thresholds, such as written blurbs; may be given many times.",
)
@click.option(
    "--recipe",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Recipe of the run; its held-out sources join the mixture.",
)
@click.option(
    "--leave-out",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Ids of --validation and --mixture records that are not used, one per line.",
)
@click.option(
    "--nonfiction-share",
    default=0.5,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="Share of nonfiction in the mixture.",
)
@click.option("--out", required=True, metavar="FOLDER", type=click.Path(path_type=Path), help="Model folder to write.")
@click.option(
    "--linear",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Linear model (bookgenre linear) whose scores are added to the network's.",
)
@click.option(
    "--start",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Run or model that training started from; its weights are averaged with the trained ones.",
)
@click.option(
    "--trained-share",
    default=0.5,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="Share of the trained weights in that mean.",
)
@click.option("--window", type=int, help="Tokens in a window, instead of the number used in training.")
def export(
    run: Path,
    files: tuple[Path, ...],
    more: tuple[Path, ...],
    recipe: Path | None,
    leave_out: Path | None,
    nonfiction_share: float,
    out: Path,
    linear: Path | None,
    start: Path | None,
    trained_share: float,
    window: int | None,
) -> None:
    """Turn the finished training run in folder RUN into a model folder.

    Where RUN is a model folder, only its calibration and thresholds are fitted anew, to the records given.

    Nothing is written if 8-bit weights cost more than 0.005 micro-F1 or 0.01 macro-F1 on the validation records.
    """
    with needs_extra("train"):
        from bookgenre.training.export.calibrate import calibrate_model
        from bookgenre.training.export.export_model import export_model
        from bookgenre.training.recipe import Recipe

    from bookgenre.classifier.model_folder import MODEL
    from bookgenre.corpus import read_ids, read_records_from

    show_progress()
    left_out = frozenset() if leave_out is None else read_ids(leave_out)
    mixture = [*read_records_from(more, left_out), *(Recipe.read(recipe).held_out_records() if recipe else ())]
    if (run / MODEL).is_file():
        if linear or start or window is not None:
            raise InputError(f"{run} is a model; --linear, --start and --window need the folder of a training run")
        _, found = calibrate_model(
            run, out, read_records_from(files, left_out), mixture=mixture, nonfiction_share=nonfiction_share
        )
        for name in _SCORES:
            click.echo(f"{name:12} {found.scores[name]:.4f}")
        click.echo(f"wrote {out}")
        return
    report = export_model(
        run,
        out,
        read_records_from(files, left_out),
        mixture=mixture,
        nonfiction_share=nonfiction_share,
        window=window,
        linear=linear,
        start=start,
        trained_share=trained_share,
    )
    click.echo("fused: " + (", ".join(f"{name} {count}" for name, count in report.fused.items()) or "nothing"))
    for name in _SCORES:
        click.echo(f"{name:12} 32 bits {report.fp32.scores[name]:.4f}   8 bits {report.int8.scores[name]:.4f}")
    click.echo(f"wrote {report.folder}")
