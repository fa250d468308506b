"""Sums of powers of a score, from which mean losses and their intervals are made exactly."""

from __future__ import annotations

import narwhals as nw

POWERS = range(5)
"""A squared loss has the second power, and its variance the fourth."""

MOMENTS = {
    **{("" if k == 1 else str(k)): f"@s{k}" for k in POWERS},
    **{f"ww{k}": f"@ww{k}" for k in POWERS},
}
"""Ending of a sum in the tally (Σw·s is ``pos``, Σw·s² ``pos2``, Σw²·s ``posww1``) to the column of
the pass."""


def score_moments(score: nw.Expr, weight: nw.Expr | None) -> list[nw.Expr]:
    """Return the sums that a pass over rows takes: Σw·sᵏ, and with weights Σw²·sᵏ, k from 0 to 4.

    Parameters
    ----------
    score : narwhals.Expr, [0, 1]
        Null where a row has none; such a row counts nowhere.
    weight : narwhals.Expr or None
        Of each row, ≥ 0.

    Notes
    -----
    Undefined when: never. Cost: ten sums in one pass. Source: this project.

    Examples
    --------
    >>> import polars as pl
    >>> frame = nw.from_native(pl.DataFrame({"s": [0.5, None]}))
    >>> frame.select(*score_moments(nw.col("s"), None)).row(0)
    (1.0, 0.5, 0.25, 0.125, 0.0625)
    """
    powers = [nw.when(~score.is_null()).then(nw.lit(1.0)).otherwise(nw.lit(0.0))]
    for _ in range(len(POWERS) - 1):
        powers.append(powers[-1] * score)
    if weight is None:
        return [power.sum().alias(f"@s{k}") for k, power in enumerate(powers)]
    made = [(power * weight).sum().alias(f"@s{k}") for k, power in enumerate(powers)]
    squared = [(power * weight * weight).sum().alias(f"@ww{k}") for k, power in enumerate(powers)]
    return made + squared
