"""The demo catalog labelled by models: learnt on other drawn people, audited on others again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import msgspec
import numpy as np
from numpy.typing import NDArray

from everyhue.catalog.build import Progress
from everyhue.signals.dimensions import SHIPPED
from everyhue.signals.labels_file import Labelled
from everyhue.signals.people import DemoItem, demo_items, draw
from everyhue.signals.probe import ProbeSettings
from everyhue.signals.report_card import Stamp, report_card
from everyhue.signals.representation import fit_cells
from everyhue.signals.trained import TrainedSignal, TrainSettings, train_signal
from everyhue.types import Dimension, Labels

LEARN, AUDIT = 2500, 1500
"""Drawn people the models learn from, and others that they are audited on."""

OTHERS = 1000
"""Added to the seed of a catalog for the people that are not in it."""

SOURCE = "People drawn from seeds. It says nothing of photographs."
_AXES, _EVERY = 192, 50
_HOW = TrainSettings(
    test=0.1, probe=ProbeSettings(folds=3, ridges=(0.01, 0.1), balances=(1.0,))
)  # fmt: skip
"""Few recipes to choose from: a demo should not take minutes."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What labels say of one bucket's share of the catalog, and what is there.

    Parameters
    ----------
    bucket : str
        Its wording.
    counted : float
        Share among the items with a sure label.
    low, corrected, high : float
        Share with the signal's error undone, and its interval.
    exact : float
        Share among the items whose exact label is known.
    """

    bucket: str
    counted: float
    low: float
    corrected: float
    high: float
    exact: float


@dataclass(frozen=True, slots=True, eq=False)
class Modelled:
    """Labels of models, whether each passed, and by how much they misstate the catalog.

    Parameters
    ----------
    files : tuple of Labelled
        One a dimension.
    stamps : tuple of Stamp
        Verdicts of their audits.
    shown : mapping of str to tuple of Shown
        By dimension.
    """

    files: tuple[Labelled, ...]
    stamps: tuple[Stamp, ...]
    shown: dict[str, tuple[Shown, ...]]

    @property
    def facts(self) -> dict[str, str]:
        """What the catalog keeps of it."""
        made = {f"labels:{held.labels.dimension}": held.labels.provenance.source
                for held in self.files}  # fmt: skip
        return {**made, "labelled": "model", "shown": msgspec.json.encode(self.shown).decode()}


def modelled(items: Sequence[DemoItem], seed: int, progress: Progress | None = None) -> Modelled:
    """Label the items of a demo catalog by models.

    Parameters
    ----------
    items : sequence of DemoItem
        The catalog.
    seed : int
        Of the catalog; the models see people of another one.
    progress : callable, optional
        Told while pictures are looked at.

    Returns
    -------
    Modelled
        One model a dimension, learnt from exact labels and audited on people that none has seen.

    Raises
    ------
    MissingExtraError
        Without what draws pixels.

    Notes
    -----
    Cost: about 10 ms a picture.
    """
    others = list(islice(demo_items(LEARN + AUDIT, seed=seed + OTHERS), LEARN + AUDIT))
    seen = _glances([*others, *items], progress)
    middle = seen[:LEARN].mean(axis=0)
    axes = np.linalg.svd(seen[:LEARN] - middle, full_matrices=False)[2][:_AXES]
    vectors = ((seen - middle) @ axes.T).astype(np.float32)
    parts = (vectors[:LEARN], vectors[LEARN : LEARN + AUDIT], vectors[LEARN + AUDIT :])
    files, stamps, shown = [], [], {}
    for dimension in SHIPPED:
        exact = [_exact(part, dimension) for part in (others[:LEARN], others[LEARN:], items)]
        signal = _learnt(parts[0], exact[0], dimension)
        files.append(_file(signal, items, parts[2]))
        stamps.append(_stamp(signal, parts[1], exact[1], dimension))
        shown[dimension.name] = _shown(signal, parts[1:], exact[1:], dimension)
    return Modelled(tuple(files), tuple(stamps), shown)


def read_shown(facts: dict[str, str]) -> dict[str, tuple[Shown, ...]]:
    """Return what a catalog's facts keep of `Modelled.shown`; nothing for exact labels."""
    if "shown" not in facts:
        return {}
    return msgspec.json.decode(facts["shown"], type=dict[str, tuple[Shown, ...]])


def _glances(items: Sequence[DemoItem], progress: Progress | None) -> NDArray[np.float32]:
    from everyhue.signals.bench.glance import WIDTH, glance
    from everyhue.signals.bench.raster import rasterised

    rows = []
    for done, one in enumerate(items, 1):
        rows.append(glance(rasterised(draw(one.seed), WIDTH)))
        if progress and (done % _EVERY == 0 or done == len(items)):
            progress("labels", done, len(items))
    return np.stack(rows)


def _exact(items: Iterable[DemoItem], dimension: Dimension) -> Labels:
    words = [one.labels.get(dimension.name) or one.reasons.get(dimension.name) for one in items]
    reasons = {word: word for word in words if word and word not in dimension.ids}
    return Labels.from_hard(words, dimension, reasons=reasons)


def _learnt(vectors: NDArray[np.float32], exact: Labels, dimension: Dimension) -> TrainedSignal:
    rng = np.random.default_rng(0)
    return train_signal(vectors, exact, dimension, rng, source=SOURCE, settings=_HOW).signal


def _file(
    signal: TrainedSignal, items: Sequence[DemoItem], vectors: NDArray[np.float32]
) -> Labelled:
    labels, sets = signal.read(vectors)
    return Labelled.of([one.id for one in items], labels, sets)


def _stamp(
    signal: TrainedSignal, vectors: NDArray[np.float32], exact: Labels, dimension: Dimension
) -> Stamp:
    known = np.flatnonzero(exact.sure >= 0)
    truth = exact.sure[known].astype(np.intp)
    return Stamp.of(report_card(signal.label(vectors[known]), truth, dimension))


def _shown(
    signal: TrainedSignal, vectors: Sequence[NDArray[np.float32]], exact: Sequence[Labels],
    dimension: Dimension,
) -> tuple[Shown, ...]:  # fmt: skip
    """Shares as counted, as corrected by the audit sample, and as they are."""
    known, pool = (np.flatnonzero(held.sure >= 0) for held in exact)
    ground = fit_cells(signal.label(vectors[0][known]).probs, exact[0].sure[known].astype(np.intp))
    said = signal.label(vectors[1][pool])
    corrected = ground.shares(said.probs, np.random.default_rng(0))
    buckets = len(dimension.ids)
    counted, true = (
        np.bincount(sure[sure >= 0], minlength=buckets) / max(1, (sure >= 0).sum())
        for sure in (said.sure.astype(np.intp), exact[1].sure[pool].astype(np.intp))
    )
    return tuple(
        Shown(one.label, float(counted[at]), value.low or 0.0, value.number(), value.high or 1.0,
              float(true[at]))
        for at, (one, value) in enumerate(zip(dimension.buckets, corrected, strict=True))
    )  # fmt: skip
