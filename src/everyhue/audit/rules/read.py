"""Rules from a TOML file; a mistake is named with its place and the nearest known name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pydantic

from everyhue.audit.rules.rules import Rules
from everyhue.errors import EveryhueError, InputError, bad_value, unknown_name
from everyhue.files import read_toml


def read_rules(path: Path) -> Rules:
    """Read a TOML file of targets and gates.

    Raises
    ------
    FileError, InputError, UnknownNameError
        For a file that cannot be read or breaks the schema; the text says where.
    """
    table = read_toml(path)
    for name, value in table.items():
        if name not in Rules.model_fields:
            raise _unknown(path, name, value)
    try:
        rules = Rules.model_validate(table)
    except pydantic.ValidationError as error:
        raise _told(path, error.errors()[0]) from None
    if not rules.gate and not rules.targets:
        raise bad_value(path.name, "no rule", "a [[gate]] or [targets.NAME], at least one")
    return rules


def _unknown(path: Path, name: str, value: Any) -> EveryhueError:
    if isinstance(value, dict):
        return bad_value(
            f"{path.name}: table", f"[{name}]", "[targets.NAME] or [[gate]]",
            f"Shares of a dimension are written under [targets.{name}].",
        )  # fmt: skip
    return unknown_name(f"key in {path.name}", name, Rules.model_fields)


def _told(path: Path, error: Any) -> InputError:
    where = ".".join(str(part + 1) if isinstance(part, int) else part for part in error["loc"])
    came = error["input"]
    shown = came.get("measure", "a gate") if isinstance(came, dict) else came
    expected = error["msg"].removeprefix("Value error, ")
    return bad_value(f"{path.name}: {where}", shown, expected[:1].lower() + expected[1:])
