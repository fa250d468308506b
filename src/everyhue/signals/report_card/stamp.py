"""The stamp of an audit that passed: what lets the product offer a refinement."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from everyhue.errors import FileError, InputError
from everyhue.files import whole_file
from everyhue.signals.report_card.card import ReportCard
from everyhue.types import Verdict

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which labels were judged, and the verdict.

    Parameters
    ----------
    dimension : str
        Name of the dimension.
    source : str
        Ids of everything that decided the labels, as the labels file has them.
    status : str
        ``"pass"``, ``"fail"`` or ``"insufficient evidence"``.
    decided_by : str
        The gate that decided.
    n : int
        Labelled items of the audit sample.
    made : str
        Day of the audit.
    clusters : int or None
        Clusters that they come from; ``None`` where items were counted as independent.
    clustered_by : str
        What clusters are called.

    Examples
    --------
    >>> stamp = Stamp("skin_tone", "tone-1@masks-2", "pass", "all 15 gates pass", 900, "2026-01-31")
    >>> stamp.lets("skin_tone", "tone-1@masks-2"), stamp.lets("skin_tone", "tone-9@masks-2")
    (True, False)
    """

    dimension: str
    source: str
    status: str
    decided_by: str
    n: int
    made: str
    clusters: int | None = None
    clustered_by: str = ""

    @classmethod
    def of(
        cls, card: ReportCard, verdict: Verdict | None = None, *, clustered_by: str = ""
    ) -> Self:
        """Make the stamp of a card, dated today; `verdict` where more than the card decided."""
        said, day = verdict or card.verdict, datetime.now(UTC).date().isoformat()
        source = card.provenance.source
        return cls(
            card.dimension, source, said.status, said.decided_by, card.n, day, card.clusters,
            clustered_by,
        )  # fmt: skip

    def lets(self, dimension: str, source: str) -> bool:
        """Say whether labels of `source` may be offered as a refinement."""
        return self.status == "pass" and (self.dimension, self.source) == (dimension, source)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the stamp, whole or not at all."""
        with whole_file(path) as scratch:
            held = {"schema": SCHEMA, **asdict(self)}
            scratch.write_text(json.dumps(held, ensure_ascii=False, indent=1) + "\n", "utf-8")

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """Read a stamp.

        Raises
        ------
        FileError, InputError
            For a file that cannot be read or is no stamp.
        """
        try:
            held = json.loads(Path(path).read_text("utf-8"))
            schema = held.pop("schema")
            stamp = cls(**held)
        except OSError as error:
            raise FileError(f"{path}: cannot be read ({error.strerror}).") from error
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise InputError(
                f"{path}: not a stamp ({error}). Expected one of `everyhue audit signals --out`."
            ) from None
        if schema != SCHEMA:
            raise InputError(f"{path}: schema {schema}, expected {SCHEMA}. Audit again.")
        return stamp
