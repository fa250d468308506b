"""A catalog as a table: what the passes read, through its store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from everyhue.audit.catalog.columns import REASON, SURE
from everyhue.catalog import Catalog
from everyhue.types import Labels

if TYPE_CHECKING:
    import polars as pl


def catalog_frame(catalog: Catalog) -> pl.DataFrame:
    """Return the live items of a catalog: id, attributes, and what each dimension says.

    A dimension with a probability between 0 and 1 gives a column for each bucket, one of what is
    sure and one of reasons; any other gives one column of bucket ids, or of the reason where there
    is none.

    Parameters
    ----------
    catalog : Catalog
        Open.

    Returns
    -------
    polars.DataFrame
        One row an item; nothing is indexed for it.
    """
    import polars as pl

    ids, attributes, labels = catalog.described()
    columns: dict[str, Any] = {}
    for name in dict.fromkeys(key for one in attributes for key in one):
        columns[name] = [one.get(name) for one in attributes]
    columns["id"] = ids
    for held in labels.values():
        columns |= _said(held)
    return pl.DataFrame(columns, strict=False)


def _said(labels: Labels) -> dict[str, Any]:
    hard = ~labels.known | (labels.probs.max(axis=1, initial=0) >= 1)
    if hard.all():
        words = np.array([*labels.buckets, None], object)[labels.sure]
        return {labels.dimension: np.where(labels.known, words, labels.reason).tolist()}
    made: dict[str, Any] = {
        f"{labels.dimension}:{bucket}": labels.probs[:, spot].astype(np.float64)
        for spot, bucket in enumerate(labels.buckets)
    }
    words = np.array([*labels.buckets, None], object)[labels.sure]
    return made | {
        f"{labels.dimension}:{SURE}": words.tolist(),
        f"{labels.dimension}:{REASON}": labels.reason.tolist(),
    }
