"""A probe: a small model on vectors a team already has, learnt from a few hundred labels."""

from everyhue.signals.probe.boosted import Boosted, fit_boosted
from everyhue.signals.probe.multinomial import Multinomial, fit_multinomial
from everyhue.signals.probe.ordinal import Ordinal, fit_ordinal
from everyhue.signals.probe.probe import (
    NO_VECTOR,
    Probe,
    ProbeSettings,
    fit_probe,
    fit_probe_keeping,
)

__all__ = [
    "NO_VECTOR", "Boosted", "Multinomial", "Ordinal", "Probe", "ProbeSettings", "fit_boosted",
    "fit_multinomial", "fit_ordinal", "fit_probe", "fit_probe_keeping",
]  # fmt: skip
