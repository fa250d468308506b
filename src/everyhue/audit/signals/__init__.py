"""Audit of a signal: its labels against the votes of an audit sample."""

from everyhue.audit.signals.audit import SignalFindings, audit_signal
from everyhue.audit.signals.facts import Facts, facts_from, terciles
from everyhue.audit.signals.model_card import model_card
from everyhue.audit.signals.sample import Clusters, Truth, truth_from
from everyhue.audit.signals.tell import tell_signal
from everyhue.audit.signals.votes import VotesFindings, audit_votes, tell_votes
from everyhue.audit.telling import Told

__all__ = [
    "Clusters", "Facts", "SignalFindings", "Told", "Truth", "VotesFindings", "audit_signal",
    "audit_votes", "facts_from", "model_card", "tell_signal", "tell_votes", "terciles",
    "truth_from",
]  # fmt: skip
