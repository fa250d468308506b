"""Run the Python examples of README and docs, so that none of them goes stale."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser


def _in_scratch(namespace: dict) -> None:
    """Let a document's examples write files without touching the checkout."""
    namespace["_home"] = Path.cwd()
    os.chdir(tempfile.mkdtemp(prefix="everyhue-docs-"))


def _back(namespace: dict) -> None:
    os.chdir(namespace["_home"])


pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()],
    patterns=["*.md"],
    setup=_in_scratch,
    teardown=_back,
).pytest()
