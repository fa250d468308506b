"""``everyhue audit signals``: labels against annotators, and whether a refinement may be on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from everyhue.errors import InputError, bad_value

if TYPE_CHECKING:
    from everyhue.audit.signals import SignalFindings, Told, Truth
    from everyhue.audit.signals.facts import Facts
    from everyhue.signals.labels_file import Labelled
    from everyhue.types import Dimension


@click.command("signals")
@click.argument("labels", type=click.Path(path_type=Path))
@click.option("--truth", type=click.Path(path_type=Path), help="Votes of annotators, or labels.")
@click.option("--cluster", metavar="COL", help="Column of --truth: whose item, or which shoot.")
@click.option("--as", "name", metavar="DIM", help="Dimension, where the file holds several.")
@click.option("--facts", type=click.Path(path_type=Path), help="Table of further facts by item.")
@click.option("--by", metavar="COL,COL", help="Its columns: hair, light, clothing …")
@click.option("--across", multiple=True, type=click.Path(path_type=Path),
              help="Labels file of another signal, as a fact.")  # fmt: skip
@click.option("--light-from", type=click.Path(path_type=Path),
              help="Folder of the pictures: adds thirds of lightness as a fact.")  # fmt: skip
@click.option("--share", multiple=True, metavar="BUCKET=SHARE",
              help="Share where it is used, for a stratified sample.")  # fmt: skip
@click.option("--gate", type=click.Path(path_type=Path), help="TOML of bounds, to replace ours.")
@click.option("--least", type=click.IntRange(1), help="Votes a label needs. [default: 2, or 1]")
@click.option("--except", "without", type=click.Path(path_type=Path),
              help="Votes or labels the signal learnt from: their items are left out.")  # fmt: skip
@click.option("--source", metavar="WORDS", help="Where pictures and votes come from.")
@click.option("--config", type=click.Path(path_type=Path), help="Settings with your dimensions.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the report.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_context
def command(
    ctx: click.Context, /, *, labels: Path, truth: Path | None, name: str | None,
    source: str | None, out: Path | None, without: Path | None, as_json: bool, **asked: Any,
) -> None:  # fmt: skip
    """Judge LABELS, a file of `everyhue signals`, by what annotators say of the same items.

    Exit code: 0 when every gate passes, 1 when one fails, 3 when the sample is too small to say, 2
    for unusable input. The report holds a model card and a stamp; the product offers the refinement
    only with a stamp that passed, for the very model that made the labels.

    The sample must be of items that the signal did not learn from. Name what it learnt from with
    --except, and they are left out.

    Several pictures of one person say less than as many people: name the column of the votes that
    says whose each is, --cluster, or items count as independent and intervals are too short.

    With votes alone (no --truth) it tells how far annotators agree, and what can be built on that.

    \b
    everyhue audit signals tone.parquet --truth audit.csv --except votes.csv --out report/
    everyhue audit signals tone.parquet --truth audit.csv --across hair.parquet --light-from photos/
    everyhue audit signals tone.parquet --truth audit.csv --cluster person --out report/
    everyhue audit signals votes.csv --as skin_tone
    """
    words = source or "not stated (--source)"
    if truth is None:
        if asked["cluster"] is not None:
            raise bad_value("--cluster", asked["cluster"], "a file of votes as --truth",
                            "How far annotators agree counts items as independent.")  # fmt: skip
        told = _votes(labels, name, words, asked)
        _finish(told, None, out, as_json)
        return
    said, dimension = _labels(labels, name, asked["config"])
    held, left_out = _unseen(_truth(truth, dimension, asked["least"]), truth, without)
    words += left_out
    held = _clustered(held, truth, asked["cluster"])
    found = _audited(said, held, dimension, asked)
    from everyhue.audit.signals import tell_signal

    _finish(tell_signal(found, name=labels.name, source=words), found, out, as_json, words)
    ctx.exit({"pass": 0, "fail": 1, "insufficient evidence": 3}[found.verdict.status])


def _labels(path: Path, name: str | None, config: Path | None) -> tuple[Labelled, Dimension]:
    from everyhue.cli.signals.asked import dimension_called
    from everyhue.signals.labels_file import read_labels

    if path.suffix.lower() not in (".parquet", ".pq"):
        raise bad_value(
            "LABELS", path.name, "a labels file (.parquet) where --truth is given",
            "For votes alone, leave --truth away.",
        )  # fmt: skip
    said = read_labels(path, name)
    return said, dimension_called(said.labels.dimension, config)


def _truth(path: Path, dimension: Dimension, least: int | None) -> Truth:
    from everyhue.audit.signals import truth_from
    from everyhue.cli.signals.asked import tell_bad

    held = truth_from(path, dimension, least=least)
    tell_bad(path.name, held.bad)
    return held


def _unseen(held: Truth, truth: Path, without: Path | None) -> tuple[Truth, str]:
    """Leave out items that the signal learnt from; say in words how many they were."""
    from dataclasses import replace

    from everyhue.cli.signals.asked import names_in

    if without is None:
        return held, ""
    learnt = set(names_in(without))
    rows = [row for row, item in enumerate(held.settled.items) if item not in learnt]
    count = len(held.settled) - len(rows)
    told = f"{count:,} of the {len(held.settled):,} items of {truth.name} are in {without.name}"
    if not rows:
        raise bad_value("items the signal did not learn from", 0, "at least one", f"{told}.")
    more = " and were left out" if count else ""
    click.echo(f"{told}: left out." if count else f"No item of {truth.name} is in {without.name}.",
               err=True)  # fmt: skip
    return replace(held, settled=held.settled.take(rows)), f" ({told}{more})"


def _clustered(truth: Truth, path: Path, column: str | None) -> Truth:
    """Add whose item each is, from a column of the file of votes."""
    if column is None:
        return truth
    from dataclasses import replace

    from everyhue.audit.signals import Clusters
    from everyhue.cli.signals.clusters import clusters_in

    return replace(truth, clusters=Clusters(column, clusters_in(path, column, truth.settled.items)))


def _audited(
    said: Labelled, truth: Truth, dimension: Dimension, asked: dict[str, Any]
) -> SignalFindings:
    from everyhue.audit.signals import audit_signal
    from everyhue.cli.signals.asked import pairs

    try:
        shares = {k: float(v) for k, v in pairs("--share", asked["share"]).items()} or None
    except ValueError as error:
        raise bad_value("--share", asked["share"], "BUCKET=0.25") from error
    return audit_signal(
        said, truth, dimension, facts=_facts(truth, asked), shares=shares,
        gates=_gates(asked["gate"]),
    )  # fmt: skip


def _facts(truth: Truth, asked: dict[str, Any]) -> Facts:
    from everyhue.audit.signals import facts_from
    from everyhue.audit.signals.facts import facts_of_labels, light_of
    from everyhue.signals.labels_file import read_labels

    found: Facts = {}
    if (asked["facts"] is None) != (asked["by"] is None):
        raise bad_value("--facts and --by", (asked["facts"], asked["by"]), "both, or neither")
    if asked["facts"] is not None:
        columns = [part.strip() for part in asked["by"].split(",") if part.strip()]
        found |= facts_from(asked["facts"], columns)
    for path in asked["across"]:
        found |= facts_of_labels(read_labels(path))
    if asked["light_from"] is not None:
        settled = truth.settled
        items = [item for item, sure in zip(settled.items, settled.labels.sure, strict=True)
                 if sure >= 0]  # fmt: skip
        found |= light_of(asked["light_from"], items)
    return found


def _gates(path: Path | None) -> Any:
    """Return gates of a TOML table, or none for ours."""
    from dataclasses import fields

    from everyhue.errors import unknown_name
    from everyhue.files import read_toml
    from everyhue.signals.report_card import Gates

    if path is None:
        return None
    stated = read_toml(path)
    known = [spot.name for spot in fields(Gates)]
    for key, value in stated.items():
        if key not in known:
            raise unknown_name(f"key in {path.name}", key, known)
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise bad_value(f"{path.name}: {key}", value, "a number in [0, 1]")
    return Gates(**stated)


def _votes(path: Path, name: str | None, words: str, asked: dict[str, Any]) -> Told:
    from everyhue.audit.signals import audit_votes, tell_votes
    from everyhue.cli.signals.asked import dimension_called

    if name is None:
        raise InputError(
            f"What is {path.name} to be judged by? Name --truth, what annotators say of the same "
            "items; or, for votes alone, their dimension: --as skin_tone."
        )
    dimension = dimension_called(name, asked["config"])
    found = audit_votes(_truth(path, dimension, asked["least"]), dimension,
                        least=asked["least"] or 2)  # fmt: skip
    return tell_votes(found, name=path.name, source=words)


def _finish(
    told: Told, found: SignalFindings | None, out: Path | None, as_json: bool,
    words: str = "",
) -> None:  # fmt: skip
    from everyhue.audit.signals import model_card
    from everyhue.audit.signals.write import write_signal_report
    from everyhue.signals.report_card import Stamp

    if out is not None:
        card = None if found is None else model_card(found, told.found, source=words)
        by = "" if found is None or found.clustered is None else found.clustered.column
        stamp = None if found is None else Stamp.of(found.card, found.verdict, clustered_by=by)
        write_signal_report(told, out, card=card, stamp=stamp)
    if as_json:
        click.echo(told.json)
        return
    for sentence in told.found:
        click.echo(f"- {sentence}")
    if out is not None:
        click.echo(f"Report: {out / 'index.html'}")
