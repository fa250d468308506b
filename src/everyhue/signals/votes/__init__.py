"""Votes of annotators: kept raw, settled by stated rules, and how far annotators agree."""

from everyhue.signals.votes.concord import Concord, concord
from everyhue.signals.votes.draw import stratified_sample
from everyhue.signals.votes.settle import majority_labels, median_labels, settle
from everyhue.signals.votes.sheet import REASONS, BadRow, Votes, read_votes, write_votes

__all__ = [
    "REASONS", "BadRow", "Concord", "Votes", "concord", "majority_labels", "median_labels",
    "read_votes", "settle", "stratified_sample", "write_votes",
]  # fmt: skip
