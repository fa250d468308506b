"""Labels of files that signals wrote, joined to items by id or by the path of their picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from everyhue.catalog.item import Item
from everyhue.errors import bad_value, unknown_name
from everyhue.signals.labels_file import Labelled
from everyhue.types import Dimension


class Joined:
    """Adds stored labels to items that have none of their own in that dimension.

    Parameters
    ----------
    files : sequence of Labelled
        At most one a dimension.
    dimensions : mapping of str to Dimension
        The declared ones.

    Raises
    ------
    UnknownNameError, InputError
        For labels of a dimension that is not declared, or whose buckets differ.

    Examples
    --------
    >>> from everyhue.signals import SKIN_TONE
    >>> from everyhue.types import Labels
    >>> held = Labelled.of(["1.jpg"], Labels.from_hard(["deep"], SKIN_TONE))
    >>> joined = Joined([held], {"skin_tone": SKIN_TONE})
    >>> [item.sure for item in joined.all([Item("a", "Bob", image="1.jpg")])]
    [{'skin_tone': 'deep'}]
    """

    def __init__(self, files: Sequence[Labelled], dimensions: Mapping[str, Dimension]) -> None:
        self.used: dict[str, int] = {}
        self._met: set[str] = set()
        self._files: dict[str, tuple[Labelled, dict[str, int]]] = {}
        for held in files:
            name = held.labels.dimension
            if name not in dimensions:
                raise unknown_name("dimension of a labels file", name, dimensions)
            if dimensions[name].ids != held.labels.buckets:
                raise bad_value(
                    f"buckets of {name} in a labels file", held.labels.buckets,
                    f"those declared: {dimensions[name].ids}",
                    "Label again, or change everyhue.toml.",
                )  # fmt: skip
            if name in self._files:
                raise bad_value("labels files", name, "one file a dimension")
            self._files[name] = (held, held.rows())
            self.used[name] = 0

    @property
    def dimensions(self) -> set[str]:
        """Names of the dimensions that have a file."""
        return set(self._files)

    def unmet(self, name: str) -> str:
        """Return an item that the file of a dimension names, ``""`` where it fitted any item."""
        return "" if name in self._met else next(iter(self._files[name][0].items), "")

    def all(self, items: Iterable[Item]) -> Iterator[Item]:
        """Yield items with what the files know of them; an item's own label stands."""
        for item in items:
            yield self._with(item)

    def _with(self, item: Item) -> Item:
        made: dict[str, dict[str, Any]] = {"labels": {}, "reasons": {}, "present": {}, "sure": {}}
        for name, (held, rows) in self._files.items():
            row = rows.get(item.id, rows.get(item.image or "", -1))
            if row >= 0:
                self._met.add(name)
            if row >= 0 and item.labels.get(name) is None and not item.reasons.get(name):
                self.used[name] += 1
                _tell(held, row, made)
        if not made["labels"]:
            return item
        return replace(
            item,
            labels={**item.labels, **made["labels"]},
            reasons={**item.reasons, **made["reasons"]},
            present={**item.present, **made["present"]},
            sure={**item.sure, **made["sure"]},
        )


def _tell(held: Labelled, row: int, made: dict[str, dict[str, Any]]) -> None:
    """Add one row of a file to the parts of an item."""
    labels, name = held.labels, held.labels.dimension
    made["labels"][name] = labels.probs[row].tolist() if labels.known[row] else None
    spot = int(labels.sure[row])
    made["sure"][name] = labels.buckets[spot] if spot >= 0 else None
    if not labels.known[row]:
        made["reasons"][name] = str(labels.reason[row])
    if labels.present is not None and labels.present[row].any():
        made["present"][name] = [
            b for b, so in zip(labels.buckets, labels.present[row], strict=True) if so
        ]
