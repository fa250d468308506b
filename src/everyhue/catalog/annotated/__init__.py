"""Labels a team already has, in the layouts they come in, as a labels file and raw votes."""

from everyhue.catalog.annotated.gather import Gathered, gather
from everyhue.catalog.annotated.layouts import LAYOUTS, AskedColumns, Heard
from everyhue.catalog.annotated.words import Words

__all__ = ["LAYOUTS", "AskedColumns", "Gathered", "Heard", "Words", "gather"]
