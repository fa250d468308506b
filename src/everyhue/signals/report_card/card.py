"""The report card: labels against the truth of an audit sample."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from everyhue.errors import bad_value, unknown_name
from everyhue.files import whole_file
from everyhue.signals.clustered import cluster_codes
from everyhue.signals.given import true_codes
from everyhue.signals.report_card.gates import Gates, decide, verdicts_of
from everyhue.signals.report_card.measures import Audited, Row, bucket_rows, overall_rows
from everyhue.types import Dimension, Labels, Provenance, Value, Verdict

SCHEMA = 1
LEAST_CELL = 10
"""Labelled items below which a cell of a group is not told."""

IN_GROUPS = ("coverage", "discoverability", "precision", "signed_bias")


@dataclass(frozen=True, slots=True)
class ReportCard:
    """What a signal does for each bucket of an audit sample, and whether it may be switched on.

    Parameters
    ----------
    dimension : str
        Name of the dimension.
    n : int
        Labelled items.
    rows : tuple of Row
        Every number, by measure, bucket and group.
    verdicts : tuple of (str, Verdict)
        The verdict of every gate.
    verdict : Verdict
        The one that decides: only ``"pass"`` switches the refinement on.
    provenance : Provenance
        The model and calibration that were judged.
    clusters : int or None
        Clusters that the items come from; ``None`` where items were counted as independent.
    """

    dimension: str
    n: int
    rows: tuple[Row, ...]
    verdicts: tuple[tuple[str, Verdict], ...]
    verdict: Verdict
    provenance: Provenance
    clusters: int | None = None

    @property
    def may_switch_on(self) -> bool:
        """Whether every gate passed."""
        return self.verdict.status == "pass"

    def value(self, measure: str, bucket: str = "", group: str = "") -> Value:
        """Return one number; raise `UnknownNameError` with the nearest name otherwise."""
        found = {(row.measure, row.bucket, row.group): row.value for row in self.rows}
        if (measure, bucket, group) not in found:
            known = [" / ".join(filter(None, key)) for key in found]
            raise unknown_name(
                "row of the card", " / ".join(filter(None, (measure, bucket, group))), known
            )
        return found[measure, bucket, group]

    def as_table(self) -> dict[str, Any]:
        """Return everything as plain lists and mappings, as `save` writes it."""
        return {"schema": SCHEMA, "may_switch_on": self.may_switch_on, **asdict(self)}

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the card as JSON, whole or not at all."""
        with whole_file(path) as scratch:
            scratch.write_text(json.dumps(self.as_table(), ensure_ascii=False, indent=1), "utf-8")


def report_card(  # noqa: PLR0913
    labels: Labels,
    truth: ArrayLike,
    buckets: Dimension,
    *,
    clusters: ArrayLike | None = None,
    groups: Mapping[str, Sequence[str]] | None = None,
    shares: Mapping[str, float] | None = None,
    gates: Gates | None = None,
) -> ReportCard:
    """Judge a signal on an audit sample that nothing was fitted on.

    Parameters
    ----------
    labels : Labels
        What the signal says of the n items of the sample.
    truth : (n,) array_like of int
        True bucket of each item, from annotators; leave out items they could not settle.
    buckets : Dimension
        The dimension.
    clusters : (n,) array_like, optional
        Whose picture each item is: names or numbers of persons, or shoots. Every interval then
        knows that items of one cluster are alike. Items count as independent by default.
    groups : mapping of str to n words, optional
        Further facts of the items (hair, light, clothing). Each is crossed with the buckets; cells
        with fewer than 10 labelled items are undefined.
    shares : mapping of str to float, optional
        Shares of the buckets where the signal will be used. State them when the sample was
        stratified: precision depends on them. Those of the sample by default.
    gates : Gates, optional
        What it must reach.

    Returns
    -------
    ReportCard
        By bucket: coverage, discoverability, precision, recall, calibration error; for ordered
        buckets adjacent accuracy and signed bias (above 0: read as later buckets). Over all:
        accuracy, kappa, and the gaps in abstention and discoverability.

    Raises
    ------
    InputError
        For labels of another dimension, or lists that are not as long as the sample.

    Notes
    -----
    Undefined when: a bucket has no labelled item, or several from fewer than 10 clusters; the
    verdict is then *insufficient evidence*.
    Plan for 250 to 400 labelled items a bucket, which is ± 5 points. Cost: O(n log n).
    Source: this project's own composition; intervals as named in each value.

    Examples
    --------
    >>> from everyhue.signals import SKIN_TONE
    >>> truth = np.arange(4).repeat(300)
    >>> labels = Labels.from_hard([SKIN_TONE.ids[b] for b in truth], SKIN_TONE)
    >>> report_card(labels, truth, SKIN_TONE).verdict.decided_by
    'all 15 gates pass'
    """
    if (labels.dimension, labels.buckets) != (buckets.name, buckets.ids):
        raise bad_value("labels", (labels.dimension, labels.buckets), f"those of {buckets.name}")
    how = gates or Gates()
    codes = true_codes(truth, len(labels), len(buckets.ids))
    use = _shares(shares, buckets)
    whose = None if clusters is None else cluster_codes(clusters, len(codes))
    audited = Audited(labels, codes, buckets.ordered, use, how.level, whose)
    rows = tuple(
        chain(overall_rows(audited), bucket_rows(audited), _grouped(audited, groups or {}))
    )
    verdicts = verdicts_of(rows, how)
    held = None if whose is None else len(np.unique(whose))
    verdict, made = decide(verdicts), labels.provenance
    return ReportCard(buckets.name, len(codes), rows, verdicts, verdict, made, held)


def _shares(shares: Mapping[str, float] | None, buckets: Dimension) -> np.ndarray | None:
    """Shares in the order of the buckets, checked."""
    if shares is None:
        return None
    for name in shares:
        buckets.bucket(name)
    given = np.array([shares.get(name, 0.0) for name in buckets.ids])
    if given.min() < 0 or abs(given.sum() - 1) > 1e-6:
        raise bad_value("shares", dict(shares), "shares that sum to 1")
    return given


def _grouped(audited: Audited, groups: Mapping[str, Sequence[str]]) -> Iterator[Row]:
    """The rows of every bucket within every group, small cells undefined."""
    for name, words in groups.items():
        given = np.asarray(words, object)
        if given.shape != audited.truth.shape:
            raise bad_value(f"group {name}", given.shape, f"{len(audited.truth)} words")
        for word in sorted(set(given.tolist())):
            part = audited.take(given == word)
            sizes = dict(zip(part.labels.buckets, part.table().sum(axis=1).tolist(), strict=True))
            for row in bucket_rows(part, f"{name}={word}"):
                if row.measure in IN_GROUPS:
                    yield _told(row, int(sizes[row.bucket]))


def _told(row: Row, n: int) -> Row:
    if n >= LEAST_CELL:
        return row
    why = f"fewer than {LEAST_CELL} labelled items"
    return Row(row.measure, Value.undefined_because(why, n), row.bucket, row.group)
