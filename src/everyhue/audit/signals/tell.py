"""An audit of a signal in words, tables and charts."""

from __future__ import annotations

from everyhue.audit.signals.audit import SignalFindings
from everyhue.audit.signals.limits import limits_of
from everyhue.audit.signals.tables import (
    confusion_table,
    gate_table,
    group_tables,
    number_tables,
    words_of,
)
from everyhue.audit.telling import Told
from everyhue.report import Document, Section, bullets, to_json
from everyhue.report.charts import Bar, bars
from everyhue.report.charts.svg import percent, told
from everyhue.signals.report_card import settling
from everyhue.signals.tone import is_prior
from everyhue.types import Value


def tell_signal(found: SignalFindings, *, name: str, source: str) -> Told:
    """Put an audit into words.

    Parameters
    ----------
    found : SignalFindings
        What was found.
    name : str
        Of the labels file.
    source : str
        Where pictures and votes come from, in the operator's words.
    """
    words = (*_verdict(found), *_begun(found), *_reach(found), *_side(found), *_agreement(found),
             *_hush(found), *found.notes, counted(found))  # fmt: skip
    sections = [
        Section("buckets", f"By {found.dimension.label.lower()}", _BUCKETS, _charts(found)),
        Section("gates", "Gates", _GATES, (gate_table(found).html(),)),
        Section("confusion", "What is taken for what", _CONFUSION, (confusion_table(found),)),
        Section("numbers", "All numbers", _NUMBERS,
                tuple(table.html() for table in number_tables(found))),
    ]  # fmt: skip
    if found.facts:
        tables = tuple(table.html() for table in group_tables(found))
        sections.append(Section("within", "Within further facts", _WITHIN, tables))
    if found.hushed:
        sections.append(Section("unsaid", "Where nothing should be said", _UNSAID, _silence(found)))
    sections += [
        Section("method", "How this was measured", "", (bullets(_method(found, source)),)),
        Section("limits", "What these numbers cannot say", "",
                (bullets(limits_of(found.dimension, found.card.provenance)),)),
    ]  # fmt: skip
    provenance = found.card.provenance
    subtitle = f"{name}: {provenance.source}, on {found.card.n:,} annotated items. Source: {source}"
    document = Document(
        f"Signal audit: {found.dimension.label}", subtitle, words, _facts(found), tuple(sections)
    )
    json = to_json("signal", _plain(found), found=list(words), file=name, source=source)
    return Told(words, document, json, _markdown(found, words, name))


_BUCKETS = (
    "Found: of the items that truly show a bucket, how many a person finds under it. Misses and "
    "unknowns both count against it. Precision: of the items shown under a bucket, how many belong "
    "there. Answered: how many get any sure label."
)
_GATES = (
    "A bound of the interval decides, never the number itself. All must pass for the refinement to "
    "be switched on; too few labels keep it off as a bad signal does."
)
_CONFUSION = "Rows are what annotators settled, columns what the signal shows."
_NUMBERS = "With 95 % intervals. Undefined numbers say why."
_WITHIN = (
    "The same measures for items that share a further fact. Cells of fewer than 10 annotated items "
    "are not told. These rows inform; they do not decide."
)
_UNSAID = (
    "Items of which annotators say that the trait cannot be seen, and how many got a label all the "
    "same."
)


def _verdict(found: SignalFindings) -> list[str]:
    verdict, every = found.verdict, len(found.verdicts)
    if verdict.status == "pass":
        return [f"Pass: all {every} gates hold, so the refinement may be switched on."]
    more = f" {settling(verdict, found.card.n, found.card.clusters)}".rstrip()
    if verdict.status == "fail":
        failed = sum(one.status == "fail" for _, one in found.verdicts)
        return [
            f"Fail: {failed} of {every} gates fail, so the refinement stays off. The first: "
            f"{_decider(found)}."
        ]
    return [
        "Insufficient evidence: no gate fails, but not all can be shown to hold, so the refinement "
        f"stays off. The first: {_decider(found)}.{more}"
    ]


def _begun(found: SignalFindings) -> list[str]:
    """That the labels are those of a prior, where they are."""
    if not is_prior(found.card.provenance):
        return []
    return [
        "These labels come from an uncalibrated prior, which learnt from no picture; the verdict "
        "goes by this sample all the same. To do better, fit a model on labels of your own."
    ]


def _said(text: str) -> str:
    return text.replace("_", " ")


def _decider(found: SignalFindings) -> str:
    """The gate that decided, in words, with its bound."""
    name, _, why = found.verdict.decided_by.partition(": ")
    measure, _, bucket = name.partition(" of ")
    of = f" of {found.dimension.bucket(bucket).label}" if bucket else ""
    return f"{words_of(measure)}{of}, {why}"


def _by_bucket(found: SignalFindings, measure: str) -> list[tuple[str, Value]]:
    return [(b.label, found.card.value(measure, b.id)) for b in found.dimension.buckets]


def _reach(found: SignalFindings) -> list[str]:
    """Where items are found least, and where what is shown is right least."""
    made = []
    for measure, words in (
        ("discoverability", "Items are found least where they show"),
        ("precision", "What is shown is right least often under"),
    ):
        told_of = [(v.number(), label, v) for label, v in _by_bucket(found, measure) if v.defined]
        if told_of:
            _, label, value = min(told_of)
            most = max(told_of)
            made.append(f"{words} {label}: {told(value)}. The most: {most[1]}, {percent(most[0])}.")
    return made


_CLUSTERED = (
    "Clusters: items count for as many independent ones as the linearised variance between them "
    "says (Korn and Graubard 1998), never for more; buckets that share clusters are not taken as "
    "closer for it. Fewer than 10 clusters give no interval.",
)


def counted(found: SignalFindings) -> str:
    """Say how items were counted: by cluster, or as independent."""
    held = found.clustered
    if held is None:
        return (
            "Items were counted as independent. With several of one person or shoot, intervals are "
            "too short: name the column that says whose item it is (--cluster)."
        )
    alone = (
        f" {held.alone:,} of them {_name(held.alone)} no cluster: each is its own."
        if held.alone
        else ""
    )
    return (
        f"Items were counted by {held.column}: {found.card.n:,} items of {held.count:,} clusters, "
        f"at most {held.largest:,} of one.{alone}"
    )


def _name(count: int) -> str:
    return "names" if count == 1 else "name"


def _side(found: SignalFindings) -> list[str]:
    """Buckets that are read as lighter, or later, than they are."""
    if not found.dimension.ordered:
        return []
    made = []
    for label, value in _by_bucket(found, "signed_bias"):
        if value.low is not None and value.high is not None and not value.low <= 0 <= value.high:
            first, last = found.dimension.buckets[0].label, found.dimension.buckets[-1].label
            way = last if value.number() > 0 else first
            made.append(
                f"{label} is read towards {way} by {abs(value.number()):.2f} buckets on average."
            )
    return made[:2]


def _agreement(found: SignalFindings) -> list[str]:
    held = found.agreement
    if held is None or not held.exact.defined:
        return []
    return [
        f"Two annotators name the same bucket for {told(held.exact)} of items. Do not expect a "
        "signal to agree with them more than they do with each other."
    ]


def _hush(found: SignalFindings) -> list[str]:
    shown = [line for line in found.hushed if line.labelled.number() > 0]
    if not shown:
        return []
    worst = max(shown, key=lambda line: line.labelled.number())
    return [
        f"Where annotators say “{_said(worst.reason)}”, {percent(worst.labelled.number())} of "
        f"{worst.labelled.n} items got a label all the same."
    ]


def _facts(found: SignalFindings) -> tuple[tuple[str, str, str], ...]:
    card, gates = found.card, len(found.verdicts)
    least = [
        min((v for _, v in _by_bucket(found, name) if v.defined), key=lambda v: v.number(),
            default=Value.undefined_because("nothing shown"))
        for name in ("discoverability", "precision")
    ]  # fmt: skip
    return (
        (_SHORT[found.verdict.status], "Verdict", f"{found.verdict.status}, {gates} gates"),
        (f"{card.n:,}", "Annotated items", f"{len(found.dimension.buckets)} buckets"),
        _fact(least[0], "Found, worst bucket"),
        _fact(least[1], "Precision, worst bucket"),
        _fact(card.value("abstention_gap"), "Gap in unknowns"),
    )


_SHORT = {"pass": "Pass", "fail": "Fail", "insufficient evidence": "Not yet"}


def _fact(value: Value, words: str) -> tuple[str, str, str]:
    if value.estimate is None or value.low is None or value.high is None:
        return "–", words, value.undefined or ""
    return percent(value.estimate), words, f"{percent(value.low)} to {percent(value.high)}"


def _charts(found: SignalFindings) -> tuple[str, ...]:
    gates = {name.partition(" of ")[0]: one.threshold for name, one in found.verdicts}
    made = []
    for measure, words in (
        ("discoverability", "Found under its own bucket"),
        ("precision", "Right, of what is shown"),
        ("coverage", "Answered"),
    ):
        rows = [
            Bar(label, value, gates.get(measure)) for label, value in _by_bucket(found, measure)
        ]
        summary = f"For each bucket, against the gate of {gates.get(measure, 0):.0%}."
        made.append(bars(rows, title=words, summary=summary, target="Gate").html())
    return tuple(made)


def _silence(found: SignalFindings) -> tuple[str, ...]:
    rows = [Bar(_said(line.reason), line.labelled) for line in found.hushed]
    words = "Labelled although annotators say it cannot be seen"
    return (bars(rows, title=words, summary=f"{words}; shorter is better.").html(),)


def _method(found: SignalFindings, source: str) -> list[str]:
    provenance = found.card.provenance
    calibration = provenance.calibration or "none: probabilities are uncalibrated"
    if is_prior(provenance):
        calibration = "none: an uncalibrated prior"
    return [
        f"Where pictures and votes come from: {source}",
        f"Labels: {provenance.source}; calibration: {calibration}.",
        "Truth: the median of votes where buckets are ordered, else a strict majority. Items that "
        "annotators did not settle are left out.",
        "Intervals at 95 %: Wilson for shares, Newcombe and Walter over pairs for the gaps, the "
        "delta method for kappa, t for signed bias.",
        counted(found),
        *(_CLUSTERED if found.clustered else ()),
        "Precision is at the shares of the sample, unless shares were stated.",
    ]


def _plain(found: SignalFindings) -> dict[str, object]:
    return {
        "dimension": found.dimension.name,
        "card": found.card,
        "verdict": found.verdict,
        "verdicts": dict(found.verdicts),
        "table": found.table.tolist(),
        "hushed": {line.reason: line.labelled for line in found.hushed},
        "agreement": found.agreement,
        "notes": list(found.notes),
        "clustered": found.clustered,
    }


def _markdown(found: SignalFindings, words: tuple[str, ...], name: str) -> str:
    made = [f"## Signal audit: {name}", "", *(f"- {sentence}" for sentence in words), ""]
    made += ["| gate | bucket | verdict | decided by |", "|---|---|---|---|"]
    made += [f"| {' | '.join(str(cell) for cell in row[:4])} |" for row in gate_table(found).rows]
    return "\n".join([*made, ""])
