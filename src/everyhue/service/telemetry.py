"""Counters and histograms for ``/metrics``. They count content and stages, never people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from everyhue.ranking.request import Response
from everyhue.types import UNKNOWN, StageOutcome

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class Telemetry:
    """What the service counts, in a registry of its own.

    Examples
    --------
    >>> telemetry = Telemetry()
    >>> telemetry.settings_refused.inc()
    >>> b"everyhue_settings_refused_total 1.0" in telemetry.text()
    True
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = self._counter("requests", "Requests answered.", "surface", "served")
        self.failed_open = self._counter(
            "failed_open", "Requests that got the original order because a stage failed.",
            "surface", "stage", "reason",
        )  # fmt: skip
        self.errors = self._counter("errors", "Requests refused or failed.", "status")
        self.settings_refused = self._counter("settings_refused", "Edits of the settings refused.")
        self.shadow_dropped = self._counter("shadow_dropped", "Shadow answers that were not kept.")
        self.stage_seconds = Histogram(
            "everyhue_stage_seconds", "Time of a stage.", ["surface", "stage"],
            buckets=_SECONDS, registry=self.registry,
        )  # fmt: skip
        self.request_seconds = Histogram(
            "everyhue_request_seconds", "Time of a request.", ["surface"],
            buckets=_SECONDS, registry=self.registry,
        )  # fmt: skip
        self.unknown = self._counter(
            "unknown_results", "Results without a sure bucket.", "dimension", "order"
        )
        self.results = self._counter("results", "Results looked at.", "dimension", "order")
        self.generation = Gauge(
            "everyhue_catalog_generation", "Generation of the catalog.", registry=self.registry
        )
        self.items = Gauge(
            "everyhue_catalog_items", "Items that are served.", registry=self.registry
        )

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"everyhue_{name}", text, labels, registry=self.registry)

    def record(
        self, response: Response, served: str, seconds: float, surface: str | None = None
    ) -> None:
        """Count one answered request, under its own surface unless another is named."""
        surface = surface or response.request.surface
        self.requests.labels(surface, served).inc()
        self.request_seconds.labels(surface).observe(seconds)
        for outcome in response.outcomes:
            self._stage(surface, outcome)
        self._unknown(response)

    def _stage(self, surface: str, outcome: StageOutcome) -> None:
        self.stage_seconds.labels(surface, outcome.stage).observe(outcome.milliseconds / 1000)
        if outcome.failed_open:
            self.failed_open.labels(surface, outcome.stage, outcome.decision).inc()

    def _unknown(self, response: Response) -> None:
        """Count unknown results before and after, so that their shares can be compared."""
        for order, hits in (("original", response.original), ("served", response.hits)):
            for dimension in response.diversified:
                missing = _unknowns(dimension, (hit.labels for hit in hits))
                self.unknown.labels(dimension, order).inc(missing)
                self.results.labels(dimension, order).inc(len(hits))

    def catalog(self, generation: int, items: int) -> None:
        """Note what is served now."""
        self.generation.set(generation)
        self.items.set(items)

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self.registry)


def _unknowns(dimension: str, labels: Iterable[Mapping[str, str]]) -> int:
    return sum(1 for held in labels if held.get(dimension) == UNKNOWN)
