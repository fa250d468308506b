"""CPU time of `everyhue signals run --vectors`, whole: vectors on disk to a labels file.

`python benchmarks/run_speed.py [--before SRC] [--write]`. With `--before`, the `src` folder of
another checkout is timed in turns with this one, on the same vectors.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np
import polars

from everyhue.signals import HAIR_PATTERN
from everyhue.signals.probe import ProbeSettings
from everyhue.signals.trained import TrainedSignal, TrainSettings, train_signal
from everyhue.types import Labels

HERE = Path(__file__).parent
ITEMS, FEW, WIDTH, ROUNDS = 1_000_000, 1_000, 256, 5
BLOCK = 50_000
ONE = {f"{name}_THREADS": "1" for name in ("OMP_NUM", "OPENBLAS_NUM", "POLARS_MAX")}


def clouds(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return vectors in a cloud a bucket, and their buckets."""
    places = np.random.default_rng(5).normal(size=(len(HAIR_PATTERN.ids), WIDTH)) / 4
    which = rng.integers(0, len(places), n)
    return (places[which] + rng.standard_normal((n, WIDTH))).astype(np.float32), which


def signal_of(rng: np.random.Generator) -> TrainedSignal:
    vectors, which = clouds(900, rng)
    labels = Labels.from_hard([HAIR_PATTERN.ids[at] for at in which], HAIR_PATTERN)
    quick = TrainSettings(probe=ProbeSettings(folds=3, ridges=(0.1,), balances=(1.0,)))
    made = train_signal(vectors, labels, HAIR_PATTERN, rng, source="clouds", settings=quick)
    return made.signal


def write_vectors(path: Path, n: int, rng: np.random.Generator) -> None:
    held = np.lib.format.open_memmap(path, "w+", np.float32, (n, WIDTH))
    for start in range(0, n, BLOCK):
        held[start : start + BLOCK] = clouds(min(BLOCK, n - start), rng)[0]


def run(src: Path, vectors: Path, model: Path, out: Path) -> tuple[float, float]:
    """CPU seconds of the command in a process of its own, and its most memory in MB."""
    out.unlink(missing_ok=True)
    words = [sys.executable, "-m", "everyhue", "signals", "run", "--vectors", str(vectors),
             "--model", str(model), "--out", str(out), "--workers", "1"]  # fmt: skip
    env = os.environ | ONE | {"PYTHONPATH": str(src)}
    with subprocess.Popen(words, env=env, stdout=subprocess.DEVNULL) as child:
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def probe_alone(signal: TrainedSignal, vectors: Path) -> float:
    """CPU seconds of labels and sets in memory, nothing written."""
    held = np.load(vectors, mmap_mode="r")
    start = time.process_time()
    for at in range(0, len(held), 65_536):
        signal.read(held[at : at + 65_536])
    return time.process_time() - start


def sizes(path: Path) -> str:
    """Size and CPU of writing the file under several compressions."""
    table, rows = polars.read_parquet(path), []
    for name, level in (("zstd", 1), ("zstd", 3), ("lz4", None), ("uncompressed", None)):
        spent = []
        for _ in range(ROUNDS):
            start = time.process_time()
            table.write_parquet(path, compression=name, compression_level=level)  # type: ignore[arg-type]
            spent.append(time.process_time() - start)
        what = name if level is None else f"{name}, level {level}"
        rows.append(f"| {what} | {median(spent):.2f} | {path.stat().st_size / 1e6:.1f} |")
    return "\n".join(rows)


def main() -> int:
    os.environ.update(ONE)
    here = HERE.parent / "src"
    trees = {"this": here}
    if "--before" in sys.argv:
        trees["before"] = Path(sys.argv[sys.argv.index("--before") + 1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        text = measured(Path(folder), trees)
    print(text)
    if "--write" in sys.argv:
        (HERE / "run_speed.md").write_text(text, "utf-8")
    return 0


def measured(folder: Path, trees: dict[str, Path]) -> str:
    rng = np.random.default_rng(1)
    signal, model = signal_of(rng), folder / "hair.model"
    many, few, out = folder / "v.npy", folder / "few.npy", folder / "labels.parquet"
    signal.save(model)
    write_vectors(many, ITEMS, rng)
    write_vectors(few, FEW, rng)
    alone, most = [], {}
    spent: dict[str, list[float]] = {f"{tree}, {n}": [] for tree in trees for n in ("all", "few")}
    for _ in range(ROUNDS):
        alone.append(probe_alone(signal, many))
        for tree, src in trees.items():
            spent[f"{tree}, few"].append(run(src, few, model, out)[0])
            cpu, most[tree] = run(src, many, model, out)
            spent[f"{tree}, all"].append(cpu)
    return told(median(alone), {name: median(held) for name, held in spent.items()}, most, out)


def told(alone: float, spent: dict[str, float], most: dict[str, float], out: Path) -> str:
    rows = [f"| labels and sets in memory | {alone:.2f} | {ITEMS / alone / 1e6:.2f} | | |"]
    net = {tree: spent[f"{tree}, all"] - spent[f"{tree}, few"] for tree in most}
    for tree, name in (("this", "the command"), ("before", "the command, before")):
        if tree in net:
            rows.append(
                f"| {name} | {net[tree]:.2f} | {ITEMS / net[tree] / 1e6:.2f} | "
                f"{spent[f'{tree}, few']:.2f} | {most[tree]:,.0f} |"
            )
    ratio = f" {net['before'] / net['this']:.1f} times as many as before." if len(net) > 1 else ""
    cores = os.cpu_count()
    return f"""# A table of vectors to a labels file

Made by `python benchmarks/run_speed.py [--before SRC] --write`. {platform.machine()}, {cores}
cores, Python {platform.python_version()}, numpy {np.__version__}, polars {polars.__version__}.
{ITEMS:,} vectors of {WIDTH} float32 on disk, six buckets, one worker and one thread a library.
Median over {ROUNDS} rounds of CPU time in all threads, the runs in turns; other work shared the
cores. What a run of {FEW:,} vectors takes (start of Python, imports) is a column of its own and is
not in the others.

| | CPU, s | million items a second of one core | start, CPU s | most memory, MB |
|---|---:|---:|---:|---:|
{chr(10).join(rows)}

**{ITEMS / net["this"] / 1e6:.2f} million items a second of one core, end to end**: read, labelled,
written to parts that outlive a kill, joined to one Parquet file, counted.{ratio} Memory counts
pages of the vectors' file that the system holds for the process, about
{ITEMS * WIDTH * 4 / 2**20:,.0f} MB, and can drop at any time.

What is left beside the probe is Parquet, written twice and read once: a part must be whole on disk
before its items count as done, and the file must be whole before it takes its name. Compression of
the file, all columns:

| | CPU, s | MB |
|---|---:|---:|
{sizes(out)}

Level 1 of zstd is what is written: probabilities do not get smaller at higher levels, and lz4 saves
little time.
"""


if __name__ == "__main__":
    sys.exit(main())
