"""Spark, a stream and one machine say the same of the same vectors."""

from __future__ import annotations

import numpy as np
import pytest

from everyhue.errors import UnknownNameError
from everyhue.signals.labels_file import read_labels

from .test_trained import trained

pyarrow = pytest.importorskip("pyarrow")

# Spark looks at the version of pandas, which nothing here uses.
pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas")


@pytest.fixture(scope="module")
def learnt():
    made, vectors, _ = trained(reasons=("covered",))
    return made.signal, vectors


def near_threshold(signal, probs, apart=1e-3):
    """Items whose label hangs on the last digits of a probability."""
    ratio = probs / signal.thresholds.at
    top = np.sort(ratio, axis=1)
    close = np.abs(top[:, -1] - 1) < apart
    close |= top[:, -1] - top[:, -2] < apart
    cut = 1 - signal.probe.sets.thresholds
    return close | (np.abs(probs - cut) < apart).any(axis=1)


def same(signal, labels, read, rows):
    """Probabilities to 1e-4, and labels entirely away from thresholds."""
    order = [rows[item] for item in read.items]
    expected = labels.take(order)
    assert np.abs(read.labels.probs - expected.probs).max() < 1e-4
    clear = ~near_threshold(signal, expected.probs)
    assert clear.mean() > 0.8
    assert (read.labels.sure == expected.sure)[clear].all()
    assert (read.labels.reason == expected.reason)[clear].all()
    assert read.labels.provenance == expected.provenance


def test_one_at_a_time_is_as_all_at_once(learnt):
    signal, vectors = learnt
    batch = signal.label(vectors[:300])
    single = [signal.label(vectors[row : row + 1]) for row in range(300)]
    probs = np.concatenate([one.probs for one in single])
    assert np.abs(probs - batch.probs).max() < 1e-4
    clear = ~near_threshold(signal, batch.probs)
    assert (np.array([one.sure[0] for one in single]) == batch.sure)[clear].all()


@pytest.fixture
def table(spark, learnt):
    _, vectors = learnt
    rows = [(f"i{row}", [float(x) for x in vector]) for row, vector in enumerate(vectors)]
    rows += [("none", None), ("short", [1.0, 2.0]), ("zeros", [0.0] * vectors.shape[1])]
    return spark.createDataFrame(rows, "item string, vector array<double>")


def test_spark_says_what_one_machine_says(learnt, table, tmp_path):
    from everyhue.signals.spark import label_table

    signal, vectors = learnt
    out = str(tmp_path / "labels.parquet")
    label_table(table.repartition(3), signal).write.parquet(out)
    read = read_labels(out)
    assert len(read) == len(vectors) + 3
    reason = dict(zip(read.items, read.labels.reason, strict=True))
    assert [reason[name] for name in ("none", "short", "zeros")] == ["no_vector"] * 3
    kept = [row for row, item in enumerate(read.items) if item.startswith("i")]
    rows = {f"i{row}": row for row in range(len(vectors))}
    same(signal, signal.label(vectors), read.take(kept), rows)


def test_a_stream_says_it_too(spark, learnt, table, tmp_path):
    from everyhue.signals.spark import label_table

    signal, vectors = learnt
    table.repartition(4).write.parquet(str(tmp_path / "in"))
    stream = spark.readStream.schema(table.schema).option("maxFilesPerTrigger", 2)
    labelled = label_table(stream.parquet(str(tmp_path / "in")), signal)
    query = (
        labelled.writeStream.format("parquet").outputMode("append")
        .option("checkpointLocation", str(tmp_path / "check"))
        .trigger(availableNow=True).start(str(tmp_path / "out"))
    )  # fmt: skip
    assert query.awaitTermination(120)
    read = read_labels(tmp_path / "out")
    kept = [row for row, item in enumerate(read.items) if item.startswith("i")]
    rows = {f"i{row}": row for row in range(len(vectors))}
    assert len(kept) == len(vectors)
    same(signal, signal.label(vectors), read.take(kept), rows)


def test_a_column_that_is_not_there(learnt, table):
    from everyhue.signals.spark import label_table

    with pytest.raises(UnknownNameError, match="vector"):
        label_table(table, learnt[0], vector="vectr")
