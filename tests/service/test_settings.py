"""Settings: strict, and told in one message."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from everyhue.errors import EveryhueError, FileError, InputError, UnknownNameError
from everyhue.ranking.config import SurfaceConfig
from everyhue.service.settings import (
    Diversify,
    Document,
    Rules,
    Server,
    Settings,
    Surface,
    load_settings,
    parse_settings,
)  # fmt: skip

TEMPLATE = (files("everyhue.service") / "everyhue.toml").read_text("utf-8")
TABLES = {"server": Server, "diversify": Diversify, "rules": Rules, "surfaces.search": Surface}


def written_out() -> str:
    """The template with every commented setting taken in."""
    return re.sub(r"^# (\[|[a-z_]+ = )", r"\1", TEMPLATE, flags=re.MULTILINE)


def test_nothing_stated_is_the_defaults() -> None:
    assert load_settings(None) == parse_settings("") == Settings()


def test_the_template_loads_and_changes_nothing() -> None:
    assert parse_settings(TEMPLATE) == Settings()


def test_every_documented_default_is_the_default() -> None:
    settings = parse_settings(written_out())
    assert settings.server == Server()
    assert settings.diversify == Diversify()
    assert settings.path == Settings().path
    assert settings.dimensions["skin_tone"] == Settings().dimensions["skin_tone"]
    assert settings.dimensions["price_band"].ids == ("low", "middle", "high")


@pytest.mark.parametrize("table", TABLES)
def test_the_template_documents_every_key(table: str) -> None:
    section = written_out().split(f"[{table}]")[1].split("\n[")[0]
    stated = set(re.findall(r"^([a-z_]+) =", section, flags=re.MULTILINE))
    assert stated == set(TABLES[table].model_fields)


def test_a_surface_takes_what_the_path_takes() -> None:
    assert set(Surface.model_fields) == set(SurfaceConfig.__dataclass_fields__)
    surface = parse_settings('[surfaces.search]\ndiversity = "none"\nkeep = 0.8').path.surface(
        "search"
    )
    assert surface == SurfaceConfig(diversity=None, keep=0.8)


def test_a_surface_of_ones_own_joins_the_shipped_ones() -> None:
    path = parse_settings('[surfaces.ads]\nstrategy = "mmr"').path
    assert path.surface("ads").strategy == "mmr"
    assert path.surface("feed") == SurfaceConfig()


def test_a_shipped_dimension_can_be_offered_otherwise() -> None:
    held = parse_settings('[dimensions.skin_tone]\noffer = "off"').dimensions["skin_tone"]
    assert held.offer == "off"
    assert held.ids == Settings().dimensions["skin_tone"].ids


def test_paths_start_at_the_file(tmp_path: Path) -> None:
    file = tmp_path / "everyhue.toml"
    file.write_text('[rules]\nfolder = "rules"\n[diversify]\nshadow_log = "shadow.jsonl"')
    settings = load_settings(file)
    assert settings.path.rules == tmp_path / "rules"
    assert settings.diversify.shadow_log == str(tmp_path / "shadow.jsonl")


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("[server]\nprot = 1", UnknownNameError, ["[server]", "'prot'", "'port'"]),
        ("[servers]\nport = 1", UnknownNameError, ["'servers'", "'server'"]),
        ("[server]\nport = 99999", InputError, ["server.port", "99999", "65535"]),
        ("[surfaces.search]\nkeepp = 1", UnknownNameError, ["surfaces.search", "'keep'"]),
        ("[surfaces.search]\nkeep = 1.5", InputError, ["surfaces.search.keep", "1.5", "[0, 1]"]),
        ('[surfaces.search]\ndepth = "many"', InputError, ["surfaces.search.depth", "many"]),
        ("[dimensions.skin_tone]\nordred = true", UnknownNameError, ["skin_tone", "ordred"]),
        ('[dimensions.skin_tone]\noffer = "ever"', InputError, ["offer", "ever", "always"]),
        ("[dimensions.price]\nlabel = 'x'", InputError, ["buckets of price"]),
        (
            "[surfaces.feed]\nstrategy = 'dppp'",
            UnknownNameError,
            ["surfaces.feed.strategy", "'dpp'"],
        ),
        ("[surfaces.feed]\nretrieval = 'x'", UnknownNameError, ["feed.retrieval", "bucketized"]),
        (
            "[surfaces.feed]\ndimensions = ['skin']",
            UnknownNameError,
            ["feed.dimensions", "skin_tone"],
        ),
        ("[surfaces.feed]\nweights = {skin_ton = 1}", UnknownNameError, ["weights", "'skin_tone'"]),
        ("[server", InputError, ["not valid TOML"]),
    ],
)
def test_what_cannot_be_used_is_told(
    text: str, kind: type[EveryhueError], words: list[str]
) -> None:
    with pytest.raises(kind) as raised:
        parse_settings(text)
    for word in ["everyhue.toml: ", *words]:
        assert word in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(FileError, match=r"absent\.toml"):
        load_settings("absent.toml")


def test_the_document_has_no_table_without_a_place() -> None:
    assert set(Document.model_fields) == {"server", "diversify", "rules", "surfaces", "dimensions"}
