"""Group audit beside Fairlearn and Aequitas: CPU and memory of counting, and of intervals.

    python benchmarks/audit.py [--write]

Each way runs in a process of its own and reads the same Parquet file; what is timed is counting
from the loaded table, and for ours also from the file itself, streamed, by each engine. Counts are
asserted equal. Up to 100 million rows are made on the fly, as files that take under 200 MB.
Peers are run on fewer rows and scaled, which the table says. A peer that is not installed is left
out. ``--write`` puts the table into audit.md beside this file.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl

from everyhue.audit.adapters import frame_of
from everyhue.audit.model import audit_model
from everyhue.audit.model.operating import bootstrap_gap
from everyhue.audit.model.tell import tell_model
from everyhue.metrics.frames import chosen
from everyhue.metrics.frames.passes import BATCH
from everyhue.metrics.groups import Cells, Columns, count_groups
from everyhue.report import render

CELLS = (6, 5, 2)
COLUMNS = Columns("y", ("tone", "hair", "gender"), prediction="p")
SIZES = (1_000_000, 10_000_000, 100_000_000)
ENGINES = {"ours_stream": "polars", "ours_duckdb": "DuckDB", "ours_spark": "Spark"}
PEER_ROWS, BOOTS, PIECE, GROUP = 1_000_000, 2, 2_000_000, 100_000


def main() -> None:
    """Run everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write audit.md")
    parser.add_argument("--one", nargs=2, metavar=("WAY", "FILE"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(WAYS[asked.one[0]](Path(asked.one[1]))))
        return
    with tempfile.TemporaryDirectory() as folder:
        parts = [heading(), counting(Path(folder)), growth(Path(folder)), sizes(), alone()]
        text = "\n".join(parts)
    print(text)
    if asked.write:
        Path(__file__).with_suffix(".md").write_text(text + "\n", "utf-8")


def heading() -> str:
    """Machine and versions."""
    held = ", ".join(f"{name} {installed(name)}" for name in
                     ("polars", "duckdb", "pyspark", "numpy", "fairlearn", "aequitas"))  # fmt: skip
    return (
        "# Group audits\n\nMade by `python benchmarks/audit.py --write`. CPU seconds of all "
        f"threads; other work ran beside. {platform.machine()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}; {held}.\n\n"
        "60 cells (6 × 5 × 2 values as text), label and prediction as whole numbers; selection "
        "rate, true and false positive rate, accuracy. Peers hold text as pandas does by default."
    )


def installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "(not installed)"


def written(folder: Path, rows: int) -> Path:
    """Write a folder of Parquet files, piece by piece."""
    home, rng = folder / str(rows), np.random.default_rng(0)
    if home.exists():
        return home
    home.mkdir(parents=True)
    for start in range(0, rows, PIECE):
        n = min(PIECE, rows - start)
        codes = [rng.integers(0, size, n) for size in CELLS]
        words = {name: pl.Series(np.array([f"{name} {i}" for i in range(size)])[code])
                 for name, size, code in zip(COLUMNS.by, CELLS, codes, strict=True)}  # fmt: skip
        y, p = (pl.Series((rng.random(n) < share).astype(np.int8)) for share in (0.4, 0.3))
        pl.DataFrame({**words, "y": y, "p": p}).write_parquet(
            home / f"{start}.parquet", row_group_size=GROUP
        )
    return home


def timed(work: Callable[[], Any], rows: int) -> dict[str, Any]:
    """CPU seconds, peak memory beyond what was loaded, and the counts it came to."""
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
    before = memory("VmRSS")
    start = time.process_time()
    counts = work()
    spent = time.process_time() - start
    return {"cpu": spent, "mb": memory("VmHWM") - before, "rows": rows, "counts": counts}


def memory(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))


def selected(cells: Cells) -> list[int]:
    return sorted(int(n) for n in cells.rows[:, :2].sum(1))


def ours_table(path: Path) -> dict[str, Any]:
    frame = pl.read_parquet(path)
    return timed(lambda: selected(Cells.of_tally(count_groups(frame, COLUMNS))), len(frame))


def ours_stream(path: Path) -> dict[str, Any]:
    frame = frame_of(str(path), "polars")
    rows = frame.select(nw.len()).collect().item()
    return timed(lambda: selected(Cells.of_tally(count_groups(frame, COLUMNS))), rows)


def scan_stream(path: Path) -> dict[str, Any]:
    """Reading the columns and nothing else, in the same batches."""
    frame = nw.to_native(chosen(frame_of(str(path), "polars"), COLUMNS.roles))

    def work() -> list[int]:
        return [
            len(batch)
            for batch in frame.collect_batches(
                chunk_size=BATCH, maintain_order=False, engine="streaming"
            )
        ]

    return timed(work, 1) | {"counts": []}


def ours_duckdb(path: Path) -> dict[str, Any]:
    frame = frame_of(str(path), "duckdb")
    rows = frame.select(nw.len()).collect().item()
    return timed(lambda: selected(Cells.of_tally(count_groups(frame, COLUMNS))), rows)


def ours_spark(path: Path) -> dict[str, Any]:
    """Warm: a session is there and has counted once. CPU is that of the JVM and this process."""
    frame = frame_of(str(path), "spark")
    rows = frame.select(nw.len()).collect().item()
    count_groups(frame, COLUMNS)
    before, start = family_cpu(), time.time()
    counts = selected(Cells.of_tally(count_groups(frame, COLUMNS)))
    spent = family_cpu() - before
    return {"cpu": spent, "mb": None, "rows": rows, "counts": counts, "s": time.time() - start}


def family_cpu() -> float:
    """CPU seconds of this process and of those it started."""
    ticks, parents = {}, {}
    for held in Path("/proc").glob("[0-9]*/stat"):
        try:
            parts = held.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(held.parent.name)
        ticks[pid], parents[pid] = int(parts[11]) + int(parts[12]), int(parts[1])
    family = {os.getpid()}
    while new := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= new
    return sum(ticks[pid] for pid in family) / os.sysconf("SC_CLK_TCK")


def ours_intervals(path: Path) -> dict[str, Any]:
    """100 resamples of the cells' counts, after one pass."""
    frame = pl.read_parquet(path)

    def work() -> list[float]:
        cells = Cells.of_tally(count_groups(frame, COLUMNS))
        return list(bootstrap_gap(cells, np.random.default_rng(0), 100))

    return timed(work, len(frame))


def fairlearn_frame(path: Path, **more: Any) -> dict[str, Any]:
    warnings.simplefilter("ignore")
    from fairlearn.metrics import MetricFrame, false_positive_rate, selection_rate
    from fairlearn.metrics import true_positive_rate as tpr
    from sklearn.metrics import accuracy_score

    table = as_pandas(path)
    measures = {"selection": selection_rate, "tpr": tpr, "fpr": false_positive_rate,
                "accuracy": accuracy_score}  # fmt: skip

    def work() -> list[int]:
        frame = MetricFrame(
            metrics=measures, y_true=table["y"], y_pred=table["p"],
            sensitive_features=table[list(COLUMNS.by)], **more,
        )  # fmt: skip
        sizes = table.groupby(list(COLUMNS.by)).size()
        return sorted(
            round(share * sizes[cell]) for cell, share in frame.by_group["selection"].items()
        )

    return timed(work, len(table))


def fairlearn_boot(path: Path) -> dict[str, Any]:
    more = {"n_boot": BOOTS, "ci_quantiles": [0.025, 0.975], "random_state": 0}
    return fairlearn_frame(path, **more)


def aequitas_group(path: Path) -> dict[str, Any]:
    warnings.simplefilter("ignore")
    from aequitas.group import Group

    table = as_pandas(path).rename(columns={"y": "label_value", "p": "score"})
    one, two, three = (table[name] for name in COLUMNS.by)
    table["cell"] = (one + " " + two + " " + three).astype(object)
    frame = table[["cell", "label_value", "score"]]

    def work() -> list[int]:
        crosstab, _ = Group().get_crosstabs(frame, attr_cols=["cell"])
        return sorted(int(n) for n in crosstab["pp"])

    return timed(work, len(table))


def as_pandas(path: Path) -> Any:
    import pandas as pd

    frame = pl.read_parquet(path)
    return pd.DataFrame({name: frame[name].to_list() if frame[name].dtype == pl.String
                         else frame[name].to_numpy() for name in frame.columns})  # fmt: skip


WAYS = {
    "ours_table": ours_table, "ours_stream": ours_stream, "ours_intervals": ours_intervals,
    "scan_stream": scan_stream, "ours_duckdb": ours_duckdb, "ours_spark": ours_spark,
    "fairlearn": fairlearn_frame, "fairlearn_boot": fairlearn_boot, "aequitas": aequitas_group,
}  # fmt: skip


def run(way: str, path: Path, times: int = 1) -> dict[str, Any]:
    """Run one way in processes of its own; of several runs, the one of the median CPU."""
    done = [
        subprocess.run([sys.executable, __file__, "--one", way, str(path)], capture_output=True,
                       text=True, check=True)
        for _ in range(times)
    ]  # fmt: skip
    lines = [json.loads(one.stdout.splitlines()[-1]) for one in done]
    return sorted(lines, key=lambda line: line["cpu"])[times // 2]


def counting(folder: Path) -> str:
    """Ours on 10 M rows, peers on fewer, scaled."""
    large, small = written(folder, 10_000_000), written(folder, PEER_ROWS)
    lines = ["\n## Beside peers, 10 M rows\n",
             "| what | rows run | CPU s | for 10 M rows | MB beyond the table | peer / ours |",
             "|---|---:|---:|---:|---:|---:|"]  # fmt: skip
    mine, check = run("ours_table", large, 3), run("ours_table", small)
    lines.append(row("everyhue, table in memory", mine, mine, 10_000_000))
    for way, name in ENGINES.items():
        theirs = run(way, large, 3 if way != "ours_spark" else 1)
        assert theirs["counts"] == mine["counts"], name
        lines.append(row(f"everyhue, from Parquet by {name}", theirs, mine, 10_000_000))
    peers = {
        name: run(name, small, 3 if name == "aequitas" else 1)
        for name in ("aequitas", "fairlearn")
        if find_spec(name)
    }
    for name, theirs in peers.items():
        assert theirs["counts"] == check["counts"], name
        lines.append(row(f"{name}, counts equal", theirs, mine, 10_000_000))
    lines += ["\n## Intervals, 1 M rows, 100 resamples\n",
              "| what | rows run | CPU s | for 1 M rows, B = 100 | MB | peer / ours |",
              "|---|---:|---:|---:|---:|---:|"]  # fmt: skip
    mine = run("ours_intervals", small, 3)
    lines.append(row("everyhue: pass and resampled cells", mine, mine, 1_000_000))
    if "fairlearn" in peers:
        theirs, once = run("fairlearn_boot", small), peers["fairlearn"]["cpu"]
        theirs["cpu"] = once + 100 * (theirs["cpu"] - once) / BOOTS
        lines.append(row(f"fairlearn, scaled from B = {BOOTS}", theirs, mine, 1_000_000))
    return "\n".join(lines)


def row(name: str, line: dict[str, Any], mine: dict[str, Any], rows: int) -> str:
    scaled, base = (one["cpu"] * rows / one["rows"] for one in (line, mine))
    memory = "in the JVM" if line["mb"] is None else f"{line['mb']:.0f}"
    return (
        f"| {name} | {line['rows']:,} | {line['cpu']:.3f} | {scaled:.3f} | {memory} "
        f"| {scaled / base:,.1f} |"
    )


def growth(folder: Path) -> str:
    """CPU of the pass by rows, by each engine, and what a billion rows would take."""
    lines = ["\n## Growth, from Parquet\n",
             "| rows | polars, CPU s | MB | DuckDB, CPU s | MB | Spark (warm), CPU s | seconds |",
             "|---:|---:|---:|---:|---:|---:|---:|"]  # fmt: skip
    spark = {}
    for rows in SIZES:
        path = written(folder, rows)
        one, two, three = (run(way, path) for way in ENGINES)
        assert one["counts"] == two["counts"] == three["counts"]
        spark[rows] = three["cpu"]
        lines.append(
            f"| {rows:,} | {one['cpu']:.2f} | {one['mb']:.0f} | {two['cpu']:.2f} | {two['mb']:.0f} "
            f"| {three['cpu']:.2f} | {three['s']:.1f} |"
        )
    low, high = SIZES[-2:]
    scan = run("scan_stream", written(folder, high))
    slope = (spark[high] - spark[low]) / (high - low)
    total = spark[high] + slope * (1_000_000_000 - high)
    lines.append(
        f"\nReading the columns without counting peaks at {scan['mb']:.0f} MB with polars at "
        f"{high:,} rows: that is the scan.\n\nSpark takes {1e9 * slope:.0f} CPU ns a row from "
        f"{low:,} to {high:,} rows. **An estimate on paper, not a run:** at that slope, 1 billion "
        f"rows take about {total:,.0f} CPU seconds, or {total / 32:,.0f} s on 32 such cores that "
        "are kept busy."
    )
    return "\n".join(lines)


def sizes() -> str:
    """Size of a tally of 60 cells, whatever the rows."""
    rng, n = np.random.default_rng(2), 1_000_000
    frame = pl.DataFrame(
        {name: rng.integers(0, size, n) for name, size in zip(COLUMNS.by, CELLS, strict=True)}
        | {"y": rng.integers(0, 2, n), "p": rng.integers(0, 2, n), "s": rng.random(n),
           "user": rng.integers(0, 100_000, n), "w": rng.random(n)}
    )  # fmt: skip
    lines = ["\n## Size of the tally, 60 cells, 1 M rows\n", "| of | KiB |", "|---|---:|"]
    for what, more in {
        "decisions": {"prediction": "p"},
        "decisions, clusters": {"prediction": "p", "cluster": "user"},
        "scores": {"score": "s"}, "scores, clusters": {"score": "s", "cluster": "user"},
        "scores, clusters, weights": {"score": "s", "cluster": "user", "weight": "w"},
    }.items():  # fmt: skip
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "tally.json"
            count_groups(frame, Columns("y", COLUMNS.by, **more)).save(path)
            lines.append(f"| {what} | {path.stat().st_size / 1024:,.0f} |")
    return "\n".join(lines)


def alone() -> str:
    """Report of 60 cells with all measures, from a tally."""
    rng = np.random.default_rng(1)
    n = 200_000
    frame = pl.DataFrame(
        {name: rng.integers(0, size, n) for name, size in zip(COLUMNS.by, CELLS, strict=True)}
        | {"y": rng.integers(0, 2, n), "p": rng.integers(0, 2, n)}
    )
    tally = count_groups(frame, COLUMNS)
    start = time.process_time()
    page = render(tell_model(audit_model(tally)).document)
    spent = time.process_time() - start
    return (
        f"\n## Report\n\nAll rates of 60 cells and their {6 + 5 + 2 + 30 + 12 + 10} marginal ones, "
        f"with intervals, as one page of {len(page) // 1024} KiB: {spent:.2f} CPU s (limit 2)."
    )


if __name__ == "__main__":
    main()
