"""Catalogs counted on Spark: the same tally, and nothing but the tally comes back."""

from __future__ import annotations

import polars as pl
import pytest

from everyhue.audit.catalog import Asked, Sample, columns_of, count_catalog
from everyhue.signals.dimensions import SHIPPED

DECLARED = {dimension.name: dimension for dimension in SHIPPED}


@pytest.mark.parametrize("cluster", ["creator"])
def test_spark_counts_what_polars_counts(spark, cluster):
    tones = DECLARED["skin_tone"].ids
    rows = [
        {"id": f"i{i}", "hair_pattern": ("coily", "Curly", "covered", None, "")[i % 5],
         "topic": ("braids", "日本", None)[i % 3], "creator": "abcd"[i % 4]}
        | {f"skin_tone:{t}": None if i % 7 == 0 else p
           for t, p in zip(tones, ((0.9, 0.1, 0.0, 0.0), (0.2, 0.3, 0.5, 0.0), (0.0,) * 4)[i % 3],
                           strict=True)}
        for i in range(120)
    ]  # fmt: skip
    frame = pl.DataFrame(rows)
    columns = columns_of(frame.columns, Asked(cluster=cluster), DECLARED)
    sample = Sample(frame.head(40).select("id").with_columns(hair_pattern=pl.lit("coily")))
    schema = ", ".join(
        f"`{name}` {'double' if name.startswith('skin') else 'string'}" for name in frame.columns
    )
    there = spark.createDataFrame([tuple(row.values()) for row in rows], schema)
    one, two = count_catalog(frame, columns, sample), count_catalog(there, columns, sample)
    assert one.kind == two.kind
    assert one.counts == two.counts
    assert one.undefined == two.undefined
    for cell, row in one.sums.items():
        assert two.sums[cell]["p"] == pytest.approx(row["p"], rel=1e-9)
