"""Tables of any make, in one language: narwhals expressions over polars, DuckDB or Spark.

A measure that needs rows writes its one grouped pass against these; what comes back is a small
polars frame, whatever engine made it.
"""

from everyhue.metrics.frames.bucket import BUCKETS, bucket_of_text, with_bucket
from everyhue.metrics.frames.collect import collected
from everyhue.metrics.frames.lazy import as_lazy

__all__ = ["BUCKETS", "as_lazy", "bucket_of_text", "collected", "with_bucket"]
