"""Audit real data, and write what came out into its page.

German credit and Ricci are read where the data lies beside the checkout; COMPAS is made from counts
that were published. `python tools/real_data.py --write` renews the tables of the page.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from everyhue.cli.audit import command

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "how-to" / "audits-on-real-data.md"
DATA = ROOT.parent / "shared" / "data"
FILES = {"german.csv": "german_credit/german.csv", "ricci.csv": "ricci/ricci.csv"}
_CODE = re.compile(r"```(python|toml|sh)\n(.*?)```", re.S)
_TOML = re.compile(r"# (\w+\.toml)\n")


def main() -> None:
    """Print the tables, or write them into the page."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--write", action="store_true", help="renew the page")
    words.add_argument("--out", type=Path, help="keep the reports in this folder")
    given = words.parse_args()
    text = PAGE.read_text("utf-8")
    with worked_through(text, given.out) as reports:
        renewed = with_tables(text, reports)
    if given.write:
        PAGE.write_text(renewed, "utf-8")
    print(renewed)


@contextmanager
def worked_through(text: str, out: Path | None = None) -> Iterator[dict[str, Any]]:
    """Do what the page says, in a folder with the data, and yield its reports by folder name."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) if out is None else out
        folder.mkdir(parents=True, exist_ok=True)
        for name, source in FILES.items():
            (folder / name).write_bytes((DATA / source).read_bytes())
        with doing(text, folder) as reports:
            yield reports


@contextmanager
def doing(text: str, folder: Path) -> Iterator[dict[str, Any]]:
    """Do what a text says, in a folder, and yield its reports by folder name."""
    home = Path.cwd()
    os.chdir(folder)
    try:
        yield dict(_reports(text))
    finally:
        os.chdir(home)


def _reports(text: str) -> Iterator[tuple[str, Any]]:
    for kind, code in _CODE.findall(text):
        if kind == "toml":
            Path(_TOML.match(code)[1]).write_text(code, "utf-8")
        elif kind == "python":
            exec(compile(code, PAGE.name, "exec"), {})
        else:
            for line in code.replace("\\\n", " ").strip().splitlines():
                yield _audited(line)


def _audited(line: str) -> tuple[str, Any]:
    words = shlex.split(line)
    result = CliRunner().invoke(command, words[2:], catch_exceptions=False)
    out = Path(words[words.index("--out") + 1])
    report = json.loads((out / "report.json").read_text("utf-8"))
    return out.name, {**report["findings"], "printed": result.output, "code": result.exit_code}


def with_tables(text: str, reports: dict[str, Any]) -> str:
    """Return the page with its tables as they come out now."""
    for name, found in reports.items():
        for part, made in (("groups", _groups(found)), ("gates", _gates(found))):
            mark = f"<!-- {part} of {name} -->"
            text = re.sub(
                re.escape(mark) + r".*?<!-- end -->",
                lambda _, m=mark, t=made: f"{m}\n\n{t}\n<!-- end -->",
                text,
                flags=re.S,
            )
    return text


SHOWN = (
    "selection_rate",
    "false_positive_rate",
    "false_negative_rate",
    "positive_predictive_value",
)
_HEAD = ("selected", "false positive rate", "false negative rate", "precision")


def _groups(found: dict[str, Any]) -> str:
    """Groups with their rates; what is the same for all by construction is left out."""
    names = [name for name in SHOWN if name == SHOWN[0] or _differs(found["groups"], name)]
    heads = [_HEAD[SHOWN.index(name)] for name in names]
    lines = [f"| group | rows | {' | '.join(heads)} |", "|---|" + "---|" * (len(heads) + 1)]
    for one in [*found["groups"], found["overall"]]:
        group = " · ".join(one["group"]) or "all"
        cells = " | ".join(_said(one["values"][name]) for name in names)
        lines.append(f"| {group} | {one['rows']:,} | {cells} |")
    return "\n".join(lines) + "\n"


def _differs(groups: list[dict[str, Any]], name: str) -> bool:
    return len({one["values"][name].get("estimate") for one in groups}) > 1


def _said(value: dict[str, Any]) -> str:
    if "undefined" in value:
        return f"undefined: {value['undefined']}"
    low, middle, high = (100 * value[part] for part in ("low", "estimate", "high"))
    return f"{middle:.2f}&nbsp;% ({low:.1f} to {high:.1f})"


def _gates(found: dict[str, Any]) -> str:
    lines = [
        "| gate | group | rows | compared | verdict | rows needed |",
        "|---|---|---|---|---|---|",
    ]
    for gate in found["gates"]:
        lines += [_line(gate, line) for line in gate["lines"]]
        lines.append(f"| | **all** | | | **{gate['status']}** | {_needed(gate['rows_needed'])} |")
    return "\n".join(lines) + "\n"


def _line(gate: dict[str, Any], line: dict[str, Any]) -> str:
    own = line["own"]
    told = f"{own['estimate']:.3f}"
    told += f" ({own['low']:.3f} to {own['high']:.3f})" if "low" in own else ""
    verdict = line["verdict"]
    return (
        f"| {gate['gate']} | {line['group']} | {line['rows']:,} | {told} | {verdict['status']} "
        f"| {_needed(verdict['rows_needed'])} |"
    )


def _needed(rows: int | None) -> str:
    return "" if rows is None else f"{rows:,}"


if __name__ == "__main__":
    main()
