"""everyhue search prints what the API answers."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from everyhue.catalog import Catalog, Item
from everyhue.cli.search import command
from everyhue.service.app import create_app

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

TONES = ("light", "light", "light", "light", "deep", None)


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("search") / "my.catalog"
    made = [
        Item(f"i{i}", f"bob haircut {'short ' * (i < 20)}{i}",
             labels={"skin_tone": TONES[i % 6], "hair_pattern": "curly" if i % 3 else "coily"})
        for i in range(60)
    ]  # fmt: skip
    Catalog.create(folder, made).close()
    return folder


def run(catalog: Path, *words: str) -> Result:
    return CliRunner().invoke(command, ["bob haircut", "--catalog", str(catalog), *words])


def untimed(text: bytes) -> bytes:
    return re.sub(rb'"milliseconds":[0-9.e-]+', b'"milliseconds":0', text)


@pytest.mark.parametrize(
    ("words", "query"),
    [
        ((), "k=10"),
        (("--k", "5", "--no-diversify"), "k=5&diversify=off"),
        (("--refine", "skin_tone:deep", "--refine", "hair_pattern:coily"),
         "k=10&refine=skin_tone:deep&refine=hair_pattern:coily"),
        (("--strategy", "round_robin", "--locale", "en"), "k=10&strategy=round_robin&locale=en"),
    ],
)  # fmt: skip
def test_json_is_what_the_api_answers(catalog: Path, words: tuple[str, ...], query: str) -> None:
    printed = run(catalog, "--json", *words).stdout_bytes
    with TestClient(create_app(catalog), base_url="http://127.0.0.1") as client:
        answered = client.get(f"/v1/search?q=bob+haircut&{query}").content
    assert untimed(printed) == untimed(answered) + b"\n"


def test_pages_go_on(catalog: Path) -> None:
    first = json.loads(run(catalog, "--json").stdout)
    second = json.loads(run(catalog, "--json", "--cursor", first["page"]["next_cursor"]).stdout)
    assert not {i["id"] for i in first["items"]} & {i["id"] for i in second["items"]}


def test_a_table_for_people(catalog: Path) -> None:
    shown = run(catalog, "--k", "5", "--why")
    assert shown.exit_code == 0, shown.output
    assert "bob haircut" in shown.stdout
    assert "skin_tone" in shown.stdout
    assert "Refine by" in shown.stdout
    assert "- " in shown.stdout
    assert "Next page: --cursor" in shown.stdout


def test_the_table_is_short_without_why(catalog: Path) -> None:
    assert "- " not in run(catalog, "--k", "5").stdout


def test_markup_in_a_text_stays_text(tmp_path: Path) -> None:
    folder = tmp_path / "odd.catalog"
    Catalog.create(folder, [Item("[red]a[/red]", "bob [bold]haircut[/nothing]")]).close()
    assert "[bold]haircut[/nothing]" in run(folder).stdout


@pytest.mark.parametrize("words", [("--k", "0"), ("--refine", "skin_tone"), ("--cursor", "x")])
def test_what_cannot_be_used_is_told(catalog: Path, words: tuple[str, ...]) -> None:
    from everyhue.errors import InputError

    error = run(catalog, *words).exception
    assert isinstance(error, InputError)


def test_a_cold_start_is_not_late(tmp_path):
    """What is loaded once does not count against the deadline of the one request."""
    source = tmp_path / "looks.csv"
    source.write_text(
        "id,title,skin_tone\n"
        + "".join(
            f"a{i},bob haircut {i},{tone}\n" for i, tone in enumerate(["light", "light", "deep"])
        )
    )
    run = [sys.executable, "-m", "everyhue"]
    subprocess.run(
        [*run, "index", source, "--out", tmp_path / "c"], check=True, capture_output=True
    )
    asked = [*run, "search", "bob haircut", "--catalog", tmp_path / "c", "--json"]
    said = subprocess.run(asked, check=True, capture_output=True, cwd=tmp_path)
    assert json.loads(said.stdout)["served"] == "diversified"
