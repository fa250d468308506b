"""Ranking audit: time and memory of counting a log, by rows, by what is asked, and by engine.

    python benchmarks/audit_ranking.py [--write] [--most 10000000]

Each run is a process of its own that reads a Parquet file of lists of ten, streamed. Beside it
stands the loop that it replaces: the same list measures called once for each request, on fewer
requests and scaled. Sums are asserted equal. ``--write`` puts the table into audit_ranking.md.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from everyhue import metrics
from everyhue.audit.ranking import RankingColumns, audit_rankings, count_file, count_ranking
from everyhue.audit.ranking.tell import tell_ranking
from everyhue.report import render

K, BUCKETS = 10, ("light", "light_medium", "medium_deep", "deep")
LOOPED = 5_000
WAYS = {
    "one dimension": RankingColumns("q", "p", ("skin_tone",), request="r"),
    "and clicks, groups": RankingColumns(
        "q", "p", ("skin_tone",), request="r", clicks="c", users=("locale",)
    ),
    "two dimensions, all of it": RankingColumns(
        "q", "p", ("skin_tone", "hair"), request="r", clicks="c", relevance="rel",
        users=("locale",), provider="shop", ks=(10, 5),
    ),
}  # fmt: skip


def main() -> None:
    """Run everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--most", type=int, default=10_000_000, help="rows of the largest log")
    parser.add_argument("--one", nargs=3, metavar=("ENGINE", "WAY", "FILE"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(one(*asked.one)))
        return
    with tempfile.TemporaryDirectory() as folder:
        sizes = [n for n in (100_000, 1_000_000, 10_000_000, 100_000_000) if n <= asked.most]
        text = "\n".join([heading(), table(Path(folder), sizes), loop(Path(folder))])
    print(text)
    if asked.write:
        Path(__file__).with_suffix(".md").write_text(text + "\n", "utf-8")


def heading() -> str:
    return (
        "# Ranking audits\n\nMade by `python benchmarks/audit_ranking.py --write`. CPU seconds of "
        f"all threads, in a process of its own. {platform.machine()}, Python "
        f"{platform.python_version()}, polars {pl.__version__}, two threads.\n\nA log of lists of "
        "ten in Parquet: four skewed buckets and 10% unknown at random, which is the worst case: "
        "nearly every list is a sequence of its own. Memory is the peak beyond what importing "
        "takes.\n"
    )


def written(folder: Path, rows: int) -> Path:
    """Write a log in pieces."""
    path, rng = folder / f"{rows}.parquet", np.random.default_rng(0)
    if path.exists():
        return path
    sink, piece = None, min(rows, 1_000_000)
    for start in range(0, rows, piece):
        lists = piece // K
        request = start // K + np.arange(lists)
        tone = rng.choice([*BUCKETS, None], piece, p=[0.45, 0.25, 0.15, 0.05, 0.1])
        hair = rng.choice(["coily", "curly", "wavy", "straight"], piece, p=[0.1, 0.2, 0.3, 0.4])
        frame = pl.DataFrame(
            {
                "q": np.repeat(request % max(1, rows // 50), K), "r": np.repeat(request, K),
                "p": np.tile(np.arange(1, K + 1), lists), "skin_tone": tone.tolist(), "hair": hair,
                "c": (rng.random(piece) < 0.03).astype(np.int8),
                "rel": rng.integers(0, 4, piece).astype(np.int8),
                "locale": np.repeat(rng.choice(["de", "fr", "ja"], lists), K),
                "shop": rng.integers(0, 5_000, piece),
            },
            schema_overrides={"skin_tone": pl.String},
        ).to_arrow()  # fmt: skip
        sink = sink or pq.ParquetWriter(path, frame.schema)
        sink.write_table(frame)
    assert sink is not None
    sink.close()
    return path


def one(engine: str, way: str, path: str) -> dict[str, float]:
    """Count one log, and audit the tally."""
    base, start = peak(), time.process_time()
    if engine == "polars":
        tally = count_file(path, WAYS[way])
    else:
        import duckdb

        con = duckdb.connect()
        con.execute("SET threads = 2")
        tally = count_ranking(con.read_parquet(path), WAYS[way])
    counted, memory = time.process_time() - start, peak() - base
    size = Path(path).with_suffix(".tally")
    tally.save(size)
    start = time.process_time()
    page = render(tell_ranking(audit_rankings(tally)).document)
    told = time.process_time() - start
    return {"cpu": counted, "mib": memory, "tally": size.stat().st_size / 2**20, "told": told,
            "page": len(page) / 1024}  # fmt: skip


def peak() -> float:
    """MiB this process had at most; unlike `getrusage` without what it was started from."""
    words = Path("/proc/self/status").read_text().split()
    return int(words[words.index("VmHWM:") + 1]) / 1024


def table(folder: Path, sizes: list[int]) -> str:
    lines = ["| rows | engine | asked | CPU s | s per million rows | MiB | tally MiB | report s |",
             "|---|---|---|---|---|---|---|---|"]  # fmt: skip
    for rows in sizes:
        path = written(folder, rows)
        for engine in ("polars", "duckdb"):
            for way in WAYS:
                if engine == "duckdb" and (way != "one dimension" or rows > 10_000_000):
                    continue
                made = run(engine, way, path)
                lines.append(
                    f"| {rows:,} | {engine} | {way} | {made['cpu']:.2f} | "
                    f"{made['cpu'] / rows * 1e6:.2f} | {made['mib']:.0f} | {made['tally']:.1f} | "
                    f"{made['told']:.2f} |"
                )
    return "\n".join(lines)


def run(engine: str, way: str, path: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, __file__, "--one", engine, way, str(path)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    made: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return made


def loop(folder: Path) -> str:
    """The same measures of one list, called once a request."""
    rows = LOOPED * K
    path = written(folder, rows)
    target, place = [0.25] * 4, {name: i for i, name in enumerate(BUCKETS)}
    frame = pl.read_parquet(path).sort("r", "p")
    start = time.process_time()
    codes = np.array([place.get(tone, -1) for tone in frame["skin_tone"].to_list()])
    total = 0.0
    for sure in codes.reshape(-1, K):
        shown = metrics.Shown.of(sure, 4, K)
        metrics.div_at_k(shown, buckets=4, k=K)
        metrics.infeasible_index(shown, target=target, k=K)
        metrics.min_skew_at_k(shown, target=target, k=K)
        metrics.max_skew_at_k(shown, target=target, k=K)
        metrics.awrf(shown, target=target, k=K)
        metrics.exposure_gap(shown, target=target, k=K)
        metrics.unknown_share(shown, k=K)
        for bucket in range(4):
            metrics.exposure_share(shown, bucket=bucket, k=K)
            metrics.skew_at_k(shown, bucket=bucket, target=target, k=K)
        total += metrics.ndkl(shown, target=target, k=K).estimate or 0.0
    spent = time.process_time() - start
    tally = count_file(str(path), WAYS["one dimension"])
    ours = sum(row.get("ndkl@10", 0.0) for row in tally.sums.values())
    assert abs(ours - total) < 1e-6, (ours, total)
    return (
        f"\nThe loop that this replaces, the list measures alone called once for each of "
        f"{LOOPED:,} requests: {spent / rows * 1e6:.1f} CPU s per million rows, so about "
        f"{spent / rows * 1e7:.0f} for ten million. NDKL sums agree to 1e-6."
    )


if __name__ == "__main__":
    main()
