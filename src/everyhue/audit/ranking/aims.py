"""The shares each dimension is held against: stated, by column of the log, or equal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from everyhue.audit.rules import Rules
from everyhue.errors import UnknownNameError, bad_value, unknown_name


@dataclass(frozen=True, slots=True)
class Aim:
    """The target of one dimension.

    Parameters
    ----------
    buckets : tuple of str
        Its buckets, in order.
    shares : mapping of str to float
        Stated shares by bucket; empty where columns hold them.
    columns : mapping of str to str
        Bucket to the column of its share. One bucket may be left out: it has the rest.
    stated : bool
        Whether a person stated it; else shares are equal, for want of better.
    """

    buckets: tuple[str, ...]
    shares: Mapping[str, float] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    stated: bool = False

    @property
    def words(self) -> str:
        """What the target is, in words."""
        if self.columns:
            return f"by request, {', '.join(self.columns.values())}"
        return "stated shares" if self.stated else "equal shares"


def aim_of(name: str, buckets: tuple[str, ...], rules: Rules | None) -> Aim:
    """Return the target of a dimension, from rules or equal.

    Raises
    ------
    UnknownNameError
        For a bucket in the target that the log does not have, with the nearest one.
    InputError
        For columns of shares that leave more than one bucket out, or mix with numbers.

    Examples
    --------
    >>> aim_of("tone", ("deep", "light"), None).shares
    {'deep': 0.5, 'light': 0.5}
    """
    target = None if rules is None else rules.targets.get(name)
    if rules is None or target is None or isinstance(target, str):
        even = dict.fromkeys(buckets, 1 / len(buckets)) if buckets else {}
        return Aim(buckets, even, stated=target is not None)
    columns = {bucket: held for bucket, held in target.items() if isinstance(held, str)}
    try:
        shares = dict(rules.shares(name, buckets))
    except UnknownNameError as error:
        raise UnknownNameError(
            f"{error} If it is a bucket that was never shown, name all of them: "
            f"--buckets {name}={','.join((*buckets, str(error.came)))}."
        ) from None
    if not columns:
        return Aim(buckets, shares, stated=True)
    left = [bucket for bucket in buckets if bucket not in columns]
    if len(left) > 1 or len(columns) < len(target):
        raise bad_value(
            f"targets.{name}", sorted(target), f"a column for all buckets but one; {left} are left"
        )
    return Aim(buckets, {}, columns, stated=True)


def refuse_strangers(rules: Rules | None, known: tuple[str, ...]) -> None:
    """Raise for targets of something that is not audited, with the nearest name."""
    for name in () if rules is None else rules.targets:
        if name not in known:
            raise unknown_name("targets of", name, known)
