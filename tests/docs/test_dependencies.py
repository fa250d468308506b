"""Every dependency has its line of justification, and none is under GPL or AGPL."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/design/dependencies.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def name(requirement: str) -> str:
    return re.split(r"[^a-z0-9-]", requirement.lower(), maxsplit=1)[0]


RUNTIME = sorted(name(each) for each in PROJECT["project"]["dependencies"])
DEVELOPMENT = sorted(
    name(each) for group in ("dev", "build") for each in PROJECT["dependency-groups"][group]
)


def listed(heading: str) -> list[str]:
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ([a-z][a-z0-9, -]*) \|", section, re.MULTILINE)
    return sorted(each for row in rows if row != "package" for each in row.split(", "))


def test_the_page_and_the_project_name_the_same_packages() -> None:
    assert listed("At run time") == RUNTIME
    assert listed("For development") == DEVELOPMENT


def test_extras_have_their_line() -> None:
    section = PAGE.split("## Extras\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ([a-z]+) \| ([a-z0-9, -]+) \|", section, re.MULTILINE)
    told = {extra: packages.split(", ") for extra, packages in rows if extra != "extra"}
    asked = PROJECT["project"]["optional-dependencies"]
    assert told == {extra: [name(each) for each in held] for extra, held in asked.items()}


@pytest.mark.parametrize("package", RUNTIME)
def test_no_dependency_at_run_time_is_under_gpl(package: str) -> None:
    try:
        facts = metadata(package)
    except PackageNotFoundError:
        pytest.skip(f"{package} is not installed here")
    licences = facts.get_all("Classifier") or []
    told = [facts["License-Expression"] or "", *(each for each in licences if "License" in each)]
    assert not re.search(r"GPL|General Public", " ".join(told))
