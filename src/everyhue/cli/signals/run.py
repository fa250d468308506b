"""``everyhue signals run``: a label, or a reason, for every file or vector."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from everyhue.errors import InputError, bad_value

if TYPE_CHECKING:
    from everyhue.signals.labels_file import Counted
    from everyhue.signals.running import Effort, Run

_HOW = {
    "no_region_finder": (
        "No region finder was named, so skin cannot be found. Set one up once: "
        "`everyhue signals setup-finder finder/`, then add --finder mediapipe-wheel=finder/. "
        "Or supply masks: --finder masks=FOLDER."
    ),
    "no_model": (
        "No model was named, and none comes with Everyhue: what is learnt from drawn people does "
        "not transfer to photographs. Import labels, or have some annotated with "
        "`everyhue signals label`; then `everyhue signals train`, and name its file with --model."
    ),
}


@click.command("run")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option(
    "--model",
    type=click.Path(path_type=Path),
    help="Written by `signals train`. Skin tone without one: an uncalibrated prior.",
)
@click.option("--signal", metavar="DIM", help="What is labelled, if not all the model can.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Labels file, Parquet.")
@click.option("--finder", metavar="NAME[=PATH]", help="What finds skin: mediapipe-wheel=finder/ …")
@click.option("--finder-path", multiple=True, metavar="NAME=PATH", help="Further path of it.")
@click.option("--embedder", type=click.Path(path_type=Path), help="ONNX file or model folder.")
@click.option("--vectors", type=click.Path(path_type=Path), help=".npy or Parquet, no pictures.")
@click.option("--items", type=click.Path(path_type=Path), help="Names of the vectors' rows.")
@click.option(
    "--abstain", type=click.Path(path_type=Path), help="CSV: item, reason. Never labelled."
)
@click.option("--workers", type=click.IntRange(1, 256), help="Processes. [default: all cores]")
@click.option("--again", is_flag=True, help="Label again what the file holds already.")
def command(
    *, folder: Path | None, model: Path | None, signal: str | None, out: Path, finder: str | None,
    finder_path: tuple[str, ...], embedder: Path | None, vectors: Path | None, items: Path | None,
    abstain: Path | None, workers: int | None, again: bool,
) -> None:  # fmt: skip
    """Label the pictures of FOLDER, or a table of vectors.

    Every file gets a row: probabilities, the set of plausible buckets and the sure one, or a
    reason. A run that was cut off goes on where it was; a finished one is added to; a new model
    labels everything again. No crops, landmarks or vectors are stored; nothing leaves the machine.

    Without --model, skin tone is read by an uncalibrated prior that learnt from no picture: a start
    for annotating and auditing. The product keeps the refinement off until your audit passes.

    \b
    everyhue signals run photos/ --signal skin_tone --finder mediapipe-wheel=finder/ --out t.parquet
    everyhue signals run photos/ --model tone.model --finder mediapipe-wheel=finder/ --out t.parquet
    everyhue signals run --vectors v.npy --model hair.model --out hair.parquet
    """
    from everyhue.cli.signals.asked import cores, tell_labels
    from everyhue.cli.signals.prior import words_of_prior
    from everyhue.signals.running import Effort
    from everyhue.signals.tone import is_prior

    if (folder is None) == (vectors is None):
        raise InputError("Name a folder of pictures or --vectors: one of them, not both.")
    effort = Effort(cores(workers), again)
    try:
        if folder is not None:
            run = _pictures(folder, (model, signal), (finder, finder_path, embedder), out, effort)
        else:
            run = _vectors((vectors or Path(), items, abstain), (model, signal), out, effort)
    except KeyboardInterrupt:
        click.echo("\nStopped. What was labelled is kept; the same command goes on.", err=True)
        raise SystemExit(130) from None
    counted = run.counted()
    _tell(run, counted)
    if folder is not None and finder is not None and is_prior(run.provenance):
        click.echo(words_of_prior(folder, finder, out), err=True)
    tell_labels(counted)


def _pictures(
    folder: Path, named: tuple[Path | None, str | None],
    tools: tuple[str | None, tuple[str, ...], Path | None], out: Path, effort: Effort,
) -> Run:  # fmt: skip
    from everyhue.cli.signals.asked import bar, finder_asked
    from everyhue.signals.running import ReaderSpec, run_pictures

    model, signal = named
    name, paths = finder_asked(*tools[:2])
    spec = ReaderSpec(model, name, paths, tools[2], signal)
    with bar("Pictures") as progress:
        return run_pictures(folder, spec, out, effort, progress=progress)


def _vectors(
    tables: tuple[Path, Path | None, Path | None], named: tuple[Path | None, str | None],
    out: Path, effort: Effort,
) -> Run:  # fmt: skip
    from everyhue.cli.signals.asked import bar, table_asked, unless_asked
    from everyhue.signals.running import load_model, run_vectors
    from everyhue.signals.trained import TrainedSignal

    model, signal = named
    if model is None:
        raise InputError("--vectors needs --model: a file written by `everyhue signals train`.")
    loaded = load_model(model)
    if not isinstance(loaded, TrainedSignal):
        raise bad_value(f"{model.name} with vectors", loaded.kind, "a signal on vectors",
                        "A skin tone model reads pictures.")  # fmt: skip
    if signal not in (None, loaded.dimension):
        raise bad_value("--signal", signal, f"{loaded.dimension}, which {model.name} labels")
    table, unless = table_asked(*tables[:2]), unless_asked(tables[2])
    with bar("Vectors") as progress:
        return run_vectors(table, loaded, out, effort, unless=unless, progress=progress)


def _tell(run: Run, counted: Counted) -> None:
    before = run.kept + run.resumed
    told = f", {before:,} were labelled already" if before else ""
    made = "1 item" if run.made == 1 else f"{run.made:,} items"
    click.echo(f"{made} labelled{told}: {run.out} ({run.provenance.source})")
    for reason, words in _HOW.items():
        if reason in counted.reasons:
            click.echo(f"{words}", err=True)
