"""From a tally to what an audit of a catalog found."""

from __future__ import annotations

from everyhue.audit.catalog.corrected import Corrected, corrected
from everyhue.audit.catalog.count import DECLARED, SOFT
from everyhue.audit.catalog.findings import CatalogFindings, DimensionFound, Uneven
from everyhue.audit.catalog.held import Held
from everyhue.audit.catalog.judge import judge
from everyhue.audit.catalog.notes import notes
from everyhue.audit.catalog.shares import apart, bucket_lines, target_shares
from everyhue.audit.catalog.targets import aimed_at_told
from everyhue.audit.catalog.together import together
from everyhue.audit.catalog.unknown import uneven_by, unknown_lines
from everyhue.audit.rules import Rules, overall_status
from everyhue.catalog.ingest.convert import plain_spelling
from everyhue.errors import InputError, bad_value, unknown_name
from everyhue.metrics.groups import MISSING
from everyhue.types import Tally


def audit_catalog(
    tally: Tally, rules: Rules | None = None, *, level: float = 0.95, depth: int | None = None
) -> CatalogFindings:
    """Measure what the items of a catalog show, and hold it against targets.

    Parameters
    ----------
    tally : Tally
        Of `everyhue.audit.catalog.count_catalog`, or of `count_items` for a folder or file.
    rules : Rules, optional
        Targets and gates.
    level : float, (0, 1)
        Chance that the bounds of all buckets of a dimension hold.
    depth : int, ≥ 1, optional
        Most dimensions of an intersection; three at most.

    Returns
    -------
    CatalogFindings
        Shares, what is unknown and where, intersections, verdicts.

    Raises
    ------
    InputError, UnknownNameError
        Where nothing is known of any item, or a target or gate names what is not there.

    Examples
    --------
    >>> import polars as pl
    >>> from everyhue.audit.catalog import CatalogColumns, Said, count_catalog
    >>> rows = pl.DataFrame({"id": range(400), "hair": ["coily"] * 100 + ["straight"] * 300})
    >>> tally = count_catalog(rows, CatalogColumns((Said("hair", "hair"),), "id"))
    >>> found = audit_catalog(tally, Rules(targets={"hair": "equal"}))
    >>> [(line.bucket, str(line.ratio)) for line in found.dimensions[0].buckets]
    [('coily', '0.500 [0.406, 0.604]'), ('straight', '1.500 [1.396, 1.594]')]
    """
    if depth is not None and depth < 1:
        raise bad_value("depth", depth, "a whole number ≥ 1")
    plain = Held.of(tally)
    rules = None if rules is None else aimed_at_told(plain, rules)
    held = Held.of(tally, {} if rules is None else _targeted(plain, rules))
    _refuse_empty(held)
    by_em = {name: corrected(held, name, level) for name in held.buckets}
    found = tuple(_dimension(held, name, rules, by_em[name], level) for name in held.buckets)
    outcomes, others = ((), ()) if rules is None else judge(held, rules, by_em)
    status = overall_status([one.status for one in outcomes]) if outcomes else None
    category = _category(tally)
    return CatalogFindings(
        tally.kind, max(one.items for one in found), held.clustered, level, category, found,
        together(held, category, depth), _supply(held, category), outcomes, status, others,
        notes(held, found),
    )  # fmt: skip


def _targeted(held: Held, rules: Rules) -> dict[str, tuple[str, ...]]:
    """Buckets that targets name; a word that only differs in spelling from a bucket is refused."""
    made = {}
    for name, target in rules.targets.items():
        if isinstance(target, str) or name not in held.buckets:
            continue
        known = held.buckets[name]
        plain = {plain_spelling(bucket) for bucket in known}
        declared = any(c[:2] == (DECLARED, name) and c[4] for c in held.tally.counts)
        for bucket in target:
            if bucket not in known and (declared or plain_spelling(bucket) in plain):
                raise unknown_name(f"bucket in the target of {name}", bucket, known)
        made[name] = tuple(target)
    return made


def _refuse_empty(held: Held) -> None:
    if not any(held.representation(name).sums[:, 0].sum() for name in held.buckets):
        names = ", ".join(held.buckets)
        raise InputError(f"No item has a sure bucket of {names}. Check the columns.")
    for column in held.columns:
        if held.values(next(iter(held.buckets)), column) == (MISSING,):
            raise InputError(
                f"column {column!r}: empty in every row. Choose a column that holds values."
            )


def _category(tally: Tally) -> str:
    _, mark, rest = tally.kind.partition(", across ")
    return rest.rpartition(", sure at ")[0] if mark else ""


def _dimension(
    held: Held, name: str, rules: Rules | None, by_em: Corrected | None, level: float
) -> DimensionFound:
    targets = target_shares(held, name, rules)
    cells = held.representation(name)
    lines = bucket_lines(held, name, targets, by_em, level)
    unknown = [unknown_lines(held, name, column, level) for column in ("", *held.columns)]
    uneven = tuple(Uneven(column, uneven_by(held, name, column, level)) for column in held.columns)
    soft = any(c[:2] == (SOFT, name) for c in held.tally.sums)
    return DimensionFound(
        name, held.items(name), int(cells.sums[:, 0].sum()), soft,
        sum(by_em.labelled) if by_em else 0, lines,
        tuple(line for part in unknown for line in part), uneven,
        apart([line.counted for line in lines], targets),
        apart([line.corrected for line in lines], targets),
    )  # fmt: skip


def _supply(held: Held, category: str) -> dict[str, dict[str, dict[str, int]]]:
    if not category:
        return {}
    return {
        name: {
            value: {b: held.row(name, b, category, value).get("n", 0) for b in buckets}
            for value in held.values(name, category)
        }
        for name, buckets in held.buckets.items()
    }
