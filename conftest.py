"""Examples of README and docs are run, so that none of them goes stale."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hypothesis import settings
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

# The same examples every time, however busy the machine is.
settings.register_profile("same-examples", deadline=None, derandomize=True)
settings.load_profile("same-examples")


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
