"""Fitted values on disk: one readable JSON file each, with a checksum, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from everyhue.errors import FileError, InputError, bad_value
from everyhue.files import whole_file

SCHEMA = 1
Body = Mapping[str, Any]


def fitted_id(kind: str, body: Body) -> str:
    """Return the name of a fitted value: its kind and the first 12 digits of its checksum.

    Examples
    --------
    >>> fitted_id("temperature", {"temperature": 1.5})
    'temperature-1198ac548233'
    """
    return f"{kind}-{_checksum(kind, body)[:12]}"


def save_fitted(path: str | os.PathLike[str], kind: str, body: Body) -> None:
    """Write a fitted value with its checksum."""
    held = {"schema": SCHEMA, "kind": kind, "sha256": _checksum(kind, body), "body": dict(body)}
    with whole_file(path) as scratch:
        scratch.write_text(json.dumps(held, ensure_ascii=False), "utf-8")


def load_fitted(path: str | os.PathLike[str], kind: str) -> dict[str, Any]:
    """Read the body of a fitted value back.

    Raises
    ------
    FileError
        When the file cannot be read.
    InputError
        When it is not such a file, is of another kind or schema, or its checksum does not fit.
    """
    try:
        held = json.loads(Path(path).read_text("utf-8"))
        found, schema, body, checksum = (held[k] for k in ("kind", "schema", "body", "sha256"))
    except OSError as error:
        raise FileError(f"{path}: cannot be read ({error.strerror}).") from error
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"{path}: not a fitted value ({error}). Expected a file written by Everyhue."
        ) from error
    if (found, schema) != (kind, SCHEMA):
        raise bad_value(f"kind of {path}", (found, schema), f"{(kind, SCHEMA)}", "Fit it again.")
    if checksum != _checksum(kind, body):
        raise bad_value(f"checksum of {path}", checksum, "that of its contents", "Fit it again.")
    return dict(body)


def _checksum(kind: str, body: Body) -> str:
    """SHA-256 over the sorted JSON; numbers are written so that they read back exactly."""
    text = json.dumps([SCHEMA, kind, body], sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
