"""Labels that a model made are used only once an audit of that very model passed."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from everyhue.errors import EveryhueError
from everyhue.signals.report_card import Stamp
from everyhue.types import Dimension, Provenance

_LOG = logging.getLogger("everyhue.service")


def offered(
    dimensions: Mapping[str, Dimension], facts: Mapping[str, str], stamps: Mapping[str, Path]
) -> dict[str, Dimension]:
    """Return the dimensions, those switched off whose labels have no stamp that passed.

    Parameters
    ----------
    dimensions : mapping of str to Dimension
        As the settings word them.
    facts : mapping of str to str
        Of the catalog: ``labels:<dimension>`` names what made the labels; people's own have none.
    stamps : mapping of str to Path
        Dimension to the stamp of its audit.

    Examples
    --------
    >>> from everyhue.signals import SKIN_TONE
    >>> made = offered({"skin_tone": SKIN_TONE}, {"labels:skin_tone": "tone-1@masks"}, {})
    >>> made["skin_tone"].offer
    'off'
    """
    return {
        name: dimension if _may(name, facts, stamps) else replace(dimension, offer="off")
        for name, dimension in dimensions.items()
    }


def people_gave(source: str) -> bool:
    """Say whether labels of a source were given by people, and need no stamp.

    Examples
    --------
    >>> people_gave("operator: labels.csv (plain)"), people_gave("tone-1@masks")
    (True, False)
    """
    return Provenance(source).by_people


def _may(name: str, facts: Mapping[str, str], stamps: Mapping[str, Path]) -> bool:
    sources = facts.get(f"labels:{name}", "operator").split(" + ")
    if all(map(people_gave, sources)):
        return True
    if name not in stamps:
        _LOG.warning("%s: labelled by %s, no audit is named; it stays off", name, sources[-1])
        return False
    try:
        stamp = Stamp.load(stamps[name])
    except EveryhueError as error:
        _LOG.warning("%s stays off: %s", name, error)
        return False
    made = [source for source in sources if not people_gave(source)]
    if not all(stamp.lets(name, source) for source in made):
        _LOG.warning("%s stays off: %s", name, _why_not(stamp, made))
        return False
    return True


def _why_not(stamp: Stamp, made: Sequence[str]) -> str:
    if stamp.status != "pass":
        return f"the audit of {stamp.source} says {stamp.status} ({stamp.decided_by})"
    return f"its audit passed for {stamp.source}, its labels are of {' + '.join(made)}"
