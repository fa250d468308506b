"""``everyhue.toml``: read strictly, turned into frozen settings."""

from __future__ import annotations

import dataclasses
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model, model_validator

from everyhue.errors import EveryhueError, FileError, InputError, bad_value, unknown_name
from everyhue.ranking.config import SURFACES, PathConfig, SurfaceConfig
from everyhue.registry import entries
from everyhue.signals.dimensions import SHIPPED, dimension_from_table
from everyhue.types import Dimension

NONE_WORDS = ("none", "off")
"""TOML has no null: these words stand for ``None`` where a setting may have none."""


class Table(BaseModel):
    """A TOML table that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class Server(Table):
    """``[server]``: where the service listens and what it accepts.

    Examples
    --------
    >>> Server().host
    '127.0.0.1'
    """

    host: str = Field(
        default="127.0.0.1", description="Address to listen on; any other needs a key."
    )
    port: int = Field(default=8765, ge=1, le=65535, description="Port to listen on.")
    api_key_env: str = Field(
        default="EVERYHUE_API_KEY",
        pattern="^[A-Za-z_][A-Za-z0-9_]*$",
        description="Environment variable that holds the API key.",
    )
    allowed_hosts: tuple[str, ...] = Field(
        default=(),
        description="Host names to answer to besides this machine's own, behind a proxy.",
    )
    max_body: int = Field(default=8_388_608, ge=1024, description="Largest request body, in bytes.")
    max_candidates: int = Field(
        default=2000, ge=1, le=20_000, description="Most candidates in one POST /v1/rerank."
    )
    threads: int = Field(default=1, ge=1, le=64, description="Threads that answer requests.")


class _Nullable(Table):
    @model_validator(mode="before")
    @classmethod
    def _none(cls, table: Any) -> Any:
        """Read the word for "no value" where a setting may have none."""
        if not isinstance(table, dict):
            return table
        optional = {
            name for name, spot in cls.model_fields.items() if "None" in str(spot.annotation)
        }
        return {
            key: None if key in optional and value in NONE_WORDS else value
            for key, value in table.items()
        }


class Diversify(_Nullable):
    """``[diversify]``: the kill switch and what shadow and holdback need."""

    enabled: bool = Field(default=True, description="false serves the original order everywhere.")
    shadow_log: str | None = Field(
        default=None, description="JSON Lines file for shadow mode; nothing is logged without one."
    )
    holdback_salt: str = Field(
        default="everyhue", description="Change it to draw other requests into the holdback."
    )


class Rules(_Nullable):
    """``[rules]``: further rule packs for the trigger."""

    folder: str | None = Field(
        default=None, description="Folder of rule packs, besides the shipped ones."
    )


def _surface_fields() -> dict[str, Any]:
    """Take names, types and defaults of a surface from `SurfaceConfig`, so they cannot differ."""
    kinds = get_type_hints(SurfaceConfig)
    return {
        spot.name: (kinds[spot.name], getattr(SurfaceConfig(), spot.name))
        for spot in dataclasses.fields(SurfaceConfig)
    }


Surface: type[Table] = create_model("Surface", __base__=_Nullable, **_surface_fields())


class Document(Table):
    """The whole file."""

    server: Server = Server()
    diversify: Diversify = Diversify()
    rules: Rules = Rules()
    surfaces: Mapping[str, Surface] = Field(default_factory=dict)  # type: ignore[valid-type]
    dimensions: Mapping[str, dict[str, Any]] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``everyhue.toml`` says, ready to use.

    Parameters
    ----------
    path : PathConfig
        Surfaces, the kill switch, and the folder of further rule packs.
    dimensions : mapping of str to Dimension
        Shipped ones, with overrides, and declared ones.
    server : Server
        The ``[server]`` table.
    diversify : Diversify
        The ``[diversify]`` table.
    audited : mapping of str to Path
        Dimension to the stamp of its audit.

    Examples
    --------
    >>> sorted(Settings().dimensions)
    ['body_type', 'hair_pattern', 'skin_tone']
    """

    path: PathConfig = field(default_factory=PathConfig)
    dimensions: Mapping[str, Dimension] = field(
        default_factory=lambda: {dimension.name: dimension for dimension in SHIPPED}
    )
    server: Server = field(default_factory=Server)
    diversify: Diversify = field(default_factory=Diversify)
    audited: Mapping[str, Path] = field(default_factory=dict)


def load_settings(path: str | os.PathLike[str] | None = None) -> Settings:
    """Read a settings file; ``None`` gives the defaults.

    Parameters
    ----------
    path : path or None
        An ``everyhue.toml``.

    Returns
    -------
    Settings
        Frozen; relative folders in it are taken from the file's own folder.

    Raises
    ------
    FileError
        For a file that cannot be read.
    InputError, UnknownNameError
        For a malformed file, naming the key, the value and what was expected.

    Examples
    --------
    >>> load_settings().server.port
    8765
    """
    if path is None:
        return Settings()
    try:
        text = Path(path).read_text("utf-8")
    except OSError as error:
        raise FileError(f"{path}: cannot be read ({error.strerror}).") from error
    return parse_settings(text, name=str(path), folder=Path(path).parent)


def with_server(settings: Settings, **changes: object) -> Settings:
    """Return settings with parts of ``[server]`` replaced; ``None`` leaves a part as it is.

    Examples
    --------
    >>> with_server(Settings(), port=9000, host=None).server.port
    9000
    """
    stated = {name: value for name, value in changes.items() if value is not None}
    return replace(settings, server=settings.server.model_copy(update=stated))


def parse_settings(
    text: str, *, name: str = "everyhue.toml", folder: Path | None = None
) -> Settings:
    """Make settings from the text of a settings file.

    Parameters
    ----------
    text : str
        TOML.
    name : str
        The file's name, for messages.
    folder : Path, optional
        Where relative paths start.

    Examples
    --------
    >>> parse_settings("[surfaces.search]\\nkeep = 0.95").path.surface("search").keep
    0.95
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{name}: not valid TOML: {error}.") from error
    try:
        document = Document.model_validate(table)
    except ValidationError as error:
        raise _told(name, error) from None
    try:
        return _settings(document, folder or Path())
    except EveryhueError as error:
        raise type(error)(f"{name}: {error}") from None


def _settings(document: Document, folder: Path) -> Settings:
    log = document.diversify.shadow_log
    diversify = document.diversify
    if log is not None:
        diversify = diversify.model_copy(update={"shadow_log": str(folder / log)})
    dimensions = _dimensions(document.dimensions)
    return Settings(
        PathConfig(
            _surfaces(document, dimensions),
            document.diversify.enabled,
            None if document.rules.folder is None else folder / document.rules.folder,
        ),
        dimensions,
        document.server,
        diversify,
        _stamps(document.dimensions, folder),
    )


def _stamps(tables: Mapping[str, Mapping[str, Any]], folder: Path) -> dict[str, Path]:
    found = {}
    for name, table in tables.items():
        if "audited" in table:
            if not isinstance(table["audited"], str):
                raise bad_value(f"dimensions.{name}.audited", table["audited"], "a stamp.json file")
            found[name] = folder / table["audited"]
    return found


def _surfaces(document: Document, dimensions: Mapping[str, Dimension]) -> dict[str, SurfaceConfig]:
    surfaces = {name: SurfaceConfig() for name in SURFACES}
    for name, table in document.surfaces.items():
        stated = table.model_dump()  # type: ignore[attr-defined]
        _check_names(f"surfaces.{name}", stated, dimensions)
        try:
            surfaces[name] = SurfaceConfig(**stated)
        except InputError as error:
            raise bad_value(f"surfaces.{name}.{error.field}", error.came, error.expected) from None
    return surfaces


def _check_names(where: str, table: Mapping[str, Any], dimensions: Mapping[str, Dimension]) -> None:
    """Refuse at the start what would otherwise fail open at every request."""
    for key, kind in (("strategy", "reranker"), ("retrieval", "retrieval")):
        known = [entry.name for entry in entries(kind)]
        if table[key] not in known:
            raise unknown_name(f"{where}.{key}", table[key], known)
    for name in table["dimensions"] or ():
        if name not in dimensions:
            raise unknown_name(f"{where}.dimensions", name, dimensions)
    for name in table["weights"]:
        if name not in (*dimensions, "vectors"):
            raise unknown_name(f"{where}.weights", name, (*dimensions, "vectors"))


def _dimensions(tables: Mapping[str, Mapping[str, Any]]) -> dict[str, Dimension]:
    known = {dimension.name: dimension for dimension in SHIPPED}
    for name, table in tables.items():
        if name in known and "buckets" not in table:
            known[name] = _changed(known[name], table)
        else:
            known[name] = dimension_from_table(name, table)
    return known


def _changed(shipped: Dimension, table: Mapping[str, Any]) -> Dimension:
    """Apply the few things an operator may change about a shipped dimension."""
    allowed = ("label", "topics", "offer", "note", "audited")
    for key in table:
        if key not in allowed:
            raise unknown_name(f"key of dimensions.{shipped.name}", key, (*allowed, "buckets"))
    changes = {key: value for key, value in table.items() if key != "audited"}
    if "topics" in changes:
        changes["topics"] = tuple(changes["topics"])
    return replace(shipped, **changes)


def _told(name: str, error: ValidationError) -> Exception:
    """Turn pydantic's report into the one message every refused value gets."""
    first = error.errors(include_url=False)[0]
    where = [str(part) for part in first["loc"]]
    if first["type"] == "extra_forbidden":
        table = ".".join(where[:-1])
        return unknown_name(f"{name}: key in [{table}]", where[-1], _known_keys(where[:-1]))
    return bad_value(f"{name}: {'.'.join(where)}", first.get("input"), _expected(first["msg"]))


def _expected(message: str) -> str:
    """Shorten pydantic's sentence to what was expected."""
    for start in ("Input should be a ", "Input should be an ", "Input should be ", "Value error, "):
        if message.startswith(start):
            return ("a " if start.endswith(" a ") else "") + message.removeprefix(start)
    return message


def _known_keys(where: list[str]) -> list[str]:
    if not where:
        return list(Document.model_fields)
    tables: dict[str, type[Table]] = {
        "server": Server, "diversify": Diversify, "rules": Rules, "surfaces": Surface,
    }  # fmt: skip
    return list(tables[where[0]].model_fields)
