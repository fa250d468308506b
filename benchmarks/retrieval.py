"""Nearest items of every bucket: recall, full lists and time, against what others do.

    python benchmarks/retrieval.py [--rows 200000 1000000] [--write]

Generated vectors, 128-d, in buckets of 70, 20, 8 and 2 %. Every query wants the 100 nearest rows of
each bucket. Recall is against exact search; *shortest* is the shortest list any query got. All run
on one thread but the exact product, which takes what NumPy takes. Read the ratios within a table:
other work may have shared the cores.

``--write`` puts the tables into retrieval.md beside this file.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from everyhue.catalog import Catalog, Item
from everyhue.catalog.exact import ExactIndex
from everyhue.catalog.partitioned import PartitionedIndex
from everyhue.types import Bucket, Dimension, Labels

WIDTH, DEPTH, QUERIES = 128, 100, 200
SHARES = (0.7, 0.2, 0.08, 0.02)
IDS = tuple(f"b{share:.0%}".replace("%", "") for share in SHARES)
HERE = Path(__file__).parent
Matrix = NDArray[np.float32]
Search = Callable[[Matrix], list[NDArray[np.intp]]]


@dataclass(frozen=True)
class Data:
    """Vectors, queries from the same source, and the bucket of every row."""

    name: str
    vectors: Matrix
    queries: Matrix
    labels: Labels

    @property
    def groups(self) -> list[NDArray[np.intp]]:
        return [np.flatnonzero(self.labels.sure == bucket) for bucket in range(len(IDS))]


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    build: float
    milliseconds: NDArray[np.float64]
    recall: NDArray[np.float64]
    shortest: NDArray[np.intp]

    def cells(self) -> str:
        p50, p99 = np.percentile(self.milliseconds, (50, 99))
        recall = " / ".join(f"{value:.3f}" for value in self.recall)
        shortest = " / ".join(str(value) for value in self.shortest)
        return f"| {self.name} | {self.build:.1f} | {p50:.2f} | {p99:.2f} | {recall} | {shortest} |"


def made(rows: int, kind: str) -> Data:
    """Draw points around one centre per 500 rows, or (``noise``) around none."""
    rng = np.random.default_rng(11)
    total = rows + QUERIES
    vectors = rng.standard_normal((total, WIDTH), np.float32)
    if kind == "clusters":
        centres = rng.standard_normal((rows // 500, WIDTH), np.float32)
        vectors *= 0.6
        vectors += centres[rng.integers(0, len(centres), total)]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    picked = rng.choice(len(SHARES), rows, p=SHARES)
    labels = Labels.from_hard([IDS[spot] for spot in picked], IDS, dimension="x")
    return Data(f"{rows:,} rows, {kind}", vectors[:rows], vectors[rows:], labels)


# The ways to search


def exact(data: Data) -> Search:
    index = ExactIndex.of(data.vectors, np.ones(len(data.vectors), bool), {"x": data.labels})
    return lambda query: [rows for rows, _ in index.top_by_bucket(query, DEPTH, "x")][:-1]


def everyhue(data: Data) -> Search:
    alive = np.ones(len(data.vectors), bool)
    index = PartitionedIndex.of(data.vectors, alive, {"x": data.labels})
    return lambda query: [rows for rows, _ in index.top_by_bucket(query, DEPTH, "x")][:-1]


def one_graph(data: Data) -> Search:
    """One HNSW graph; each bucket is a filter on it."""
    index = faiss.IndexHNSWFlat(WIDTH, 16, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = 64
    index.add(data.vectors)
    filters = selectors(data)
    options = [faiss.SearchParametersHNSW(efSearch=200, sel=chosen) for chosen in filters]
    return lambda query: [found(index, query, option) for option in options]


def one_ivf(data: Data) -> Search:
    """One set of clusters; each bucket is a filter on it."""
    lists = int(2 * len(data.vectors) ** 0.5)
    index = faiss.IndexIVFFlat(faiss.IndexFlatIP(WIDTH), WIDTH, lists, faiss.METRIC_INNER_PRODUCT)
    index.cp.niter, index.cp.max_points_per_centroid = 8, 64
    index.train(data.vectors)
    index.add(data.vectors)
    filters = selectors(data)
    options = [faiss.SearchParametersIVF(nprobe=16, sel=chosen) for chosen in filters]
    return lambda query: [found(index, query, option) for option in options]


def selectors(data: Data) -> list[faiss.IDSelectorBitmap]:
    masks = [np.packbits(data.labels.sure == b, bitorder="little") for b in range(len(IDS))]
    return [faiss.IDSelectorBitmap(mask) for mask in masks]


def found(index: faiss.Index, query: Matrix, options: faiss.SearchParameters) -> NDArray[np.intp]:
    rows = index.search(query[None], DEPTH, params=options)[1][0]
    return rows[rows >= 0]


# Measuring


def measured(name: str, make: Callable[[Data], Search], data: Data, truth: list) -> Row:
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    started = time.perf_counter()
    search = make(data)
    build = time.perf_counter() - started
    faiss.omp_set_num_threads(1)
    search(data.queries[0])
    times, hits, lengths = [], [], []
    for query, true in zip(data.queries, truth, strict=True):
        started = time.perf_counter()
        lists = search(query)
        times.append(time.perf_counter() - started)
        hits.append([np.isin(want, got).mean() for want, got in zip(true, lists, strict=True)])
        lengths.append([len(got) for got in lists])
    return Row(name, build, 1000 * np.array(times), np.mean(hits, axis=0), np.min(lengths, axis=0))


def table(data: Data, ways: dict[str, Callable[[Data], Search]]) -> Iterator[str]:
    search = exact(data)
    truth = [search(query) for query in data.queries]
    yield f"\n### {data.name}\n"
    yield "| | build, s | p50, ms | p99, ms | recall@100, 70 / 20 / 8 / 2 % | shortest list |"
    yield "|---|---:|---:|---:|---|---|"
    for name, make in ways.items():
        yield measured(name, make, data, truth).cells()


def live(rows: int) -> Iterator[str]:
    """Time a catalog on disk: made, opened, changed while it is open."""
    data = made(rows, "clusters")
    dimension = Dimension("x", "X", tuple(Bucket(name, name) for name in IDS))
    sure = data.labels.sure
    items = (
        Item(f"i{i}", f"look {i % 977} of {i % 31}", vector=vector, labels={"x": IDS[sure[i]]})
        for i, vector in enumerate(data.vectors)
    )
    with tempfile.TemporaryDirectory() as folder:
        steps = {"make": timed(lambda: Catalog.create(folder, items, dimensions=[dimension]))}
        catalog = Catalog.open(folder)
        steps["open: read and index"] = timed(catalog.snapshot)
        catalog.refresh()
        steps["refresh, nothing new"] = timed(catalog.refresh)
        with Catalog.open(folder) as writer:
            writer.apply(take_down=["i5"])
            steps["refresh after 1 was taken down"] = timed(catalog.refresh)
            writer.apply(
                [Item(f"new{i}", "a new look", vector=data.queries[0]) for i in range(1000)]
            )
            steps["refresh after 1,000 were added"] = timed(catalog.refresh)
    yield f"\n### A catalog of {rows:,} items on disk\n"
    yield "| step | time |"
    yield "|---|---:|"
    yield from (f"| {name} | {shown(seconds)} |" for name, seconds in steps.items())


def timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def shown(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{1000 * seconds:.3g} ms"


def machine() -> str:
    versions = ", ".join(f"{module.__name__} {module.__version__}" for module in (np, faiss))
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"{versions}. Made by `python benchmarks/retrieval.py --write`."
    )


def lines(sizes: list[int]) -> Iterator[str]:
    yield "# Retrieval per bucket\n"
    yield machine()
    yield "\n" + __doc__.split("\n\n")[2].replace("\n", " ")
    ways = {"exact (NumPy)": exact, "**everyhue**": everyhue, "one IVF + filter": one_ivf}
    for rows in sizes:
        graph = {"one HNSW graph + filter": one_graph} if rows <= 200_000 else {}
        yield from table(made(rows, "clusters"), ways | graph)
    yield from table(made(min(sizes), "noise"), ways)
    yield from live(min(sizes))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[200_000, 1_000_000])
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    told = []
    for line in lines(options.rows):
        print(line, flush=True)
        told.append(line)
    if options.write:
        (HERE / "retrieval.md").write_text("\n".join(told) + "\n", "utf-8")


if __name__ == "__main__":
    main()
