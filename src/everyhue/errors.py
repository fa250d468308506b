"""Errors a person can act on: what was wrong, what came, what was expected, what to do next."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Self


class EveryhueError(Exception):
    """Base of every error raised on purpose; commands print its text and exit with 2.

    `field`, `came` and `expected` hold the parts of the text where there are any, for the HTTP API.
    """

    field: str = ""
    came: object = None
    expected: str = ""

    def about(self, field: str, came: object, expected: str) -> Self:
        """Keep the parts of the text, and return the error."""
        self.field, self.came, self.expected = field, came, expected
        return self


class InputError(EveryhueError, ValueError):
    """A value that came in cannot be used."""


class UnknownNameError(EveryhueError, LookupError):
    """A name is not among the known ones."""


class FileError(EveryhueError, OSError):
    """A file or folder cannot be read or written."""


class DeadlineError(EveryhueError, TimeoutError):
    """The time given for a request ran out; the caller returns the original order."""


class MissingExtraError(EveryhueError, ImportError):
    """A feature needs an optional extra that is not installed."""


def bad_value(what: str, came: object, expected: str, next_step: str = "") -> InputError:
    """Build the one message every refused value gets.

    Examples
    --------
    >>> print(bad_value("k", -1, "a whole number ≥ 0", "Pass k=10 for ten results."))
    k: got -1, expected a whole number ≥ 0. Pass k=10 for ten results.
    """
    shown = repr(came)
    shown = shown if len(shown) <= 120 else shown[:117] + "..."
    error = InputError(
        f"{what}: got {shown}, expected {expected}.{' ' + next_step if next_step else ''}"
    )
    return error.about(what, came, expected)


def unknown_name(what: str, came: str, known: Iterable[str]) -> UnknownNameError:
    """Build the error for a name that is not known, with the nearest known one.

    Examples
    --------
    >>> print(unknown_name("strategy", "dppp", ["dpp", "mmr"]))
    strategy: 'dppp' is not known. Did you mean 'dpp'? Known: dpp, mmr.
    """
    names = sorted(str(name) for name in known)
    near = difflib.get_close_matches(str(came), names, n=1, cutoff=0.5)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    listed = ", ".join(names) if names else "(none)"
    error = UnknownNameError(f"{what}: {came!r} is not known.{hint} Known: {listed}.")
    return error.about(what, came, f"one of: {listed}")


def missing_extra(extra: str, package: str) -> MissingExtraError:
    """Build the error for an optional extra that is not installed.

    Examples
    --------
    >>> print(missing_extra("spark", "pyspark"))
    pyspark is not installed. Install the extra: pip install "everyhue[spark]".
    """
    return MissingExtraError(
        f'{package} is not installed. Install the extra: pip install "everyhue[{extra}]".'
    )
