"""Audit of a catalog: what its items show, what is not known of them, and what is not there."""

from everyhue.audit.catalog.audit import audit_catalog
from everyhue.audit.catalog.columns import Asked, CatalogColumns, columns_of
from everyhue.audit.catalog.count import count_catalog
from everyhue.audit.catalog.findings import CatalogFindings
from everyhue.audit.catalog.read import count_items
from everyhue.audit.catalog.said import Said
from everyhue.audit.catalog.sample import Sample
from everyhue.audit.catalog.suppress import suppress
from everyhue.audit.catalog.tell import tell_catalog, told_of

__all__ = [
    "Asked", "CatalogColumns", "CatalogFindings", "Said", "Sample", "audit_catalog",
    "columns_of", "count_catalog", "count_items", "suppress", "tell_catalog", "told_of",
]  # fmt: skip
