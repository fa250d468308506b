"""What we have: items, signals and vectors; ingest, index, snapshots."""

from everyhue.catalog.catalog import Catalog
from everyhue.catalog.item import Item
from everyhue.catalog.snapshot import Card, CardStore, Embedder, Snapshot, TextIndex, VectorIndex

__all__ = [
    "Card", "CardStore", "Catalog", "Embedder", "Item", "Snapshot", "TextIndex", "VectorIndex",
]  # fmt: skip
