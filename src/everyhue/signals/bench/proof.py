"""The whole proof: fit on some drawn people, judge on others, and say what was reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from everyhue.signals.bench.detection import detection_lines
from everyhue.signals.bench.flips import flip_lines
from everyhue.signals.bench.hair import fit_hair_vectors, hair_roll
from everyhue.signals.bench.line import Line
from everyhue.signals.bench.pools import pool_lines
from everyhue.signals.bench.portrait import SOURCE
from everyhue.signals.bench.shot import RANGE_OF, WIDTH, Roll, roll, shot
from everyhue.signals.bench.swatch import nearest_swatch
from everyhue.signals.bench.tone import tone_lines
from everyhue.signals.dimensions import HAIR_PATTERN
from everyhue.signals.intervals import share_of
from everyhue.signals.probe import ProbeSettings, fit_probe
from everyhue.signals.regions import Finder
from everyhue.signals.tone import ToneModel, fit_tone

FIT, AUDIT, COUNTERFACTUAL, LIGHT = 1_000_000, 81_000_000, 83_000_000, 84_000_000
HAIR_FIT, HAIR_AUDIT = 5_000_000, 86_000_000
"""First seeds; no seed is in two of them."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many drawn people a proof takes.

    Parameters
    ----------
    fit, audit : int
        People the tone model is fitted on, and judged on.
    baseline : int
        People of the audit on whom the nearest swatch is measured.
    counterfactual : int
        People drawn in every tone for the detection rate.
    light : int
        People drawn in every tone for flips.
    hair_fit, hair_audit : int
        Portraits for the hair probe, covered hair included.
    pools : int
        Pools for representation.
    """

    fit: int = 2000
    audit: int = 6000
    baseline: int = 1000
    counterfactual: int = 1000
    light: int = 40
    hair_fit: int = 4750
    hair_audit: int = 800
    pools: int = 300


@dataclass(frozen=True, slots=True)
class Proof:
    """What was reached.

    Parameters
    ----------
    lines : tuple of Line
        Every number.
    source : str
        Where the pictures came from.
    finder : str
        Id of the region finder, ``"exact masks"`` where masks were drawn.
    model : str
        Id of the tone model.
    """

    lines: tuple[Line, ...]
    source: str
    finder: str
    model: str

    def line(self, what: str, of: str = "") -> Line:
        """Return the line whose measure begins with `what`."""
        return next(one for one in self.lines if one.what.startswith(what) and one.of == of)

    def missed(self) -> tuple[Line, ...]:
        """Return the lines whose estimate misses its target."""
        return tuple(line for line in self.lines if line.met is False)

    def table(self) -> str:
        """Return the lines as a Markdown table."""
        head = ("measure", "of", "value", "target", "met", "by its interval")
        rows = [head, ("---",) * len(head), *(line.cells for line in self.lines)]
        return "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n"


def prove(
    finder: Finder | None,
    sizes: Sizes | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Proof:
    """Fit a tone model and a hair probe on drawn people, and judge them on others.

    Parameters
    ----------
    finder : Finder or None
        Finds people in the pictures; exact masks are used where it is None, and then nothing is
        said of detection.
    sizes : Sizes, optional
        How many; the whole proof by default.
    say : callable, optional
        Told each step.

    Returns
    -------
    Proof
        Of plumbing and parity between ranges on drawn people. It says nothing of photographs.

    Notes
    -----
    Cost: about 20 minutes of one core for the whole proof.
    """
    how = sizes or Sizes()
    say("fitting skin tone")
    model = tone_model(finder, how.fit)
    say("photographs to judge it on")
    audit = roll(_from(AUDIT, how.audit), finder)
    rng = np.random.default_rng(AUDIT)
    parts = {
        "nearest swatch": baseline_lines(_from(AUDIT, how.baseline)),
        "skin tone": tone_lines(model, audit, rng),
        "pools": pool_lines(model, audit, rng, how.pools),
        "the same people under other light": flip_lines(model, finder, _from(LIGHT, how.light)),
        "hair": hair_lines(how.hair_fit, how.hair_audit),
    }
    if finder is not None:
        seeds = _from(COUNTERFACTUAL, how.counterfactual)
        parts["detection"] = detection_lines(finder, seeds)
    lines: list[Line] = []
    for name, part in parts.items():
        say(name)
        lines += part
    name = finder.id if finder is not None else "exact masks"
    return Proof(tuple(lines), SOURCE, name, model.id)


def tone_model(finder: Finder | None, n: int) -> ToneModel:
    """Return a tone model fitted on `n` drawn people. It is for the bench and the demo only."""
    learnt = roll(_from(FIT, n), finder)
    return fit_tone_of(learnt, finder.name if finder is not None else "masks")


def fit_tone_of(learnt: Roll, finder: str) -> ToneModel:
    """Return a tone model fitted on a roll; people who were not found are left out."""
    seen = [row for row, sight in enumerate(learnt.sights) if sight is not None]
    sights = [learnt.sights[row] for row in seen]
    rng = np.random.default_rng(FIT)
    return fit_tone(sights, learnt.truth[seen], rng, finder=finder, source=SOURCE)  # type: ignore[arg-type]


def baseline_lines(seeds: Iterable[int], width: int = WIDTH) -> Iterator[Line]:
    """Yield the accuracy of the nearest swatch under exact masks; low if the bench is hard."""
    shots = (shot(seed, width=width) for seed in seeds)
    right = [
        RANGE_OF[nearest_swatch(one.pixels, one.drawn.skin) - 1] == one.drawn.range for one in shots
    ]
    what = "accuracy of the nearest swatch under exact masks"
    yield Line(what, "", share_of(sum(right), len(right)), most=0.82)


def hair_lines(fit: int, audit: int) -> Iterator[Line]:
    """Yield accuracy and recall of a hair probe on edge vectors, on people it has not seen."""
    edges, patterns = hair_roll(_from(HAIR_FIT, fit))
    held, truth = hair_roll(_from(HAIR_AUDIT, audit))
    space = fit_hair_vectors(edges, min(192, len(edges) // 4))
    settings = ProbeSettings(folds=4, ridges=(0.003, 0.03, 0.3), balances=(1.0,))
    rng = np.random.default_rng(HAIR_FIT)
    probe = fit_probe(space.vectors(edges), patterns, HAIR_PATTERN, rng, settings)
    best = probe.probs(space.vectors(held)).argmax(axis=1)
    right = int((best == truth).sum())
    yield Line("hair probe on edge vectors, accuracy", "", share_of(right, len(truth)), least=0.78)
    for code, name in enumerate(HAIR_PATTERN.ids):
        mine = truth == code
        recall = share_of(int((best[mine] == code).sum()), int(mine.sum()), empty="nobody")
        yield Line("hair probe, recall", name, recall, least=0.60)


def _from(first: int, n: int) -> range:
    return range(first, first + n)
