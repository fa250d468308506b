"""Votes alone: how far annotators agree, bucket by bucket, and what can be built on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from everyhue.audit.signals.limits import limits_of
from everyhue.audit.signals.sample import Truth
from everyhue.audit.telling import Told
from everyhue.errors import bad_value
from everyhue.report import Document, Section, bullets, to_json
from everyhue.report.charts import Bar, DataTable, bars
from everyhue.report.charts.svg import percent, told
from everyhue.signals.intervals import between, share_of
from everyhue.signals.votes import Concord, Votes, concord, settle
from everyhue.types import Dimension, Labels, Value

REPLICATES = 400
PLAN = 250
"""Settled items of a bucket that a report card should have."""


@dataclass(frozen=True, slots=True)
class VoteBucket:
    """What votes say of one bucket.

    Parameters
    ----------
    bucket : str
        Its id.
    settled : int
        Items annotators settled on it.
    agreed : Value
        Where one annotator names it, the chance that another of the same item does; higher is
        better.
    """

    bucket: str
    settled: int
    agreed: Value


@dataclass(frozen=True, slots=True)
class Voice:
    """One annotator beside the others.

    Parameters
    ----------
    name : str
        The annotator.
    votes : int
        Votes for buckets, on items that others voted on.
    agreed : Value
        Share that equals what the others settled.
    """

    name: str
    votes: int
    agreed: Value


@dataclass(frozen=True, slots=True, eq=False)
class VotesFindings:
    """What an audit of votes found.

    Parameters
    ----------
    dimension : Dimension
        What was asked.
    votes, items : int
        How many.
    agreement : Concord
        Over all pairs of annotators.
    buckets : tuple of VoteBucket
        Each bucket.
    voices : tuple of Voice
        Each annotator.
    reasons : mapping of str to int
        Items without a settled bucket, by why.
    """

    dimension: Dimension
    votes: int
    items: int
    agreement: Concord
    buckets: tuple[VoteBucket, ...]
    voices: tuple[Voice, ...]
    reasons: dict[str, int]


def audit_votes(truth: Truth, dimension: Dimension, *, least: int = 2) -> VotesFindings:
    """Say how far annotators agree.

    Raises
    ------
    InputError
        Where there are no votes.
    """
    votes = truth.votes
    if votes is None or not len(votes):
        raise bad_value("votes", 0, "at least one", "A labels file holds no raw votes.")
    settled = settle(votes, least=least if len(votes.annotators) > 1 else 1)
    rng = np.random.default_rng(0)
    words, counts = np.unique(settled.reason.astype(str), return_counts=True)
    reasons = {w: int(n) for w, n in zip(words, counts, strict=True) if w}
    return VotesFindings(
        dimension, len(votes), len(votes.items), concord(votes, rng),
        tuple(_bucket(votes, settled, spot, rng) for spot in range(len(dimension.ids))),
        tuple(_voice(votes, spot) for spot in range(len(votes.annotators))), reasons,
    )  # fmt: skip


def _bucket(votes: Votes, settled: Labels, spot: int, rng: np.random.Generator) -> VoteBucket:
    """Agreement on one bucket, over items; its interval draws items anew."""
    table = votes.counts()[:, :-1]
    total = table.sum(axis=1)
    mine, other = table[:, spot] * (total - 1), table[:, spot] * (table[:, spot] - 1)
    use = (total >= 2) & (table[:, spot] > 0)
    count = int((settled.sure == spot).sum())
    bucket = settled.buckets[spot]
    if use.sum() < 2:
        return VoteBucket(
            bucket, count, Value.undefined_because("fewer than two items", int(use.sum()))
        )
    weight = np.divide(1.0, total - 1, out=np.zeros_like(total), where=total > 1)[use]
    named, again = (mine[use] * weight), (other[use] * weight)
    draws = rng.multinomial(len(named), np.full(len(named), 1 / len(named)), REPLICATES)
    shares = (draws @ again) / (draws @ named)
    value = between(float(again.sum() / named.sum()), shares, 0.95, len(named), "bootstrap")
    return VoteBucket(bucket, count, value)


def _voice(votes: Votes, who: int) -> Voice:
    """One annotator against what the others settle without that vote."""
    others = votes.annotator != who
    table = np.zeros((len(votes.items), len(votes.dimension.ids) + 1))
    spots = np.where(votes.choice < 0, table.shape[1] - 1, votes.choice)
    np.add.at(table, (votes.item[others], spots[others]), 1)
    given = table[:, :-1].sum(axis=1)
    best = table[:, :-1].argmax(axis=1)
    clear = 2 * table[:, :-1].max(axis=1, initial=0) > given
    mine = np.flatnonzero((votes.annotator == who) & (votes.choice >= 0))
    use = mine[clear[votes.item[mine]] & (given[votes.item[mine]] > 0)]
    right = int((votes.choice[use] == best[votes.item[use]]).sum())
    none = "no item that others settled"
    return Voice(votes.annotators[who], len(use), share_of(right, len(use), empty=none))


def tell_votes(found: VotesFindings, *, name: str, source: str) -> Told:
    """Put an audit of votes into words."""
    words = (*_overall(found), *_least(found), *_plan(found))
    title = f"Votes: {found.dimension.label}"
    subtitle = f"{name}: {found.votes:,} votes on {found.items:,} items. Source: {source}"
    sections = (
        Section("buckets", "Bucket by bucket", _BUCKETS, (_chart(found), _settled(found).html())),
        Section("voices", "Annotator by annotator", _VOICES, (_voices(found).html(),)),
        Section("limits", "What these numbers cannot say", "",
                (bullets((*_CANNOT, *limits_of(found.dimension))),)),
    )  # fmt: skip
    facts = (
        (f"{found.votes:,}", "Votes", f"{len(found.voices)} annotators"),
        (f"{found.items:,}", "Items", f"{sum(b.settled for b in found.buckets):,} settled"),
        (_short(found.agreement.exact), "Same bucket", "two annotators"),
        (_short(found.agreement.within_one), "Same or next", "two annotators"),
    )
    document = Document(title, subtitle, words, facts, sections)
    json = to_json("votes", found, found=list(words), file=name, source=source)
    body = "\n".join([f"## {title}", "", *(f"- {sentence}" for sentence in words), ""])
    return Told(words, document, json, body)


_BUCKETS = (
    "Where one annotator names a bucket, how often another one of the same item does. A bucket "
    "that annotators do not agree on cannot be learnt from them, nor judged by them."
)
_VOICES = (
    "Each annotator against what the others settle. A low number is a reason to talk, not a fault: "
    "the others may be of another place."
)
_CANNOT = (
    "Agreement is not truth: annotators can agree and be wrong together.",
    "Votes alone say nothing of any signal. Label these items with it and pass both files.",
)


def _overall(found: VotesFindings) -> list[str]:
    held = found.agreement
    if not held.exact.defined:
        return [f"Agreement is undefined: {held.exact.undefined}. Let two people see each item."]
    near = "" if not held.within_one.defined else f"; the same or the next, {told(held.within_one)}"
    return [
        f"Two annotators name the same bucket for {told(held.exact)} of items{near}.",
        "No signal can be expected to agree with them more than they agree with each other.",
    ]


def _least(found: VotesFindings) -> list[str]:
    defined = [(b.agreed.number(), b) for b in found.buckets if b.agreed.defined]
    if not defined:
        return []
    worst = min(defined, key=lambda pair: pair[0])[1]
    label = found.dimension.bucket(worst.bucket).label
    return [f"They agree least on {label}: {told(worst.agreed)}."]


def _plan(found: VotesFindings) -> list[str]:
    short = [b for b in found.buckets if b.settled < PLAN]
    if not short:
        return [f"Every bucket has at least {PLAN} settled items: enough for a report card."]
    named = ", ".join(f"{found.dimension.bucket(b.bucket).label} {b.settled}" for b in short)
    return [
        f"For a report card within 5 points, plan for {PLAN} settled items a bucket; short of it: "
        f"{named}."
    ]


def _chart(found: VotesFindings) -> str:
    rows = [Bar(found.dimension.bucket(b.bucket).label, b.agreed) for b in found.buckets]
    words = "Another annotator names it too"
    return bars(rows, title=words, summary=f"{words}, for each bucket.").html()


def _settled(found: VotesFindings) -> DataTable:
    rows = [(found.dimension.bucket(b.bucket).label, f"{b.settled:,}") for b in found.buckets]
    rows += [(f"none: {why.replace('_', ' ')}", f"{n:,}") for why, n in found.reasons.items()]
    return DataTable("What the votes settle", ("", "items"), tuple(rows))


def _voices(found: VotesFindings) -> DataTable:
    rows = tuple((one.name, f"{one.votes:,}", told(one.agreed)) for one in found.voices)
    return DataTable(
        "Annotators beside the others", ("", "votes", "same as the others settle"), rows
    )


def _short(value: Value) -> str:
    return "–" if value.estimate is None else percent(value.estimate)
