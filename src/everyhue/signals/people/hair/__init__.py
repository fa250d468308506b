"""Hair: one file a pattern, each drawing what is behind the head and what is in front."""

from __future__ import annotations

from types import ModuleType

from everyhue.signals.people.hair import coily, curly, protective, shaved, straight, wavy

_DRAWN: dict[str, ModuleType] = {
    "protective": protective, "coily": coily, "curly": curly, "wavy": wavy,
    "straight": straight, "shaved_bald": shaved,
}  # fmt: skip


def pattern(name: str) -> ModuleType:
    """Return the module that draws a hair pattern: `back(head)` and `front(head)`."""
    return _DRAWN[name]
