"""``everyhue audit ranking``: what was shown, by bucket of the items and group of requests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from everyhue.cli.audit.finish import Counted, finish, input_options, report_options, rules_asked
from everyhue.cli.audit.progress import counting
from everyhue.errors import bad_value

if TYPE_CHECKING:
    from everyhue.audit.rules import Rules

FILE = click.Path(path_type=Path)


class Asked(Counted):
    """The columns of a log, and what every audit asks."""

    query: str
    position: str
    by: str
    request: str | None
    cluster: str | None
    ks: tuple[int, ...]
    close_up: bool
    clicks: str | None
    relevance: str | None
    user_group: str
    provider: str | None
    popularity: str | None
    item: str | None
    tail_below: float | None
    buckets: tuple[str, ...]


@click.command("ranking")
@click.argument("log")
@click.option("--query", required=True, metavar="COL", help="Column of what was asked.")
@click.option("--position", required=True, metavar="COL", help="Column of the place, from 1.")
@click.option("--by", required=True, metavar="COL,COL", help="Columns that describe the items.")
@click.option("--request", metavar="COL", help="Tells requests apart that ask the same.")
@click.option("--cluster", metavar="COL", help="Requests that are not independent. [the query]")
@click.option("--k", "ks", multiple=True, default=(10,), show_default=True,
              type=click.IntRange(1), help="Depth; may come more than once, gates at the first.",
)  # fmt: skip
@click.option("--close-up", is_flag=True, help="Close gaps in positions, as replay does.")
@click.option("--clicks", metavar="COL", help="Column of clicks.")
@click.option("--relevance", metavar="COL", help="Column of graded relevance, ≥ 0.")
@click.option("--user-group", metavar="COL,COL", default="", help="Columns about the request.")
@click.option("--provider", metavar="COL", help="Column of whose item it is.")
@click.option("--popularity", metavar="COL", help="What an item had before, ≥ 0.")
@click.option("--item", metavar="COL", help="Item id, to tell the long tail.")
@click.option("--tail-below", type=click.FloatRange(0), help="Popularity of the long tail.")
@click.option("--buckets", multiple=True, metavar="COL=A,B",
              help="All buckets of a dimension, in order, also those never shown.",
)  # fmt: skip
@click.option("--eligible", type=FILE, help="Whom, or what, there was to show to.")
@click.option("--targets", type=FILE, help="TOML of targets and gates.")
@click.option("--worst", default=20, show_default=True, type=click.IntRange(0),
              help="Queries the tally keeps by name.",
)  # fmt: skip
@input_options
@report_options
@click.pass_context
def command(
    ctx: click.Context, /, *, log: str, eligible: Path | None, targets: Path | None, worst: int,
    **asked: Unpack[Asked],
) -> None:  # fmt: skip
    """Audit LOG: Parquet, CSV or JSON Lines, one row per shown item.

    A file, a folder or a pattern in quotes; with --engine spark also a table, such as shop.log.

    \b
    everyhue audit ranking log.parquet --query q --position p --by skin_tone \\
      --targets targets.toml --out report/
    everyhue audit ranking log.csv --query q --request id --position p --by skin_tone,gender \\
      --clicks clicked --user-group locale --eligible people.csv --gate gates.toml
    """
    from everyhue.audit.ranking.columns import RankingColumns
    from everyhue.audit.ranking.read import count_file

    columns = RankingColumns(
        query=asked["query"], position=asked["position"], request=asked["request"],
        by=_listed(asked["by"]), users=_listed(asked["user_group"]), ks=asked["ks"],
        buckets=dict(_declared(words) for words in asked["buckets"]), item=asked["item"],
        clicks=asked["clicks"], relevance=asked["relevance"], provider=asked["provider"],
        popularity=asked["popularity"], tail_below=asked["tail_below"], cluster=asked["cluster"],
        close_up=asked["close_up"],
    )  # fmt: skip
    rules = _rules(targets, asked)
    people = None if eligible is None else str(eligible)
    with counting(name := Path(log).name):
        tally = count_file(log, columns, rules, asked["engine"], eligible=people, worst=worst)
    finish(ctx, tally, name, rules, asked)


def _listed(words: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in words.split(",") if part.strip())


def _declared(words: str) -> tuple[str, tuple[str, ...]]:
    name, equals, held = words.partition("=")
    if not equals or len(_listed(held)) < 2:
        raise bad_value("--buckets", words, "COLUMN=ONE,TWO,…")
    return name.strip(), _listed(held)


def _rules(targets: Path | None, asked: Asked) -> Rules | None:
    """The rules of both files: one may hold targets and the other gates."""
    from everyhue.audit.rules import read_rules

    gates = rules_asked(asked)
    if targets is None:
        return gates
    aims = read_rules(targets)
    if gates is None:
        return aims
    both = set(aims.targets) & set(gates.targets)
    if both:
        raise bad_value("targets", sorted(both), "targets of a dimension in one file only")
    more = {"targets": {**aims.targets, **gates.targets}, "gate": (*aims.gate, *gates.gate)}
    return gates.model_copy(update=more)
