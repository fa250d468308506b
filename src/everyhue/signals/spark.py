"""The same signal over a Spark table of vectors: batch or stream, one call, the same columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import bad_value, missing_extra, unknown_name
from everyhue.signals.labels_file import PARTS, Labelled
from everyhue.signals.labels_frame import ITEM
from everyhue.signals.trained import TrainedSignal

if TYPE_CHECKING:
    import pyarrow


def label_table(
    table: Any, signal: TrainedSignal, *, item: str = ITEM, vector: str = "vector"
) -> Any:
    """Label every row of a Spark table, in the executors.

    Parameters
    ----------
    table : pyspark.sql.DataFrame
        A column of ids and one of vectors (arrays of numbers); batch or streaming.
    signal : TrainedSignal
        The model, as trained and saved; it travels with the query.
    item, vector : str
        Names of those columns.

    Returns
    -------
    pyspark.sql.DataFrame
        The columns of a labels file: one row for each row of the table. A missing vector, or one of
        another length than the model's, is ``no_vector``.

    Raises
    ------
    UnknownNameError
        For a column that is not there.
    MissingExtraError
        Without pyspark or pyarrow.

    Notes
    -----
    Executors need Everyhue installed. Cost: that of `TrainedSignal.read`, plus Arrow both ways.
    Probabilities agree with those of a batch on one machine to 1e-4, labels entirely but for items
    whose probability is that near a threshold.
    Source: `DataFrame.mapInArrow`; the Spark context is not touched.
    """
    try:
        import pyarrow
    except ImportError:
        raise missing_extra("spark", "pyarrow") from None
    for column in (item, vector):
        if column not in table.columns:
            raise unknown_name("column of the table", column, table.columns)
    del pyarrow
    chosen = table.select(table[item].cast("string").alias(ITEM), table[vector].alias("vector"))
    return chosen.mapInArrow(_labeller(signal), schema_of(signal))


def schema_of(signal: TrainedSignal) -> str:
    """Return the columns of a labels file as Spark writes them.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> schema_of(SimpleNamespace(dimension="tone", buckets=("light",))).split(", ")[:2]
    ['`item` string', '`tone:light` float']
    """
    kinds = {"people": "int", "each": "array<array<float>>"}
    columns = [f"`{ITEM}` string"]
    columns += [f"`{signal.dimension}:{bucket}` float" for bucket in signal.buckets]
    columns += [f"`{signal.dimension}:{part}` {kinds.get(part, 'string')}" for part in PARTS]
    return ", ".join(columns)


def _labeller(
    signal: TrainedSignal,
) -> Callable[[Iterable[pyarrow.RecordBatch]], Iterator[pyarrow.RecordBatch]]:
    def labelled(batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        for batch in batches:
            vectors = vectors_of(batch.column(1), signal.width)
            labels, sets = signal.read(vectors)
            made = Labelled.of(batch.column(0).to_pylist(), labels, sets)
            yield from _as_spark_has_them(made, signal)

    return labelled


def vectors_of(column: pyarrow.Array, width: int) -> NDArray[np.float32]:
    """Return a column of lists as (n, width); zeros where there is none, or one of another length.

    Examples
    --------
    >>> import pyarrow
    >>> vectors_of(pyarrow.array([[1., 2.], None, [3.]]), 2).tolist()
    [[1.0, 2.0], [0.0, 0.0], [0.0, 0.0]]
    """
    from pyarrow import compute

    rows = np.zeros((len(column), width), np.float32)
    lengths = compute.list_value_length(column).fill_null(-1).to_numpy(zero_copy_only=False)
    fits = lengths == width
    if not fits.any():
        return rows
    kept = column.filter(compute.equal(compute.list_value_length(column), width))
    flat = compute.list_flatten(kept).to_numpy(zero_copy_only=False).astype(np.float32)
    if flat.size != int(fits.sum()) * width:
        raise bad_value("vectors", flat.size, f"{int(fits.sum()) * width} numbers")
    rows[fits] = flat.reshape(-1, width)
    return rows


def _as_spark_has_them(made: Labelled, signal: TrainedSignal) -> Iterator[pyarrow.RecordBatch]:
    """Bring the columns to the types that Spark was told."""
    import pyarrow

    table = made.frame().to_arrow()
    kinds: dict[str, Any] = {
        f"{signal.dimension}:people": pyarrow.int32(),
        f"{signal.dimension}:each": pyarrow.list_(pyarrow.list_(pyarrow.float32())),
    }
    numbers = {f"{signal.dimension}:{bucket}" for bucket in signal.buckets}
    fields = [
        pyarrow.field(
            name, pyarrow.float32() if name in numbers else kinds.get(name, pyarrow.string())
        )
        for name in table.column_names
    ]
    yield from table.cast(pyarrow.schema(fields)).to_batches()
