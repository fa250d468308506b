"""The sections on how it was done, and on what the numbers cannot say."""

from __future__ import annotations

from everyhue.audit.replaying.findings import ReplayFindings
from everyhue.audit.replaying.replay import Plan
from everyhue.report import Section, bullets

CANNOT = (
    "They say what the labels say. A label is how someone described a picture, not who a person "
    "is; where labels are wrong more often for one bucket, every number here leans with them.",
    "Items without a sure label are counted as unknown and nothing else. If they are mostly of one "
    "bucket, exposure and Div@k are off, and no replay can see by how much.",
    "Relevance is what the log's own scores or positions say. A re-ranker can lose in nDCG and be "
    "liked better, or the other way round; only an experiment with people says which.",
    "Strategies can only reorder what was logged. With deeper candidates, or retrieval by bucket, "
    "more could be shown; requests with few candidates understate what is possible.",
    "Intervals treat requests as independent. Repeated queries and sessions make them too narrow.",
    "Showing every bucket once is not the same as showing it well, prominently or respectfully.",
    "A target is a choice. Equal shares, a share of the population and a share of the catalog are "
    "different aims, and no number here says which is right.",
)


def method_section(found: ReplayFindings, plan: Plan) -> Section:
    """How the numbers came about."""
    depths = ", ".join(str(k) for k in found.ks)
    lines = [
        f"{found.requests:,} requests of {found.queries:,} queries with {found.candidates:,} "
        f"candidates; depths {depths}, headline {found.k}.",
        "Every strategy ran once per request on the logged candidates. One that fails leaves the "
        "logged order, and is counted as failed open.",
        "Shares of requests have Wilson intervals, other means Student's t, both at 95%.",
        "A measure that cannot be computed for a request is undefined with a reason, stays out of "
        "the mean and is counted in tally.json.",
        f"The frontier is measured on at most {plan.swept} requests per surface, evenly spaced.",
        *found.notes,
    ]
    if found.short:
        lines.append(
            f"{found.short:,} requests hold no more than {found.k} candidates: there a strategy "
            "could only change the order. Log deeper candidates to see more."
        )
    lines += [
        f"{name} failed open on {failure.requests:,} requests; the first time: {failure.first}"
        for name, failure in found.failures.items()
    ]
    return Section("method", "How this was measured", "", (bullets(lines),))


def limits_section() -> Section:
    """What the numbers cannot say."""
    return Section("limits", "What these numbers cannot say", "", (bullets(CANNOT),))
