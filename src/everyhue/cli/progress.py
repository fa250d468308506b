"""Progress of work in stages, on a terminal only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import TaskID


@contextmanager
def stages(of: str = "") -> Iterator[Callable[[str, int, int | None], None]]:
    """Yield what is to be told a stage, how much of it is done, and how much there is.

    Each stage has a bar, on stderr, so that what a command prints can be piped; without a terminal
    nothing is shown. `of` goes before each stage.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    shown = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        console=console, transient=True, disable=not console.is_terminal,
    )  # fmt: skip
    tasks: dict[str, TaskID] = {}

    def told(stage: str, done: int, total: int | None) -> None:
        if stage not in tasks:
            tasks[stage] = shown.add_task(f"{of}{stage}", total=total)
        shown.update(tasks[stage], completed=done, total=total)

    with shown:
        yield told
