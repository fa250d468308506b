"""What diversification, explanation and HTTP cost, measured over HTTP.

    python benchmarks/over_http.py [--rows 200000] [--seconds 1.2] [--write]

Three parts, each a ratio or a sum within one run:

1. A diversified search (text and vectors, k = 50, explanation included; 8 clients) against the same
   request with ``diversify=off``, in alternating blocks: one dimension, and three.
2. ``POST /v1/rerank``, 500 candidates × 64-d: CPU of everything but the kernel.
3. CPU of imports and of ``everyhue --help``.

``--write`` puts the tables into over_http.md beside this file.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import gc
import importlib.metadata
import itertools
import multiprocessing
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import quote_plus

import numpy as np

from everyhue.catalog import Catalog, Item
from everyhue.ranking.config import PathConfig, SurfaceConfig
from everyhue.service.settings import Settings

CLIENTS, K, BLOCKS = 8, 50, 7
HERE = Path(__file__).parent
LOOKS = (
    "short",
    "long",
    "soft",
    "bold",
    "classic",
    "modern",
    "simple",
    "festive",
    "bridal",
    "boho",
)
QUERIES = (
    *(f"wedding guest dress {look}" for look in LOOKS),
    "wedding hairstyle", "wedding outfit", "wedding look", "wedding guest outfit",
)  # fmt: skip
"""About weddings: the topic that all three shipped dimensions belong to."""

DIMENSIONS = {"one dimension": ("skin_tone",), "three dimensions": None}
SHARES = {
    "skin_tone": (0.7, 0.2, 0.08, 0.02),
    "hair_pattern": (0.02, 0.05, 0.1, 0.2, 0.6, 0.03),
    "body_type": (0.7, 0.2, 0.08, 0.02),
}


@dataclass(frozen=True)
class Row:
    """One line of the first table: milliseconds, block by block."""

    catalog: str
    dimensions: str
    limit: float
    off: list[list[float]]
    on: list[list[float]]

    def typical(self, way: str, q: float) -> float:
        """Return the median over blocks of quantile `q`: a disturbed block changes little."""
        return float(np.median([np.quantile(block, q) for block in getattr(self, way)]))

    def ratio(self, q: float) -> float:
        """Return how much longer the diversified request took at quantile `q`."""
        return self.typical("on", q) / self.typical("off", q)


# A generated catalog


def generated(path: Path, rows: int) -> Catalog:
    """Make a catalog of `rows` items with skewed buckets, or open the one that is there."""
    if (path / "CURRENT").exists():
        return Catalog.open(path)
    return Catalog.create(path, _items(rows))


def _items(rows: int) -> Iterator[Item]:
    from everyhue.signals.dimensions import SHIPPED

    rng = np.random.default_rng(11)
    words = [f"word{i}" for i in range(4000)]
    topics = ("wedding guest dress", "wedding hairstyle", "evening makeup", "garden tools", "shoes")
    drawn = {d.name: rng.choice(len(d.ids), rows, p=SHARES[d.name]) for d in SHIPPED}
    known = rng.random(rows) > 0.1
    spare = rng.integers(0, len(words), (rows, 4))
    for i in range(rows):
        text = f"{topics[i % 5]} {LOOKS[i % 10]} " + " ".join(words[j] for j in spare[i])
        labels = {d.name: d.ids[drawn[d.name][i]] if known[i] else None for d in SHIPPED}
        yield Item(f"g{i}", text, labels=labels)


# The server, in a process of its own


def _serve(path: str, settings: Settings, tell: Connection) -> None:
    from everyhue.service.app import create_app
    from everyhue.service.running import listen, run_app

    bound = listen("127.0.0.1", 0)
    app = create_app(path, settings)
    run_app(app, bound, lambda: tell.send(bound.getsockname()[1]))


@contextmanager
def server(path: Path, settings: Settings) -> Iterator[int]:
    """Serve a catalog on a free port and yield the port."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(str(path), settings, there)
    )
    process.start()
    try:
        if not here.poll(180):
            raise SystemExit("the server did not start")
        yield here.recv()
    finally:
        process.terminate()
        process.join()


def settings_for(dimensions: tuple[str, ...] | None) -> Settings:
    """Return settings with no deadline in the way: what is measured is the whole work."""
    surface = SurfaceConfig(dimensions=dimensions, deadline_ms=60_000)
    return Settings(path=PathConfig({"search": surface, "related": surface, "feed": surface}))


# Clients


async def _ask(port: int, heads: Iterable[bytes], until: float) -> list[float]:
    """Ask one question after another on one connection; return milliseconds."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    times = []
    for head in heads:
        start = time.perf_counter()
        if start > until:
            break
        writer.write(head)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = int(answer.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        body = await reader.readexactly(length)
        times.append(1000 * (time.perf_counter() - start))
        if b" 200 " not in answer[:15] or b'"failed_open":true' in body:
            raise SystemExit(f"{answer.decode()}\n{body[:2000].decode()}")
    writer.close()
    return times


async def _block(port: int, way: str, seconds: float) -> list[float]:
    until = time.perf_counter() + seconds
    spins = [itertools.cycle(QUERIES[i:] + QUERIES[:i]) for i in range(CLIENTS)]
    heads = [(_head(query, way) for query in spin) for spin in spins]
    held = await asyncio.gather(*(_ask(port, head, until) for head in heads))
    return list(itertools.chain.from_iterable(held))


def _head(query: str, way: str) -> bytes:
    target = f"/v1/search?q={quote_plus(query)}&k={K}&diversify={way}"
    return f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


def compare(path: Path, name: str, seconds: float) -> Iterator[Row]:
    """Measure one catalog with one dimension and with three."""
    for words, limit in (("one dimension", 2.0), ("three dimensions", 3.5)):
        with server(path, settings_for(DIMENSIONS[words])) as port:
            for way in ("off", "on"):
                asyncio.run(_block(port, way, 1.0))
            times: dict[str, list[list[float]]] = {"off": [], "on": []}
            for _, way in itertools.product(range(BLOCKS), times):
                times[way].append(asyncio.run(_block(port, way, seconds)))
        yield Row(name, words, limit, times["off"], times["on"])


# Re-ranking for others


def body(n: int = 500, d: int = 64, packed: bool = True) -> bytes:
    """Return a body of `n` candidates."""
    import msgspec

    rng = np.random.default_rng(5)
    vectors = rng.normal(size=(n, d)).astype("<f4")
    tones = ("light", "light_medium", "medium_deep", "deep")
    rows = [
        {
            "id": f"item-{i}",
            "score": float(np.exp(-i / 200)),
            "vector": base64.b64encode(vectors[i].tobytes()).decode() if packed
            else [round(float(x), 6) for x in vectors[i]],
            "labels": {"skin_tone": tones[int(rng.choice(4, p=SHARES["skin_tone"]))]},
        }
        for i in range(n)
    ]  # fmt: skip
    return msgspec.json.encode({"candidates": rows, "k": K})


def rerank_cpu(catalog: Path, rounds: int = 200) -> dict[str, tuple[float, float]]:
    """Return CPU milliseconds of a whole request and of the kernel in it, for both vector forms."""
    from everyhue.service import reranking
    from everyhue.service.app import create_app

    app = create_app(catalog, settings_for(None))
    gc.collect()
    gc.freeze()
    kernel = _Clocked(reranking.rerank)
    reranking.rerank = kernel
    measured = {}
    for name, packed in (("base64", True), ("numbers", False)):
        raw = body(packed=packed)
        asyncio.run(_posts(app, raw, 20))
        kernel.seconds = 0.0
        start = time.process_time()
        asyncio.run(_posts(app, raw, rounds))
        total = time.process_time() - start
        measured[name] = (1000 * total / rounds, 1000 * kernel.seconds / rounds)
    reranking.rerank = kernel.call
    return measured


class _Clocked:
    def __init__(self, call: Callable[..., object]) -> None:
        self.call, self.seconds = call, 0.0

    def __call__(self, *given: object, **named: object) -> object:
        start = time.process_time()
        try:
            return self.call(*given, **named)
        finally:
            self.seconds += time.process_time() - start


async def _posts(app: Callable[..., object], raw: bytes, times: int) -> None:
    """Post through the whole application."""
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
        "scheme": "http", "path": "/v1/rerank", "raw_path": b"/v1/rerank", "query_string": b"",
        "root_path": "", "server": ("127.0.0.1", 80),
        "headers": [(b"host", b"127.0.0.1"), (b"content-type", b"application/json"),
                    (b"content-length", str(len(raw)).encode())],
    }  # fmt: skip
    for _ in range(times):
        await app(dict(scope), _Pieces(raw), _refuse_errors)


class _Pieces:
    """A body in the 64 KiB pieces in which a socket hands it over."""

    def __init__(self, raw: bytes) -> None:
        self.left = [raw[i : i + 65536] for i in range(0, len(raw), 65536)][::-1]

    async def __call__(self) -> dict[str, object]:
        piece = self.left.pop()
        return {"type": "http.request", "body": piece, "more_body": bool(self.left)}


async def _refuse_errors(message: dict[str, object]) -> None:
    if message["type"] == "http.response.start" and message["status"] != 200:
        raise SystemExit("a re-rank was refused")


# Imports


def cpu_of(*command: str) -> float:
    """Return the least CPU seconds of five runs of a command."""
    return min(_cpu_once(command) for _ in range(5))


def _cpu_once(command: tuple[str, ...]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


# Telling


def machine() -> str:
    """Say where this was measured, without naming a host."""
    names = ("numpy", "faiss-cpu", "fastapi", "starlette", "uvicorn", "msgspec")
    held = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, {held}"
    )


def searches_table(rows: list[Row]) -> str:
    """Return the first table."""
    lines = [
        "| catalog | diversified | off p50 | on p50 | ratio | off p99 | on p99 | ratio | limit |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        off, on = ([row.typical(way, q) for q in (0.5, 0.99)] for way in ("off", "on"))
        lines.append(
            f"| {row.catalog} | {row.dimensions} | {off[0]:.1f} | {on[0]:.1f} | "
            f"**{row.ratio(0.5):.2f}** | {off[1]:.1f} | {on[1]:.1f} | **{row.ratio(0.99):.2f}** | "
            f"{row.limit} |"
        )
    return "\n".join(lines)


def reranks_table(measured: dict[str, tuple[float, float]]) -> str:
    """Return the second table."""
    lines = ["| vectors as | whole request | kernel | all but the kernel | limit |",
             "|---|---:|---:|---:|---:|"]  # fmt: skip
    for name, (total, kernel) in measured.items():
        lines.append(f"| {name} | {total:.2f} | {kernel:.2f} | **{total - kernel:.2f}** | 3 |")
    return "\n".join(lines)


def imports_table() -> str:
    """Return the third table: what Python itself takes is in the figures."""
    script = str(Path(sys.executable).with_name("everyhue"))
    rows = [
        ("python -c pass", cpu_of(sys.executable, "-c", "pass"), ""),
        ("import numpy", cpu_of(sys.executable, "-c", "import numpy"), ""),
        ("import everyhue.ranking", cpu_of(sys.executable, "-c", "import everyhue.ranking"), 0.3),
        ("import everyhue.metrics", cpu_of(sys.executable, "-c", "import everyhue.metrics"), 0.3),
        ("everyhue --help", cpu_of(script, "--help"), 0.5),
    ]
    lines = ["| command | CPU s | limit |", "|---|---:|---:|"]
    return "\n".join(
        [*lines, *(f"| `{name}` | **{cpu:.2f}** | {top} |" for name, cpu, top in rows)]
    )


def main() -> None:
    """Measure and print."""
    reader = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    reader.add_argument(
        "--rows", type=int, default=200_000, help="of the generated catalog; 0: none"
    )
    reader.add_argument("--seconds", type=float, default=1.2, help="of one block")
    reader.add_argument("--keep", type=Path, help="folder for the catalogs, kept for another run")
    reader.add_argument("--write", action="store_true")
    args = reader.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        text = report(args.keep or Path(scratch), args.rows, args.seconds)
    print(text)
    if args.write:
        (HERE / "over_http.md").write_text(text + "\n", "utf-8")


def report(folder: Path, rows: int, seconds: float) -> str:
    """Return everything as Markdown."""
    from everyhue.catalog.demo import open_demo

    demo = folder / "demo.catalog"
    open_demo(demo).close()
    told = list(compare(demo, "demo, 3,200 items", seconds))
    if rows:
        made = folder / f"generated-{rows}.catalog"
        generated(made, rows).close()
        told += compare(made, f"generated, {rows:,} items", seconds)
    return f"""# What diversification costs over HTTP

Written by `benchmarks/over_http.py`. {machine()}.

## Search: diversified against `diversify=off`

Milliseconds seen by {CLIENTS} clients that ask without pause, k = {K}, text and vectors,
explanation included; the server and the clients share the cores. Blocks of both ways alternate
within one run; a figure is the median over {BLOCKS} blocks.

{searches_table(told)}

## `POST /v1/rerank`, 500 candidates × 64-d

CPU milliseconds of one request through the whole application, without the socket.

{reranks_table(rerank_cpu(demo))}

## Imports

CPU seconds, Python's own start included; the least of five.

{imports_table()}"""


if __name__ == "__main__":
    main()
