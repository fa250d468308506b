"""How it is told: findings as HTML, JSON and charts."""

from everyhue.report.blocks import Banner, badge, folded, heading
from everyhue.report.charts.svg import Html
from everyhue.report.document import Document, Section, bullets, paragraph, render
from everyhue.report.plain import SCHEMA, as_plain, to_json

__all__ = [
    "SCHEMA", "Banner", "Document", "Html", "Section", "as_plain", "badge", "bullets", "folded",
    "heading", "paragraph", "render", "to_json",
]  # fmt: skip
