"""Everyhue: see what your content represents, act on it, prove it.

Nothing is imported here, so ``import everyhue`` costs nothing; take what you need from a room:
``everyhue.ranking``, ``everyhue.metrics``, ``everyhue.catalog``, ``everyhue.types``.
"""

__version__ = "0.1.0"
