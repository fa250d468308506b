"""A page on which people say what pictures show: local, raw votes kept, no other host asked."""

from __future__ import annotations

from everyhue.service.annotate.app import annotation_app
from everyhue.service.annotate.ballot import Ballot
from everyhue.service.annotate.sampling import Draw, sample_of_folder

__all__ = ["Ballot", "Draw", "annotation_app", "sample_of_folder"]
