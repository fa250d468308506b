"""Progress of a pass over rows, on a terminal only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def counting(what: str) -> Iterator[Callable[[int], None]]:
    """Show that `what` is being counted, and how far; yield what is to be told the rows so far.

    Goes to stderr, so that what a command prints can be piped; without a terminal nothing is shown.
    """
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:  # fmt: skip
        task = bar.add_task(f"Counting {what}", total=None)

        def told(rows: int) -> None:
            bar.update(task, description=f"Counting {what}: {rows:,} rows")

        yield told
