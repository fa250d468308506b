"""Shared machines stall: no time limit on a single hypothesis example."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
