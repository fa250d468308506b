"""Retrieval strategies."""
