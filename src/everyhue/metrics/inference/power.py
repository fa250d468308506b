"""How many rows it takes to tell two shares apart."""

from __future__ import annotations

import math
from statistics import NormalDist

from everyhue.errors import bad_value


def rows_needed(
    share: float, against: float, *, level: float = 0.95, family: int = 1, power: float = 0.8
) -> int | None:
    """Return the rows a cell needs until a bound tells its share from another.

    n = ((z₁ √(s(1 − s)) + z₂ √(s(1 − s))) / (s − a))², z₁ of the level shared by the family, z₂ of
    the power, s the share.

    Parameters
    ----------
    share : float, [0, 1]
        True share of the cell.
    against : float, [0, 1]
        What the bound has to clear, taken as known.
    level : float, (0, 1)
        Chance that all bounds of the family hold.
    family : int, ≥ 1
        Bounds that share the level.
    power : float, (0, 1)
        Chance to clear it.

    Returns
    -------
    int or None
        Rows in the denominator of the measure; ``None`` where no number of rows is enough, since
        the two are equal.

    Raises
    ------
    InputError
        For a number outside its range.

    Notes
    -----
    Undefined when: the shares are equal. Cost: O(1). Source: Fleiss, Levin and Paik 2003, ch. 4,
    with one share known.

    Examples
    --------
    >>> rows_needed(0.30, 0.24), rows_needed(0.30, 0.24, family=60)
    (458, 1021)
    """
    for name, number in (("level", level), ("power", power)):
        if not 0 < number < 1:
            raise bad_value(name, number, "a number in (0, 1)")
    if not (0 <= share <= 1 and family >= 1):
        raise bad_value("share and family", (share, family), "a share in [0, 1], a family ≥ 1")
    if share == against:
        return None
    z = NormalDist().inv_cdf
    reach = z(1 - (1 - level) / family / 2) + z(power)
    # A share of 0 or 1 has no spread; one row's worth of it keeps the number honest.
    spread = max(share * (1 - share), 1e-9)
    return max(1, math.ceil(spread * (reach / (share - against)) ** 2))
