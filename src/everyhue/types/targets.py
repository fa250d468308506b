"""The shares a list should show, and what the supply allows of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from everyhue.errors import bad_value, unknown_name


@lru_cache(maxsize=4096)
def written_share(share: float) -> Fraction:
    """Return the simplest fraction that prints as `share`: 0.7 is 7/10, and 1/3 is a third.

    Examples
    --------
    >>> written_share(0.7), written_share(1 / 3)
    (Fraction(7, 10), Fraction(1, 3))
    """
    return Fraction(repr(float(share))).limit_denominator(1_000_000)


def exact_floor(share: float, k: int) -> int:
    """Return ⌊share · k⌋ for the decimal a person wrote, not for its binary neighbour.

    Examples
    --------
    >>> exact_floor(0.7, 90), exact_floor(0.29, 100), exact_floor(1 / 3, 90), int(0.29 * 100)
    (63, 29, 30, 28)
    """
    exact = written_share(share)
    return exact.numerator * k // exact.denominator


def exact_ceil(share: float, k: int) -> int:
    """Return ⌈share · k⌉ for the decimal a person wrote.

    Examples
    --------
    >>> exact_ceil(0.55, 100), 0.55 * 100
    (55, 55.00000000000001)
    """
    exact = written_share(share)
    return -(-exact.numerator * k // exact.denominator)


@dataclass(frozen=True, slots=True)
class Targets:
    """Desired share of each bucket, with optional floors and ceilings.

    Parameters
    ----------
    buckets : tuple of str, length B
        Bucket ids.
    shares : tuple of float, length B, [0, 1]
        Sum to 1 (within 1e-6).
    floors, ceilings : mapping of str to float, optional, (0, 1]
        Least and greatest share. A ceiling of 0 is refused: nothing here shuts anyone out.
    kind : str
        Where the shares come from: ``"equal"``, ``"stated"``, ``"catalog"``, ``"per_query"``.

    Raises
    ------
    InputError
        For shares that do not sum to 1, negative ones, or a ceiling of 0.

    Examples
    --------
    >>> Targets.equal(("a", "b", "c", "d")).shares
    (0.25, 0.25, 0.25, 0.25)
    >>> Targets.stated({"women": 0.274, "men": 0.726}).kind
    'stated'
    """

    buckets: tuple[str, ...]
    shares: tuple[float, ...]
    floors: Mapping[str, float] | None = None
    ceilings: Mapping[str, float] | None = None
    kind: str = "stated"

    def __post_init__(self) -> None:
        if len(self.buckets) != len(self.shares):
            raise bad_value("target shares", self.shares, f"{len(self.buckets)} of them")
        if not all(0 <= share <= 1 for share in self.shares) or abs(sum(self.shares) - 1) > 1e-6:
            raise bad_value("target shares", self.shares, "numbers in [0, 1] that sum to 1")
        for name, least in (("floors", 0.0), ("ceilings", 0.0)):
            for bucket, share in (getattr(self, name) or {}).items():
                if bucket not in self.buckets:
                    raise unknown_name(f"bucket in {name}", bucket, self.buckets)
                if not least < share <= 1:
                    raise bad_value(
                        f"{name} of {bucket}", share, "a share in (0, 1]",
                        "Targets include; they cannot shut a bucket out.",
                    )  # fmt: skip

    @classmethod
    def equal(cls, buckets: Sequence[str]) -> Targets:
        """Give every bucket the same share."""
        return cls(tuple(buckets), (1 / len(buckets),) * len(buckets), kind="equal")

    @classmethod
    def stated(cls, shares: Mapping[str, float], kind: str = "stated") -> Targets:
        """Take the shares as a mapping of bucket to share."""
        return cls(tuple(shares), tuple(float(s) for s in shares.values()), kind=kind)

    def share(self, bucket: str) -> float:
        """Return the share of one bucket."""
        if bucket not in self.buckets:
            raise unknown_name("bucket in targets", bucket, self.buckets)
        return self.shares[self.buckets.index(bucket)]

    def clipped(self, supply: Mapping[str, int], k: int) -> tuple[TargetOutcome, ...]:
        """Say how many of each bucket a list of `k` wants and how many the supply allows.

        The wanted number is ⌊share·k⌋ in exact arithmetic, raised to the floor, held to the
        ceiling.

        Parameters
        ----------
        supply : mapping of str to int
            Sure items of each bucket among the candidates.
        k : int, ≥ 0
            Length of the list.

        Examples
        --------
        >>> [t.short for t in Targets.equal(("a", "b")).clipped({"a": 9, "b": 2}, 10)]
        [0, 3]
        """
        wanted = [
            self._wanted(bucket, share, k)
            for bucket, share in zip(self.buckets, self.shares, strict=True)
        ]
        return tuple(
            TargetOutcome(bucket, want, min(want, supply.get(bucket, 0)), supply.get(bucket, 0))
            for bucket, want in zip(self.buckets, wanted, strict=True)
        )

    def _wanted(self, bucket: str, share: float, k: int) -> int:
        want = max(exact_floor(share, k), exact_floor((self.floors or {}).get(bucket, 0), k))
        return min(want, exact_ceil((self.ceilings or {}).get(bucket, 1), k))


@dataclass(frozen=True, slots=True)
class TargetOutcome:
    """What one bucket wanted, got and could have had.

    Parameters
    ----------
    bucket : str
        Bucket id.
    wanted : int
        Places the target asks for.
    got : int
        Places it has in the list (or could have, before a list exists).
    supply : int
        Sure candidates there were.
    dimension : str
        Name of the dimension.
    """

    bucket: str
    wanted: int
    got: int
    supply: int
    dimension: str = ""

    @property
    def short(self) -> int:
        """Places missing: wanted − got, never below 0."""
        return max(0, self.wanted - self.got)
