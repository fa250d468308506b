"""A saved report as values again, with the tally that lies beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pydantic

from everyhue.audit.diff.findings import Place
from everyhue.audit.judging import GroupLine
from everyhue.audit.rules import Gate
from everyhue.audit.telling.words import rule_words
from everyhue.errors import FileError, InputError, bad_value
from everyhue.report.plain import SCHEMA
from everyhue.types import Status, Tally


class Gated(pydantic.BaseModel, frozen=True):
    """What is read of a gate's outcome."""

    gate: str
    by: tuple[str, ...]
    status: Status
    why: str
    rule: Gate | None = None

    @property
    def words(self) -> str:
        """The rule as a sentence, where the report holds it; else as it is written there."""
        return self.gate if self.rule is None else rule_words(self.rule)


class _Findings(pydantic.BaseModel, frozen=True):
    kind: str = ""
    by: tuple[str, ...]
    rows: int = 0
    level: float = 0.95
    overall: GroupLine | None = None
    groups: tuple[GroupLine, ...]
    gates: tuple[Gated, ...] = ()


class _Report(pydantic.BaseModel, frozen=True):
    kind: str
    schema_: int = pydantic.Field(alias="schema")
    findings: _Findings


@dataclass(frozen=True, slots=True, eq=False)
class Saved:
    """A report that was read.

    Parameters
    ----------
    name : str
        Its path, as given.
    kind : str
        Of audit.
    counted : str
        What was counted, in words.
    by : tuple of str
        Group columns.
    rows : int
        Rows in all.
    level : float
        Of each interval.
    lines : mapping of group to GroupLine
        All rows, under no column, and every group.
    gates : tuple of Gated
        Verdicts.
    tally : Tally or None
        What the report was made of, if it lies beside it.
    """

    name: str
    kind: str
    counted: str
    by: tuple[str, ...]
    rows: int
    level: float
    lines: dict[Place, GroupLine]
    gates: tuple[Gated, ...]
    tally: Tally | None = None


def read_report(path: Path) -> Saved:
    """Read the ``report.json`` of an audit, and the ``tally.json`` beside it if there is one.

    Parameters
    ----------
    path : Path
        The file, or the folder that holds it.

    Raises
    ------
    FileError, InputError
        For a file that cannot be read or is no report of an audit by groups.
    """
    path = path / "report.json" if path.is_dir() else path
    found = _parsed(path)
    one = found.findings
    every = (*([one.overall] if one.overall else []), *one.groups)
    lines = {place_of(line): line for line in every}
    rows = one.rows or (one.overall.rows if one.overall else 0)
    tally = _tally(path.parent / "tally.json")
    return Saved(
        str(path), found.kind, one.kind, one.by, rows, one.level, lines, one.gates, tally
    )  # fmt: skip


def place_of(line: GroupLine) -> Place:
    """Return a group as its columns and values, in the order they were audited in.

    Examples
    --------
    >>> place_of(GroupLine(("tone", "age"), ("deep", "20"), 4, {}, {}))
    (('tone', 'deep'), ('age', '20'))
    """
    return tuple(zip(line.by, line.group, strict=False))


def _parsed(path: Path) -> _Report:
    try:
        body: Any = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise FileError(f"{path}: cannot be read ({error.strerror}).") from error
    except ValueError as error:
        raise InputError(f"{path}: not JSON ({error}). Check that it is whole.") from error
    if not isinstance(body, dict) or "groups" not in (body.get("findings") or {}):
        raise bad_value(
            path.name, body.get("kind") if isinstance(body, dict) else type(body).__name__,
            "the report.json of an audit by groups",
            "everyhue audit writes one with --out.",
        )  # fmt: skip
    if body.get("schema") != SCHEMA:
        raise bad_value(
            f"schema of {path.name}", body.get("schema"), str(SCHEMA), "Make the report again."
        )
    try:
        return _Report.model_validate(body)
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise InputError(
            f"{path}: not a report that can be compared ({where}: {first['msg']}). "
            "Make the report again."
        ) from None


def _tally(path: Path) -> Tally | None:
    return Tally.load(path) if path.is_file() else None
