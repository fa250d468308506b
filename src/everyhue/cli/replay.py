"""``everyhue replay``: judge and improve a logged ranking, offline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from everyhue.cli.progress import stages
from everyhue.errors import bad_value, unknown_name

if TYPE_CHECKING:
    from everyhue.audit import LoggedList, Strategy
    from everyhue.audit.log import LogAsked, LogRead
    from everyhue.audit.log.read import Classify
    from everyhue.audit.replaying import Numbers, Sweep
    from everyhue.audit.telling import Told
    from everyhue.service.settings import Settings
    from everyhue.types import Dimension

STRATEGIES = "round_robin,mmr,dpp,quota"
WITHOUT_TARGETS = {"relevance", "round_robin", "mmr", "dpp", "ssd"}
"""Re-rankers that aim at no shares: one run serves all target sets."""

_SHOWN = 10
_WIDTH = 136
"""Width of the tables where the output is no terminal."""


@click.command("replay")
@click.argument("log", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the report.")
@click.option("--catalog", type=click.Path(path_type=Path), help="Labels by item: file or catalog.")
@click.option("--catalog-item", metavar="COL", help="Column of the item ids in the catalog.")
@click.option("--label", multiple=True, metavar="DIM=COL", help="Column of a dimension's buckets.")
@click.option(
    "--unknown", multiple=True, nargs=3, metavar="COL PATTERN REASON",
    help="Labels are unknown where a column matches (* is anything).",
)  # fmt: skip
@click.option("--query", metavar="COL", help="Column of the query.")
@click.option("--request", metavar="COL", help="Column that tells requests apart.")
@click.option("--item", metavar="COL", help="Column of the item ids.")
@click.option("--position", metavar="COL", help="Column of the logged position.")
@click.option("--score", metavar="COL", help="Column of the logged score.")
@click.option("--clicks", metavar="COL", help="Column of clicks.")
@click.option("--surface", metavar="COL", help="Column of the surface.")
@click.option("--locale", metavar="COL", help="Column of the language.")
@click.option("--class", "query_class", metavar="COL", help="Column of the kind of query.")
@click.option(
    "--gain",
    default="log2",
    show_default=True,
    help="Relevance of a position: log2, reciprocal or linear.",
)
@click.option(
    "--k",
    "ks",
    multiple=True,
    type=click.IntRange(1, 200),
    help="Depth; may come twice. [default: 10]",
)
@click.option("--strategies", default=STRATEGIES, show_default=True, help="Re-rankers, by comma.")
@click.option(
    "--diversity",
    type=click.FloatRange(0, 1),
    help="One setting for all. [default: each strategy's textbook form]",
)
@click.option("--targets", type=click.Path(path_type=Path), help="TOML of shares by dimension.")
@click.option(
    "--target",
    multiple=True,
    metavar="DIM.BUCKET=COL",
    help="Share by query, from a column of the log.",
)
@click.option(
    "--requests",
    default=5000,
    show_default=True,
    type=click.IntRange(0),
    help="Most requests to replay, evenly spaced; 0 takes all.",
)
@click.option("--config", type=click.Path(path_type=Path), help="Settings file to dry-run.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def command(*, log: Path, out: Path | None, as_json: bool, **asked: Any) -> None:
    """Say what a LOG shows, what each strategy would have shown, and what that costs.

    LOG is CSV, Parquet or JSON Lines: one row per candidate, or one per request with lists.
    Columns are found by name (query, item_id, position, score, clicks, surface, locale …) or named
    by the options. Labels come from --catalog, or from the log. Nothing leaves the machine.

    \b
    everyhue replay log.parquet --catalog labels.parquet --out report/
    everyhue replay log.csv --item sku --label skin_tone=tone --targets targets.toml --out report/
    """
    from everyhue.audit.log import read_log
    from everyhue.audit.replaying import Numbers, Plan, tell_replay, write_replay
    from everyhue.audit.replaying import replay as run

    settings, blocked = _settings(asked["config"]), set[str]()
    read = read_log(log, _log_asked(asked, settings, _classifier(settings, blocked)))
    _tell_rows(log, read, asked["catalog"])
    strategies, sweeps = _strategies(asked, read, settings)
    plan = Plan(ks=tuple(asked["ks"]) or (10,), never=frozenset(blocked))
    lists, note = _some(read, asked["requests"])
    with stages() as progress:
        found = run(lists, strategies, sweeps=sweeps, plan=plan, progress=progress)
    found = replace(found, notes=(*note, *read.notes))
    told = tell_replay(found, read.dimensions, name=log.name, plan=plan)
    if out is not None:
        write_replay(told, found, out)
    if as_json:
        click.echo(told.json)
    else:
        _show(Numbers(found, read.dimensions), told, out)


def _some(read: LogRead, most: int) -> tuple[list[LoggedList], list[str]]:
    """Take at most so many requests, evenly spaced, and say so."""
    from everyhue.audit.replaying import sample

    if not most or len(read.lists) <= most:
        return list(read.lists), []
    note = (
        f"{most:,} of {len(read.lists):,} requests were replayed, evenly spaced over the log; "
        "--requests 0 takes all."
    )
    click.echo(note, err=True)
    return sample(read.lists, most), [note]


def _settings(config: Path | None) -> Settings:
    from everyhue.service.settings import load_settings

    return load_settings(config)


def _log_asked(asked: Mapping[str, Any], settings: Settings, classify: Classify) -> LogAsked:
    from everyhue.audit.log import LabelsAsked, LogAsked, LogColumns, Unknown, read_goals

    names = (
        "query", "request", "item", "position", "score", "clicks", "surface", "locale",
        "query_class",
    )  # fmt: skip
    labels = LabelsAsked(
        _pairs("--label", asked["label"]), asked["catalog_item"],
        tuple(Unknown(*rule) for rule in asked["unknown"]), settings.dimensions, asked["item"],
    )  # fmt: skip
    goals = read_goals(asked["targets"], list(_pairs("--target", asked["target"]).items()))
    return LogAsked(
        LogColumns(**{name: asked[name] for name in names}), labels, goals,
        asked["catalog"], asked["gain"], classify,
    )  # fmt: skip


def _classifier(settings: Settings, blocked: set[str]) -> Classify:
    """Class of a query: the topics that the trigger finds, or why it lets the query alone."""
    from everyhue.ranking.trigger import decide

    def classify(query: str, surface: str, locale: str) -> str:
        decision = decide(
            query, surface=surface or "search", locale=locale, dimensions=settings.dimensions
        )
        if decision.blocked is None:
            return " + ".join(decision.topics) or "other"
        blocked.add(f"blocked: {decision.blocked}")
        return f"blocked: {decision.blocked}"

    return classify


def _pairs(option: str, values: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for value in values:
        name, mark, column = value.partition("=")
        if not (mark and name.strip() and column.strip()):
            raise bad_value(option, value, "NAME=COLUMN")
        pairs[name.strip()] = column.strip()
    return pairs


def _strategies(
    asked: Mapping[str, Any], read: LogRead, settings: Settings
) -> tuple[dict[str, Strategy], dict[str, Sweep]]:
    """Strategies by name; one that aims at shares comes once for each set of targets."""
    strategies: dict[str, Strategy] = {}
    sweeps: dict[str, Sweep] = {}
    sets = tuple(read.lists[0].targets)
    for name in _known([part.strip() for part in asked["strategies"].split(",") if part.strip()]):
        aims = (sets[0],) if name in WITHOUT_TARGETS else sets
        for aim in aims:
            label = name if len(aims) == 1 else f"{name} → {aim}"
            sweeps[label] = _sweep(name, aim)
            strategies[label] = _strategy(name, aim, asked["diversity"])
    if asked["config"] is not None:
        strategies["config"] = _configured(settings, read.dimensions)
    return strategies, sweeps


def _known(names: list[str]) -> list[str]:
    import everyhue.ranking.rerank  # noqa: F401 - registers the re-rankers
    from everyhue.registry import entries

    known = [entry.name for entry in entries("reranker")]
    for name in names:
        if name not in known:
            raise unknown_name("strategy", name, known)
    return names


def _strategy(name: str, aim: str, diversity: float | None) -> Strategy:
    from everyhue.ranking.rerank import rerank

    aims = name not in WITHOUT_TARGETS
    return lambda logged, k: rerank(
        logged.relevance, by=name, k=k, buckets=logged.labels,
        targets=logged.targets[aim] if aims else None, diversity=diversity,
    )  # fmt: skip


def _sweep(name: str, aim: str) -> Sweep:
    return lambda diversity: _strategy(name, aim, diversity)


def _configured(settings: Settings, dimensions: Mapping[str, Dimension]) -> Strategy:
    """Dry-run of a settings file: its switch, trigger, strategy, floor and weights."""
    import numpy as np

    from everyhue.audit.replaying import LOGGED
    from everyhue.ranking.rerank import Options, rerank
    from everyhue.ranking.trigger import decide
    from everyhue.types import Selection

    def answer(logged: Any, k: int) -> Any:
        surface = settings.path.surface(logged.surface or "search")
        mixed = decide(
            logged.query, surface=logged.surface or "search", locale=logged.locale,
            dimensions={**dimensions, **settings.dimensions},
        ).diversified  # fmt: skip
        used = {
            name: labels
            for name, labels in logged.labels.items()
            if (name in mixed or name not in settings.dimensions)
            and (surface.dimensions is None or name in surface.dimensions)
        }
        if not (used and surface.diversify and settings.path.enabled):
            order = logged.order[:k]
            return Selection(order, np.zeros(len(order)), LOGGED)
        weights = {name: w for name, w in surface.weights.items() if name in used}
        return rerank(
            logged.relevance, by=surface.strategy, k=k, buckets=used, diversity=surface.diversity,
            options=Options(keep=surface.keep, weights=weights),
        )  # fmt: skip

    return answer


def _tell_rows(log: Path, read: LogRead, catalog: Path | None) -> None:
    for path, bad in ((log, read.bad), (catalog, read.bad_items)):
        if path is not None and bad:
            for row in bad[:_SHOWN]:
                click.echo(f"{path.name} line {row.line}: {row.reason}", err=True)
            more = f" The first {_SHOWN} are above." if len(bad) > _SHOWN else ""
            click.echo(f"{path.name}: {len(bad):,} rows left out.{more}", err=True)
    for note in read.notes:
        click.echo(note, err=True)


def _show(numbers: Numbers, told: Told, out: Path | None) -> None:
    from rich.console import Console

    from everyhue.audit.replaying import query_table, strategy_table

    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDTH)
    for sentence in told.found:
        console.print(f"- {sentence}", markup=False, highlight=False)
    worst = (query_table(numbers, name) for name in numbers.found.dimensions)
    for table in (strategy_table(numbers), *worst):
        console.print(_rich(table), markup=False)
    if out is not None:
        click.echo(f"Report: {out / 'index.html'}")


def _rich(table: Any) -> Any:
    from rich.table import Table
    from rich.text import Text

    shown = Table(
        title=table.caption, box=None, header_style="bold", pad_edge=False, title_justify="left"
    )
    for i, name in enumerate(table.head):
        shown.add_column(name, justify="right" if i else "left", min_width=0 if i else 16)
    for row in table.rows:
        shown.add_row(*(Text(cell) for cell in row))
    return shown
