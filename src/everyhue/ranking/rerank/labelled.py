"""Buckets and targets in any of their accepted forms, read into labels and targets by dimension."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from everyhue.errors import bad_value, unknown_name
from everyhue.ranking.rerank.options import Buckets, PlainLabels
from everyhue.types import UNKNOWN, Labels, Targets

PLAIN = "label"
"""Name of the dimension that plain labels make."""

GivenTargets = Targets | Mapping[str, Targets] | None


def read_buckets(given: Buckets | None, targets: GivenTargets, n: int) -> dict[str, Labels]:
    """Return labels by dimension; plain labels take their buckets from the targets or themselves.

    Raises
    ------
    InputError
        For a number of labels other than `n`.
    """
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        given = {given.dimension if isinstance(given, Labels) else PLAIN: given}
    stated = targets if isinstance(targets, Mapping) else dict.fromkeys(given, targets)
    return {name: _labels(name, held, stated.get(name), n) for name, held in given.items()}


def read_targets(given: GivenTargets, labels: Mapping[str, Labels]) -> dict[str, Targets]:
    """Return targets by dimension, each checked against the buckets of its labels.

    Raises
    ------
    InputError
        For one `Targets` over several dimensions.
    UnknownNameError
        For a dimension or bucket that the labels do not have.
    """
    if given is None:
        return {}
    if isinstance(given, Targets):
        if len(labels) != 1:
            raise bad_value(
                "targets", given, "targets by dimension", 'Pass {"skin_tone": Targets.equal(…)}.'
            )
        given = dict.fromkeys(labels, given)
    for name, targets in given.items():
        _check_targets(name, targets, labels)
    return dict(given)


def _labels(name: str, held: Labels | PlainLabels, targets: Targets | None, n: int) -> Labels:
    labels = held if isinstance(held, Labels) else _from_plain(name, held, targets)
    if len(labels) != n:
        raise bad_value(f"buckets of {name}", len(labels), f"one label per candidate, {n}")
    return labels


def _from_plain(name: str, held: PlainLabels, targets: Targets | None) -> Labels:
    if isinstance(held, str):
        raise bad_value(f"buckets of {name}", held, "labels, one per candidate")
    words = [_word(value) for value in held]
    found = sorted({word for word in words if word is not None})
    buckets = dict.fromkeys([*(targets.buckets if targets else ()), *found])
    return Labels.from_hard(words, tuple(buckets), dimension=name)


def _word(value: object) -> str | None:
    missing = value is None or value != value or value in ("", UNKNOWN)  # noqa: PLR0124
    return None if missing else str(value)


def _check_targets(name: str, targets: Targets, labels: Mapping[str, Labels]) -> None:
    if name not in labels:
        raise unknown_name("dimension in targets", name, labels)
    if not isinstance(cast(object, targets), Targets):
        raise bad_value(f"targets of {name}", targets, "Targets, such as Targets.equal(buckets)")
    for bucket in targets.buckets:
        if bucket not in labels[name].buckets:
            raise unknown_name(f"bucket in targets of {name}", bucket, labels[name].buckets)
