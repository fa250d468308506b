"""Tables of any make, in one language: narwhals expressions over polars, DuckDB or Spark.

A measure that needs rows writes its one grouped pass against these; what comes back is a small
polars frame, whatever engine made it.
"""

from everyhue.metrics.frames.bucket import BUCKETS, bucket_of_text, with_bucket
from everyhue.metrics.frames.chosen import chosen
from everyhue.metrics.frames.collect import collected
from everyhue.metrics.frames.lazy import as_lazy, in_memory
from everyhue.metrics.frames.passes import passes
from everyhue.metrics.frames.words import word_of, words

__all__ = [
    "BUCKETS", "as_lazy", "bucket_of_text", "chosen", "collected", "in_memory", "passes",
    "with_bucket", "word_of", "words",
]  # fmt: skip
