"""``everyhue signals train``: a signal from votes, judged at once on votes it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from everyhue.errors import InputError

if TYPE_CHECKING:
    from everyhue.signals.report_card import ReportCard
    from everyhue.types import Dimension, Labels


@click.command("train")
@click.argument("signal", metavar="DIM")
@click.option("--labels", required=True, type=click.Path(path_type=Path), help="Votes or labels.")
@click.option("--vectors", type=click.Path(path_type=Path), help=".npy or Parquet.")
@click.option("--items", type=click.Path(path_type=Path), help="Names of the vectors' rows.")
@click.option("--pictures", type=click.Path(path_type=Path), help="Folder, for skin_tone.")
@click.option("--finder", metavar="NAME[=PATH]", help="What finds skin in pictures.")
@click.option("--finder-path", multiple=True, metavar="NAME=PATH", help="Further path of it.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Model file.")
@click.option("--source", metavar="WORDS", help="Where pictures and labels come from.")
@click.option("--precision", default=0.75, show_default=True, type=click.FloatRange(0.05, 0.99))
@click.option("--test", default=0.25, show_default=True, type=click.FloatRange(0.05, 0.6),
              help="Share of the labels that is held out.")  # fmt: skip
@click.option("--cluster", metavar="COL", help="Column of --labels: whose item, or which shoot.")
@click.option("--least", type=click.IntRange(1), help="Votes a label needs. [default: 2, or 1]")
@click.option("--seed", default=0, show_default=True)
@click.option("--config", type=click.Path(path_type=Path), help="Settings with your dimensions.")
def command(
    *, signal: str, labels: Path, vectors: Path | None, items: Path | None, pictures: Path | None,
    finder: str | None, finder_path: tuple[str, ...], out: Path, source: str | None,
    precision: float, test: float, cluster: str | None, least: int | None, seed: int,
    config: Path | None,
) -> None:  # fmt: skip
    """Learn the signal DIM from labels, and print what it does on labels that were held out.

    With --vectors: a probe on embeddings you have; 300 to 700 labels, seconds. With --pictures:
    skin tone from photographs. Classes are balanced, the choice is made by the worst bucket, and
    what cannot be told is left unknown. Where annotators gave reasons (child, covered …), a signal
    on vectors learns to abstain for them. Held-out labels are written to <out>.heldout.csv. With
    --cluster, everything of one person or shoot is either learnt from or held out, never both.

    \b
    everyhue signals train hair_pattern --vectors v.npy --labels votes.csv --out hair.model
    everyhue signals train skin_tone --pictures photos/ --labels votes.csv \\
        --finder mediapipe-wheel=finder/ --out tone.model
    """
    from everyhue.cli.signals.asked import dimension_called, finder_asked, table_asked
    from everyhue.cli.signals.clusters import clusters_in
    from everyhue.cli.signals.learning import (
        Lesson,
        learn_from_pictures,
        learn_from_vectors,
        named_labels,
    )

    if (vectors is None) == (pictures is None):
        raise InputError("Name --vectors or --pictures: one of them, not both.")
    dimension = dimension_called(signal, config)
    known = named_labels(labels, dimension, least)
    whose = None if cluster is None else clusters_in(labels, cluster, known.items)
    words = source or f"labels of {labels.name}"
    lesson = Lesson(dimension, words, seed, precision, test, whose)
    if vectors is not None:
        learnt = learn_from_vectors(table_asked(vectors, items), known, lesson)
    else:
        named = finder_asked(finder, finder_path)
        learnt = learn_from_pictures(pictures or Path(), known, named, lesson)
    learnt.model.save(out)
    held = out.with_name(f"{out.name}.heldout.csv")
    _write_held(held, learnt.held, learnt.labels, dimension)
    _tell(learnt.card, dimension, learnt.notes)
    click.echo(f"\nModel: {out} ({learnt.model.id})\nHeld-out labels: {held}")
    click.echo(
        f"Next: have other items annotated (everyhue signals label … --except {labels} "
        "--out audit.csv), run the model on them, and let `everyhue audit signals` decide."
    )


def _write_held(path: Path, items: Sequence[str], labels: Labels, dimension: Dimension) -> None:
    """Write the held-out labels as votes of one settled voice."""
    from everyhue.signals.votes import REASONS, Votes, write_votes

    words = [
        dimension.ids[spot] if spot >= 0 else str(why)
        for spot, why in zip(labels.sure, labels.reason, strict=True)
    ]
    told = [(item, "settled", word) for item, word in zip(items, words, strict=True)
            if word in dimension.ids or word in REASONS]  # fmt: skip
    write_votes(path, Votes.of(dimension, told))


def _tell(card: ReportCard, dimension: Dimension, notes: Sequence[str]) -> None:
    from rich.console import Console
    from rich.table import Table

    from everyhue.signals.report_card import settling

    click.echo(f"On {card.n:,} labels held out:")
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("", "found", "95 %", "precision", "95 %", "answered"):
        shown.add_column(name, justify="left" if not name else "right")
    for bucket in dimension.buckets:
        cells = [bucket.label]
        for measure in ("discoverability", "precision"):
            value = card.value(measure, bucket.id)
            cells += [_share(value.estimate), f"{_share(value.low)}–{_share(value.high)}"]
        shown.add_row(*cells, _share(card.value("coverage", bucket.id).estimate))
    console = Console()
    (console if console.is_terminal else Console(width=100)).print(shown)
    click.echo("found: shown under its own bucket, misses and unknowns counted against it.")
    for note in notes:
        click.echo(f"- {note}")
    verdict = card.verdict
    more = f" {settling(verdict, card.n)}" if verdict.rows_needed else ""
    click.echo(f"Gates on this part: {verdict.status} ({verdict.decided_by}).{more}")


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
