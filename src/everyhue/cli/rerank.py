"""``everyhue rerank``: re-rank the lists of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from everyhue.cli.progress import stages
from everyhue.errors import EveryhueError, bad_value

if TYPE_CHECKING:
    import polars

    from everyhue.audit.log import LabelsAsked
    from everyhue.cli.lists import Lists
    from everyhue.ranking.rerank import Strategy
    from everyhue.types import Labels, Selection, Targets

WRITERS = {
    ".parquet": "write_parquet", ".csv": "write_csv", ".jsonl": "write_ndjson",
    ".ndjson": "write_ndjson",
}  # fmt: skip
_SHOWN = 10


@click.command("rerank")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="File to write.")
@click.option("--by", default="dpp", show_default=True, help="Re-ranker.")
@click.option("--query", metavar="COL", help="Column of the query.")
@click.option("--request", metavar="COL", help="Column that tells requests apart.")
@click.option("--item", metavar="COL", help="Column of the item ids.")
@click.option("--score", metavar="COL", help="Column of the relevance score.")
@click.option("--position", metavar="COL", help="Column of the present position.")
@click.option("--label", multiple=True, metavar="DIM=COL", help="Column of a dimension's buckets.")
@click.option("--vector", metavar="COL", help="Column of embeddings.")
@click.option("--k", type=click.IntRange(1), help="Length of each list. [default: all]")
@click.option(
    "--diversity", type=click.FloatRange(0, 1), help="0 is relevance. [default: textbook]"
)
@click.option("--keep", type=click.FloatRange(0, 1), help="Least share of relevance to keep.")
@click.option("--targets", type=click.Path(path_type=Path), help="TOML of shares by dimension.")
@click.option("--config", type=click.Path(path_type=Path), help="Settings with your dimensions.")
def command(*, file: Path, out: Path, by: str, vector: str | None, **asked: Any) -> None:
    """Re-rank every list of FILE (CSV, Parquet or JSON Lines) and write the new order.

    One row per candidate, or one per request with lists. Columns are found by name (query,
    item_id, score, position …) or named by the options; so are labels of declared dimensions.
    Without scores, relevance is 1/log2(1 + position). The new file has one row per place, list by
    list: query, item, score, gain, old_position, new_position, and the labels.

    \b
    everyhue rerank log.parquet --by dpp --vector embedding --out new.parquet
    everyhue rerank log.csv --by quota --label skin_tone=tone --targets targets.toml --out new.csv
    """
    from everyhue.audit.log import LogColumns
    from everyhue.catalog.ingest import header_of
    from everyhue.cli.lists import read_lists
    from everyhue.ranking.rerank.strategy import named

    if out.suffix.lower() not in WRITERS:
        raise bad_value("--out", out.name, f"a name that ends in {', '.join(WRITERS)}")
    strategy = named(by)
    names = ("query", "request", "item", "score", "position")
    columns = LogColumns(**{name: asked[name] for name in names})
    read = read_lists(file, columns, _labels(header_of(file), asked), vector)
    _tell_bad(file, read)
    done = list(_rerank(read, strategy, asked, _targets(read, asked["targets"])))
    _write(_table(read, done), out)
    _tell(read, done, by, out)


def _labels(header: Sequence[str], asked: Mapping[str, Any]) -> LabelsAsked:
    """Name the columns of labels: as asked for, else those called like a declared dimension."""
    from everyhue.audit.log import LabelsAsked
    from everyhue.service.settings import load_settings

    declared = load_settings(asked["config"]).dimensions
    columns = {name: name for name in declared if name in header}
    for pair in asked["label"]:
        name, mark, column = pair.partition("=")
        if not (mark and name.strip() and column.strip()):
            raise bad_value("--label", pair, "NAME=COLUMN")
        columns[name.strip()] = column.strip()
    return LabelsAsked(columns, dimensions=declared)


def _targets(read: Lists, path: Path | None) -> Mapping[str, Targets] | None:
    if path is None:
        return None
    from everyhue.audit.log import read_goals

    return read_goals(path).fixed({} if read.items is None else read.items.dimensions).get("stated")


def _rerank(
    read: Lists,
    strategy: Strategy,
    asked: Mapping[str, Any],
    targets: Mapping[str, Targets] | None,
) -> Iterator[Selection]:
    from everyhue.ranking.rerank import Options, rerank

    options = Options(keep=asked["keep"])
    with stages() as progress:
        for done, held in enumerate(read.lists):
            progress("lists", done, len(read.lists))
            try:
                yield rerank(
                    read.relevance(held), by=strategy, k=asked["k"] or len(held),
                    vectors=None if read.vectors is None else read.vectors[held],
                    buckets=None if read.items is None else read.items.at(held),
                    targets=targets, diversity=asked["diversity"], options=options,
                )  # fmt: skip
            except EveryhueError as error:
                row = read.rows[held[0]]
                raise type(error)(f"{row.query or ' '.join(row.key)}: {error}") from error


def _table(read: Lists, done: Sequence[Selection]) -> polars.DataFrame:
    """One row per place, list by list."""
    import numpy as np
    import polars

    pairs = list(zip(read.lists, done, strict=True))
    numbers = [held[i] for held, shown in pairs for i in shown.order]
    rows, columns = [read.rows[i] for i in numbers], read.columns
    table: dict[str, Any] = {}
    if columns.request is not None:
        table[columns.request] = [row.key[0] for row in rows]
    if columns.query is not None:
        table[columns.query] = [row.query for row in rows]
    table[columns.item or "item"] = [row.item for row in rows]
    if read.items is not None:
        for name, labels in read.items.at(numbers).items():
            table[name] = [labels.buckets[b] if b >= 0 else None for b in labels.sure]
    table["score"] = np.concatenate([read.relevance(held)[shown.order] for held, shown in pairs])
    table["gain"] = np.concatenate([shown.gains for shown in done])
    table["old_position"] = np.concatenate(
        [read.positions(held)[shown.order] for held, shown in pairs]
    )
    table["new_position"] = np.concatenate([np.arange(1, len(shown) + 1) for shown in done])
    return polars.DataFrame(table, strict=False)


def _write(table: polars.DataFrame, out: Path) -> None:
    from everyhue.files import whole_file

    with whole_file(out) as scratch:
        getattr(table, WRITERS[out.suffix.lower()])(scratch)


def _tell_bad(file: Path, read: Lists) -> None:
    for row in read.bad[:_SHOWN]:
        click.echo(f"{file.name} line {row.line}: {row.reason}", err=True)
    if read.bad:
        more = f" The first {_SHOWN} are above." if len(read.bad) > _SHOWN else ""
        click.echo(f"{file.name}: {len(read.bad):,} rows left out.{more}", err=True)
    for note in read.items.notes if read.items is not None else ():
        click.echo(note, err=True)


def _tell(read: Lists, done: Sequence[Selection], by: str, out: Path) -> None:
    places = sum(len(shown) for shown in done)
    given_up = sum(shown.given_up for shown in done) / len(done)
    click.echo(f"{len(done):,} lists, {places:,} places re-ranked by {by}: {out}")
    most = max(shown.given_up for shown in done)
    click.echo(f"Relevance given up: {given_up:.1%} on average, {most:.1%} at most.")
    short = sum(bool(shown.short) for shown in done)
    if short:
        click.echo(f"Targets that could not be reached: in {short:,} of {len(done):,} lists.")
    for name, labels in (read.items.labels if read.items is not None else {}).items():
        click.echo(f"{name}: {_mix(read, done, labels)}")


def _mix(read: Lists, done: Sequence[Selection], labels: Labels) -> str:
    """Share of each bucket in the new places, and in as many of the most relevant."""
    import numpy as np

    pairs = list(zip(read.lists, done, strict=True))
    new = [held[i] for held, shown in pairs for i in shown.order]
    old = [
        held[i]
        for held, shown in pairs
        for i in np.argsort(-read.relevance(held), kind="stable")[: len(shown)]
    ]
    before, after = labels.take(old).counts(), labels.take(new).counts()
    total = sum(after.values())
    return ", ".join(f"{b} {before[b] / total:.1%} → {n / total:.1%}" for b, n in after.items())
