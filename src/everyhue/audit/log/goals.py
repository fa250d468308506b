"""Targets of a replay: equal shares, and what a person states in a file or by query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from everyhue.audit.log.rows import Row
from everyhue.audit.rules import Rules, read_rules
from everyhue.errors import bad_value
from everyhue.types import Dimension, Targets

EQUAL, STATED, PER_QUERY = "equal", "stated", "per query"
ByDimension = Mapping[str, Targets]


@dataclass(frozen=True, slots=True)
class Goals:
    """Where target shares come from.

    Parameters
    ----------
    stated : mapping of str to mapping of str to float
        Dimension to bucket to share, the same for every query.
    columns : mapping of str to mapping of str to str
        Dimension to bucket to the log's column of that bucket's share, by query.

    Examples
    --------
    >>> Goals(columns={"gender": {"woman": "bls_p_women"}}).per_query_name
    'bls_p_women'
    """

    stated: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def needed(self) -> list[str]:
        """Columns of the log that shares are read from."""
        return [column for by_bucket in self.columns.values() for column in by_bucket.values()]

    @property
    def per_query_name(self) -> str:
        """What the set of shares by query is called: its column, where there is one only."""
        return self.needed[0] if len(self.needed) == 1 else PER_QUERY

    def fixed(self, dimensions: Mapping[str, Dimension]) -> dict[str, ByDimension]:
        """Return the sets that are the same for every query."""
        sets: dict[str, ByDimension] = {
            EQUAL: {name: Targets.equal(dimension.ids) for name, dimension in dimensions.items()}
        }
        if self.stated:
            sets[STATED] = {
                name: _stated(name, shares, dimensions) for name, shares in self.stated.items()
            }
        return sets

    def of_query(self, row: Row, dimensions: Mapping[str, Dimension]) -> dict[str, ByDimension]:
        """Return the set that a request's own row states."""
        if not self.columns:
            return {}
        return {
            self.per_query_name: {
                name: _by_query(name, by_bucket, row, dimensions)
                for name, by_bucket in self.columns.items()
            }
        }


def read_goals(path: Path | None, columns: Sequence[tuple[str, str]] = ()) -> Goals:
    """Read stated targets from TOML, and targets by query from ``dimension.bucket`` and column.

    Raises
    ------
    FileError, InputError
        For a file that cannot be read or is not a table of shares.
    """
    by_dimension: dict[str, dict[str, str]] = {}
    for name, column in columns:
        dimension, dot, bucket = name.partition(".")
        if not dot or not bucket:
            raise bad_value("--target", f"{name}={column}", "DIMENSION.BUCKET=COLUMN")
        by_dimension.setdefault(dimension, {})[bucket] = column
    return of_rules(Rules() if path is None else read_rules(path), by_dimension)


def of_rules(rules: Rules, columns: Mapping[str, Mapping[str, str]] | None = None) -> Goals:
    """Take the targets of a file of rules; further columns add to the file's own.

    Examples
    --------
    >>> rules = Rules(targets={"gender": {"woman": "bls_p_women"}, "tone": "equal"})
    >>> of_rules(rules).columns
    {'gender': {'woman': 'bls_p_women'}}
    """
    stated: dict[str, dict[str, float]] = {}
    by_query: dict[str, dict[str, str]] = {k: dict(v) for k, v in (columns or {}).items()}
    for name, target in rules.targets.items():
        for bucket, share in ({} if isinstance(target, str) else target).items():
            if isinstance(share, str):
                by_query.setdefault(name, {}).setdefault(bucket, share)
            else:
                stated.setdefault(name, {})[bucket] = share
    return Goals(stated, by_query)


def _stated(name: str, shares: Mapping[str, float], dimensions: Mapping[str, Dimension]) -> Targets:
    _checked(name, shares, dimensions)
    return Targets.stated(shares)


def _by_query(
    name: str, by_bucket: Mapping[str, str], row: Row, dimensions: Mapping[str, Dimension]
) -> Targets:
    _checked(name, by_bucket, dimensions)
    rest = [bucket for bucket in dimensions[name].ids if bucket not in by_bucket]
    if len(rest) > 1:
        raise bad_value(
            f"--target of {name}", list(by_bucket), f"all buckets but one; {rest} are left"
        )
    shares = {bucket: _share(row, column) for bucket, column in by_bucket.items()}
    left = 1 - sum(shares.values())
    return Targets.stated(shares | {bucket: max(0.0, left) for bucket in rest}, "per_query")


def _share(row: Row, column: str) -> float:
    value = row.extra.get(column)
    try:
        share = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        share = -1.0
    if not 0 <= share <= 1:
        raise bad_value(f"{column} of {row.query!r}, line {row.line}", value, "a share in [0, 1]")
    return share


def _checked(name: str, shares: Mapping[str, object], dimensions: Mapping[str, Dimension]) -> None:
    if name not in dimensions:
        raise bad_value("dimension in targets", name, f"one of {', '.join(dimensions)}")
    for bucket in shares:
        dimensions[name].bucket(bucket)
