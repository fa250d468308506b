"""Words of the page for what the code calls by short names."""

from __future__ import annotations

EXAMPLES = (
    "curly bob", "wedding guest dress", "everyday makeup", "nurse", "box braids", "bridal hair",
    "red lipstick", "engineer",
)  # fmt: skip
"""Searches that the landing page offers on the demo catalog."""

AUDITED = (
    *EXAMPLES, "bob haircut", "coily hair", "prom dress", "office outfit", "evening makeup",
    "summer outfit", "wedding hairstyle", "natural hair", "long hair", "doctor", "teacher",
    "gel nails",
)  # fmt: skip
"""Queries that the audit page asks of the demo catalog where none are given."""

_REASONS = {
    "covered": "the hair is covered",
    "not_visible": "it is not visible in the picture",
    "no_person": "the picture shows no person",
    "several_people": "the picture shows several people",
    "missing": "nobody has labelled it",
    "unknown": "the label says unknown",
    "child": "pictures of children are not labelled",
    "abstained": "the model was not sure enough",
    "not_labelled": "nobody has labelled it",
    "unclear": "it is not clear from the picture",
}
_STRATEGIES = {
    "round_robin": "Round robin: buckets take turns",
    "dpp": "DPP: as varied as possible together",
    "mmr": "MMR: unlike what is already shown",
    "ssd": "SSD: new against the last few",
    "quota": "Quota: floors and ceilings",
    "det_greedy": "DetGreedy: below its minimum first",
    "det_cons": "DetCons: whose minimum rises next",
    "det_relaxed": "DetRelaxed: relevance among those due",
    "det_const_sort": "DetConstSort: due ones in, then sorted",
    "fa_ir": "FA*IR: minimums with a tolerance",
    "relevance": "Relevance: no mixing",
}
_WHY = {
    "relevance": "by relevance",
    "diversity": "moved for diversity",
    "refinement": "matches your choice",
    "refill": "fills up the list",
}
_STAGES = {
    "trigger": "Trigger",
    "retrieve": "Retrieve",
    "refine": "Refine",
    "rerank": "Rerank",
    "serve": "Serve",
}


def reason_words(reason: str) -> str:
    """Say why a label is unknown.

    Examples
    --------
    >>> reason_words("covered"), reason_words("low_light")
    ('the hair is covered', 'low light')
    """
    return _REASONS.get(reason, reason.replace("_", " "))


def strategy_words(name: str) -> str:
    """Name a re-ranker as the page does; an operator's own keeps its name."""
    return _STRATEGIES.get(name, name.replace("_", " ").capitalize())


def strategy_order(name: str) -> int:
    """Return where a re-ranker stands in the menu; an operator's own come last."""
    known = list(_STRATEGIES)
    return known.index(name) if name in known else len(known)


def why_words(why: str) -> str:
    """Say why a result stands where it stands."""
    return _WHY.get(why, why.replace("_", " "))


def stage_words(stage: str) -> str:
    """Name a stage."""
    return _STAGES.get(stage, stage.replace("_", " ").capitalize())


def percent(share: float | None, digits: int = 0) -> str:
    """Write a share as a percentage; a missing one is said, never 0.

    Examples
    --------
    >>> percent(0.9431, 1), percent(None)
    ('94.3%', 'undefined')
    """
    return "undefined" if share is None else f"{share:.{digits}%}"


def counted(n: int, one: str, many: str = "") -> str:
    """Write a number with its noun.

    Examples
    --------
    >>> counted(1, "result"), counted(3, "match", "matches")
    ('1 result', '3 matches')
    """
    return f"{n} {one if n == 1 else many or one + 's'}"
