"""How it is told: findings as HTML, JSON and charts."""

from everyhue.report.document import Document, Section, bullets, paragraph, render
from everyhue.report.plain import SCHEMA, as_plain, to_json

__all__ = [
    "SCHEMA", "Document", "Section", "as_plain", "bullets", "paragraph", "render", "to_json",
]  # fmt: skip
