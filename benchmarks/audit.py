"""Group audit beside Fairlearn and Aequitas: CPU and memory of counting, and of intervals.

    python benchmarks/audit.py [--write]

Each way runs in a process of its own and reads the same Parquet file; what is timed is counting
from the loaded table, and for ours also from the file itself, streamed. Counts are asserted equal.
Peers are run on fewer rows and scaled, which the table says. A peer that is not installed is left
out. ``--write`` puts the table into audit.md beside this file.
"""

from __future__ import annotations

import argparse
import json
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

import numpy as np
import polars as pl

from everyhue.audit.model import audit_model
from everyhue.audit.model.operating import bootstrap_gap
from everyhue.audit.model.tell import tell_model
from everyhue.metrics.groups import Cells, Columns, count_groups
from everyhue.report import render

CELLS = (6, 5, 2)
COLUMNS = Columns("y", ("tone", "hair", "gender"), prediction="p")
PEER_ROWS, BOOTS = 1_000_000, 2


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
        text = "\n".join([heading(), counting(Path(folder)), growth(Path(folder)), alone()])
    print(text)
    if asked.write:
        Path(__file__).with_suffix(".md").write_text(text + "\n", "utf-8")


def heading() -> str:
    """Machine and versions."""
    held = ", ".join(f"{name} {installed(name)}" for name in
                     ("polars", "numpy", "fairlearn", "aequitas"))  # fmt: skip
    return (
        "# Group audits\n\nMade by `python benchmarks/audit.py --write`. CPU seconds of all "
        f"threads. {platform.machine()}, Python {platform.python_version()}; {held}.\n\n"
        "60 cells (6 × 5 × 2 values as text), label and prediction as whole numbers; selection "
        "rate, true and false positive rate, accuracy. Peers hold text as pandas does by default."
    )


def installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "(not installed)"


def written(folder: Path, rows: int) -> Path:
    """Write a Parquet file in pieces, so that it may be larger than memory."""
    path, rng = folder / f"{rows}.parquet", np.random.default_rng(0)
    if path.exists():
        return path
    whole, piece = [], 1_000_000
    for start in range(0, rows, piece):
        n = min(piece, rows - start)
        codes = [rng.integers(0, size, n) for size in CELLS]
        words = {name: pl.Series(np.array([f"{name} {i}" for i in range(size)])[code])
                 for name, size, code in zip(COLUMNS.by, CELLS, codes, strict=True)}  # fmt: skip
        y, p = (pl.Series((rng.random(n) < share).astype(np.int8)) for share in (0.4, 0.3))
        whole.append(pl.DataFrame({**words, "y": y, "p": p}).lazy())
    pl.concat(whole).sink_parquet(path)
    return path


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
    frame = pl.scan_parquet(path)
    rows = frame.select(pl.len()).collect().item()
    return timed(lambda: selected(Cells.of_tally(count_groups(frame, COLUMNS))), rows)


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
    "fairlearn": fairlearn_frame, "fairlearn_boot": fairlearn_boot, "aequitas": aequitas_group,
}  # fmt: skip


def run(way: str, path: Path) -> dict[str, Any]:
    """Run one way in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--one", way, str(path)], capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def counting(folder: Path) -> str:
    """Ours on 10 M rows, peers on fewer, scaled."""
    large, small = written(folder, 10_000_000), written(folder, PEER_ROWS)
    lines = ["\n## Beside peers, 10 M rows\n",
             "| what | rows run | CPU s | for 10 M rows | MB beyond the table | peer / ours |",
             "|---|---:|---:|---:|---:|---:|"]  # fmt: skip
    mine, check = run("ours_table", large), run("ours_table", small)
    lines.append(row("everyhue, table in memory", mine, mine, 10_000_000))
    lines.append(
        row("everyhue, streamed from Parquet", run("ours_stream", large), mine, 10_000_000)
    )
    peers = {name: run(name, small) for name in ("aequitas", "fairlearn") if find_spec(name)}
    for name, theirs in peers.items():
        assert theirs["counts"] == check["counts"], name
        lines.append(row(f"{name}, counts equal", theirs, mine, 10_000_000))
    lines += ["\n## Intervals, 1 M rows, 100 resamples\n",
              "| what | rows run | CPU s | for 1 M rows, B = 100 | MB | peer / ours |",
              "|---|---:|---:|---:|---:|---:|"]  # fmt: skip
    mine = run("ours_intervals", small)
    lines.append(row("everyhue: pass and resampled cells", mine, mine, 1_000_000))
    if "fairlearn" in peers:
        theirs, once = run("fairlearn_boot", small), peers["fairlearn"]["cpu"]
        theirs["cpu"] = once + 100 * (theirs["cpu"] - once) / BOOTS
        lines.append(row(f"fairlearn, scaled from B = {BOOTS}", theirs, mine, 1_000_000))
    return "\n".join(lines)


def row(name: str, line: dict[str, Any], mine: dict[str, Any], rows: int) -> str:
    scaled, base = (one["cpu"] * rows / one["rows"] for one in (line, mine))
    return (
        f"| {name} | {line['rows']:,} | {line['cpu']:.3f} | {scaled:.3f} | {line['mb']:.0f} "
        f"| {scaled / base:,.1f} |"
    )


def growth(folder: Path) -> str:
    """CPU of the pass by rows, and of all that follows it."""
    lines = ["\n## Growth, streamed from Parquet\n", "| rows | pass, CPU s | ns a row | MB |",
             "|---:|---:|---:|---:|"]  # fmt: skip
    for rows in (1_000_000, 10_000_000, 30_000_000):
        line = run("ours_stream", written(folder, rows))
        lines.append(
            f"| {rows:,} | {line['cpu']:.3f} | {1e9 * line['cpu'] / rows:.0f} | {line['mb']:.0f} |"
        )
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
