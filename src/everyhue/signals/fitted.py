"""Fitted values on disk: one readable JSON file each, with a checksum, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np

from everyhue.errors import FileError, InputError, bad_value
from everyhue.files import whole_file

SCHEMA = 1
_KINDS: dict[str, type[Fitted]] = {}


class Fitted:
    """What learning leaves behind: a frozen dataclass that applies, has an id, and can be saved.

    A subclass states its `kind`; its fields are numbers, words, tuples, arrays and other fitted
    values. Numbers read back exactly.
    """

    __slots__ = ()
    kind: ClassVar[str]

    def __init_subclass__(cls) -> None:
        _KINDS[cls.kind] = cls

    @property
    def id(self) -> str:
        """Its kind and the first 12 digits of its checksum; the contents decide, nothing else."""
        return f"{self.kind}-{_checksum(_plain(self))[:12]}"

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the value with its checksum, whole or not at all."""
        value = _plain(self)
        held = {"schema": SCHEMA, "sha256": _checksum(value), "value": value}
        with whole_file(path) as scratch:
            scratch.write_text(json.dumps(held, ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """Read a saved value back.

        Raises
        ------
        FileError
            When the file cannot be read.
        InputError
            When it is not such a file, holds something else, or its checksum does not fit.
        """
        value = _checked(path)
        try:
            found = _alive(value)
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"{path}: cannot be understood ({error}). Fit it again.") from error
        if not isinstance(found, cls):
            kind = getattr(found, "kind", type(found).__name__)
            raise bad_value(f"kind of {path}", kind, getattr(cls, "kind", "a fitted value"))
        return found


def _checked(path: str | os.PathLike[str]) -> object:
    """The contents of a file whose schema and checksum fit."""
    try:
        held = json.loads(Path(path).read_text("utf-8"))
        schema, checksum, value = (held[name] for name in ("schema", "sha256", "value"))
    except OSError as error:
        raise FileError(f"{path}: cannot be read ({error.strerror}).") from error
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"{path}: not a fitted value ({error}). Expected a file that `everyhue signals train` "
            "wrote."
        ) from error
    if schema != SCHEMA:
        raise bad_value(f"schema of {path}", schema, f"{SCHEMA}", "Fit it again.")
    if checksum != _checksum(value):
        raise bad_value(f"checksum of {path}", checksum, "that of its contents", "Fit it again.")
    return value


def _checksum(value: object) -> str:
    """SHA-256 over the sorted JSON of a plain value."""
    text = json.dumps([SCHEMA, value], sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> Any:
    """What JSON can hold."""
    if isinstance(value, Fitted):
        parts = {f.name: _plain(getattr(value, f.name)) for f in fields(value)}  # type: ignore[arg-type]
        return {"kind": value.kind, "parts": parts}
    if isinstance(value, np.ndarray):
        return {
            "dtype": str(value.dtype),
            "shape": list(value.shape),
            "flat": value.ravel().tolist(),
        }
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value


def _alive(value: object) -> Any:
    """What `_plain` was given."""
    if isinstance(value, Mapping) and "kind" in value:
        made = {name: _alive(part) for name, part in value["parts"].items()}
        return _KINDS[value["kind"]](**made)
    if isinstance(value, Mapping):
        return np.array(value["flat"], value["dtype"]).reshape(value["shape"])
    if isinstance(value, list):
        return tuple(_alive(part) for part in value)
    return value
