"""What an audit of a catalog found, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from everyhue.audit.judging import GateOutcome
from everyhue.types import Status, Value


@dataclass(frozen=True, slots=True)
class BucketLine:
    """One bucket of a dimension.

    Parameters
    ----------
    bucket : str
        Its id.
    items : int
        Items whose sure bucket it is.
    counted : Value, [0, 1]
        Its share of the items with a sure bucket; bounds of all buckets hold together.
    favoured : Value, [0, 1]
        Its share where every item counts for the bucket it is most likely to be.
    expected : Value, [0, 1]
        Its share of the summed probabilities.
    corrected : Value, [0, 1]
        Its share by EM; undefined without a sample of looked-at items.
    labelled : int
        Items of the sample that are truly of it.
    right : Value, [0, 1]
        How often the signal favours it where it is true, on the sample.
    target : float or None, [0, 1]
        The share that was stated.
    ratio : Value
        Share over target: of the corrected share where there is one, else of the counted one.
    """

    bucket: str
    items: int
    counted: Value
    favoured: Value
    expected: Value
    corrected: Value
    labelled: int
    right: Value
    target: float | None
    ratio: Value


@dataclass(frozen=True, slots=True)
class UnknownLine:
    """Unknown items among those with one value of a column.

    Parameters
    ----------
    column, value : str
        Both empty for all items.
    items : int
        All of them.
    unknown : Value, [0, 1]
        Share without a sure bucket; bounds of all values of the column hold together.
    reasons : mapping of str to int
        Why, the most frequent first.
    """

    column: str
    value: str
    items: int
    unknown: Value
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Uneven:
    """How far apart the values of a column are in what is unknown.

    Parameters
    ----------
    column : str
        A column.
    difference : Value, [0, 1]
        Largest share minus smallest, with bounds that hold for all values at once.
    """

    column: str
    difference: Value


@dataclass(frozen=True, slots=True)
class DimensionFound:
    """What was found of one dimension.

    Parameters
    ----------
    name : str
        Its id.
    items, known : int
        All, and those with a sure bucket.
    soft : bool
        Whether it comes as probabilities.
    sampled : int
        Items of the sample with a true bucket.
    buckets : tuple of BucketLine
        In declared order; one that holds nothing is there with 0.
    unknown : tuple of UnknownLine
        All items first, then by column.
    uneven : tuple of Uneven
        One a column.
    apart_counted, apart_corrected : float or None, [0, 1]
        Share of items that would have to be others to be on target (total variation).
    """

    name: str
    items: int
    known: int
    soft: bool
    sampled: int
    buckets: tuple[BucketLine, ...]
    unknown: tuple[UnknownLine, ...]
    uneven: tuple[Uneven, ...]
    apart_counted: float | None
    apart_corrected: float | None


@dataclass(frozen=True, slots=True)
class JointCell:
    """One intersection of buckets, perhaps within a category.

    Parameters
    ----------
    value : str
        Of the category; empty for all items.
    buckets : tuple of str
        One of each dimension.
    items : int
        How many there are.
    expected : float
        How many there would be if dimensions (and category) went together by chance.
    """

    value: str
    buckets: tuple[str, ...]
    items: int
    expected: float


@dataclass(frozen=True, slots=True)
class Together:
    """Coverage of the intersections of some dimensions.

    Parameters
    ----------
    dimensions : tuple of str
        Two or more.
    column : str
        The category crossed with, or empty.
    known : int
        Items with a sure bucket in each.
    cells, empty, few : int
        All intersections, within values of the category of which something is known; those that
        hold nothing; those that hold something, but fewer than ten items.
    lines : tuple of JointCell
        All intersections of two dimensions without a category; else the empty and small ones, those
        first that are most below what chance would give.
    """

    dimensions: tuple[str, ...]
    column: str
    known: int
    cells: int
    empty: int
    few: int
    lines: tuple[JointCell, ...]


@dataclass(frozen=True, slots=True)
class CatalogFindings:
    """Everything an audit of a catalog found.

    Parameters
    ----------
    kind : str
        What was tallied, in words.
    items : int
        All items.
    clustered : bool
        Whether intervals know whose item each is.
    level : float
        Of the intervals.
    category : str
        Column that intersections are crossed with, or empty.
    dimensions : tuple of DimensionFound
        In the order of the columns.
    together : tuple of Together
        Sets of dimensions, smaller ones first.
    supply : mapping of dimension to value of the category to bucket to int
        Items with a sure bucket, by category.
    gates : tuple of GateOutcome
        Verdicts; none without gates.
    status : {"pass", "fail", "insufficient evidence"} or None
        Of all gates.
    unjudged : tuple of str
        Gates that are of other audits, in words.
    notes : tuple of str
        What a reader should know.
    """

    kind: str
    items: int
    clustered: bool
    level: float
    category: str
    dimensions: tuple[DimensionFound, ...]
    together: tuple[Together, ...]
    supply: Mapping[str, Mapping[str, Mapping[str, int]]]
    gates: tuple[GateOutcome, ...] = ()
    status: Status | None = None
    unjudged: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
