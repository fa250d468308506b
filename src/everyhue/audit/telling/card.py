"""A model card: what the audit knows is filled in, what only the operator knows is marked so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pydantic

from everyhue.audit.judging import GateOutcome, GroupLine
from everyhue.audit.telling.summary import summary
from everyhue.audit.telling.words import columns_of, said, words_of
from everyhue.errors import bad_value, unknown_name
from everyhue.files import read_toml
from everyhue.metrics.groups import called

OPEN = "**To be filled in:** "
MOST_GROUPS = 40


class Stated(pydantic.BaseModel, frozen=True, extra="forbid"):
    """What only the operator knows, from a file ``card.toml``; each may be left away.

    Parameters
    ----------
    name, version, owners, contact, licence : str
        Of the model, and who answers for it.
    intended_use, out_of_scope : str
        What it is for, and what it is not for.
    training_data, evaluation_data : str
        Where rows come from, and how they were labelled.
    groups : str
        Why these groups, and how people came into them.
    considerations : str
        Risks, and what is done about them.
    """

    name: str = ""
    version: str = ""
    owners: str = ""
    contact: str = ""
    licence: str = ""
    intended_use: str = ""
    out_of_scope: str = ""
    training_data: str = ""
    evaluation_data: str = ""
    groups: str = ""
    considerations: str = ""


ASKED = {
    "intended_use": "what the model is for, by whom and on whom it is used.",
    "out_of_scope": "what it is not for.",
    "training_data": "what it was trained on, and from when.",
    "evaluation_data": "where the audited rows come from, from when, and who labelled them.",
    "groups": "why these groups were chosen, and how rows came to have them (stated by people "
    "themselves, by annotators, by a signal).",
    "considerations": "who may be harmed by a wrong decision, and what is done about it.",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What an audit knows for a model card.

    Parameters
    ----------
    title : str
        Of the audit, with the file's name.
    kind : str
        What was tallied, in words.
    rows : int
        What was read.
    found : tuple of str
        The findings in sentences.
    overall : GroupLine
        All rows.
    groups : tuple of GroupLine
        All cells.
    measures : tuple of str
        Which measures the card shows.
    gates : tuple of GateOutcome
        Verdicts.
    method, limits : tuple of str
        How it was measured, and what it cannot say.
    """

    title: str
    kind: str
    rows: int
    found: tuple[str, ...]
    overall: GroupLine
    groups: tuple[GroupLine, ...]
    measures: tuple[str, ...]
    gates: tuple[GateOutcome, ...] = ()
    method: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()


def read_card(path: Path) -> Stated:
    """Read what the operator states.

    Raises
    ------
    FileError, InputError, UnknownNameError
        For a file that cannot be read, or a key that no card has.
    """
    table = read_toml(path)
    for name, value in table.items():
        if name not in Stated.model_fields:
            raise unknown_name(f"key in {path.name}", name, Stated.model_fields)
        if not isinstance(value, str):
            raise bad_value(f"{path.name}: {name}", value, "text")
    return Stated.model_validate(table)


def model_card(facts: Facts, stated: Stated | None = None) -> str:
    """Return the card as Markdown, in the order of Mitchell et al. 2019.

    Parameters
    ----------
    facts : Facts
        From an audit.
    stated : Stated, optional
        From the operator. What is not stated is marked as to be filled in.
    """
    told = stated or Stated()
    parts = [
        f"# Model card: {told.name or facts.title}\n", *_details(told),
        "## Intended use\n", _asked(told, "intended_use"), _asked(told, "out_of_scope"),
        "## Groups\n", _groups(facts), _asked(told, "groups"),
        "## Data\n", f"Audited: {facts.rows:,} rows, {facts.kind}.\n",
        _asked(told, "evaluation_data"), _asked(told, "training_data"),
        "## Measures\n", *_measures(facts), "## Gates and verdicts\n", *_verdicts(facts),
        "## How it was measured\n", _bullets(facts.method), "## Considerations and limits\n",
        _asked(told, "considerations"), _bullets(facts.limits),
    ]  # fmt: skip
    return "\n".join(parts)


def _details(told: Stated) -> list[str]:
    rows = [(name, getattr(told, name)) for name in ("version", "owners", "contact", "licence")]
    lines = [f"- {name.capitalize()}: {value or OPEN + 'not stated'}" for name, value in rows]
    return ["## Model\n", "\n".join(lines) + "\n"]


def _asked(told: Stated, name: str) -> str:
    stated = getattr(told, name).strip()
    heading = name.replace("_", " ").capitalize()
    return f"{heading}: {stated}\n" if stated else f"{OPEN}{ASKED[name]}\n"


def _groups(facts: Facts) -> str:
    families: dict[tuple[str, ...], list[str]] = {}
    for line in facts.groups:
        families.setdefault(line.by, []).append(called(line.group))
    lines = [
        f"- {columns_of(by)}: {', '.join(names)}" if len(names) <= MOST_GROUPS
        else f"- {columns_of(by)}: {len(names):,} groups"
        for by, names in families.items()
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _measures(facts: Facts) -> list[str]:
    shown = [name for name in facts.measures if name in facts.overall.values]
    single = [line for line in facts.groups if len(line.by) == 1][:MOST_GROUPS]
    head = ["group", "rows", *map(words_of, shown)]
    made = ["With 95% intervals; groups of single columns, and the whole.\n", _row(head)]
    made.append("|---|" + "---:|" * (len(head) - 1))
    for line in (facts.overall, *single):
        name = f"{columns_of(line.by)}: {called(line.group)}" if line.by else "all"
        values = [said(line.values[each], each) if each in line.values else "–" for each in shown]
        made.append(_row([name, f"{line.rows:,}", *values]))
    return [*made, ""]


def _verdicts(facts: Facts) -> list[str]:
    """What the summary says, without its title."""
    return summary("", facts.found, facts.gates).split("\n")[2:]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _bullets(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines) + "\n"
