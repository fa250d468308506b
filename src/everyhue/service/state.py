"""What every handler shares: the catalog, the settings, and one way to answer a request."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from everyhue.catalog import Catalog
from everyhue.catalog.snapshot import Card, Snapshot
from everyhue.errors import bad_value
from everyhue.ranking.config import PathConfig, SurfaceConfig
from everyhue.ranking.explain import Explanation, explain
from everyhue.ranking.packs import load_packs
from everyhue.ranking.pipeline import answer
from everyhue.ranking.request import MAX_SHOWN, Hit, Request, Response
from everyhue.service.audited import offered
from everyhue.service.cursor import Place, decode_cursor, encode_cursor
from everyhue.service.holdback import held_back
from everyhue.service.settings import Settings
from everyhue.service.shadow import ShadowRunner
from everyhue.service.telemetry import Telemetry
from everyhue.service.watched import Glance, Switch, WatchedFiles, WatchedSettings
from everyhue.service.wire import Served
from everyhue.types import Deadline, Dimension, StageOutcome

SERVE = "serve"
"""Name of the last stage: which of the orders was served, and why."""

# The stages before have told what is not in here.
_WHY = {
    "switched_off": "Diversification is switched off for the whole service.",
    "shadow": "Shadow mode: the diversified order is computed elsewhere, relevance is served.",
    "holdback": "This request is in the holdback: relevance is served, for measurement.",
}


@dataclass(frozen=True, slots=True)
class DemoFacts:
    """What a page says about a demo catalog.

    Parameters
    ----------
    items : int
        Generated people.
    seed : int
        Where the generator started.
    skew : float, ≥ 0
        How much the popularity is made to lean; 0 = not at all.
    """

    items: int
    seed: int
    skew: float


class AppState:
    """The catalog, the current settings, and the one way to answer a request.

    Parameters
    ----------
    catalog : Catalog
        An open catalog.
    settings : Settings
        What was loaded at the start.
    settings_file : path, optional
        Where they came from; looked at again once a second.
    demo : DemoFacts, optional
        Set where the catalog is the generated one.
    check_every : float, seconds
        Least time between two looks at the settings, the switch, the catalog and the stamps.
    """

    def __init__(
        self,
        catalog: Catalog,
        settings: Settings | None = None,
        *,
        settings_file: str | os.PathLike[str] | None = None,
        demo: DemoFacts | None = None,
        check_every: float = 1.0,
    ) -> None:
        self.catalog = catalog
        self.demo = demo
        self.telemetry = Telemetry()
        self.switch = Switch(catalog.path, check_every)
        self.shadow = ShadowRunner(self.telemetry.shadow_dropped.inc)
        self._watched = WatchedSettings(
            settings or Settings(), settings_file, check=self._fits,
            on_refused=self.telemetry.settings_refused.inc, every=check_every,
        )  # fmt: skip
        self._refresh = Glance(check_every)
        self._lock = threading.Lock()
        self._stamps = WatchedFiles(check_every)
        self._dressed: tuple[tuple[Snapshot, Settings, object], Snapshot] | None = None

    @property
    def settings(self) -> Settings:
        """The settings as the file has them now."""
        return self._watched.current

    def _fits(self, settings: Settings) -> None:
        """Raise for settings that do not fit the catalog, or whose rule packs cannot be read."""
        _dressed(self.catalog.snapshot(), settings.dimensions)  # stamps may come later
        load_packs(settings.path.rules)

    def snapshot(self) -> Snapshot:
        """Return the catalog as it is now, with the dimensions worded as the settings say."""
        if self._refresh.due():
            self.catalog.refresh()
        snapshot, settings = self.catalog.snapshot(), self.settings
        marks = self._stamps.marks(settings.audited.values())  # before they are read
        held = self._dressed
        if held is None or not _same(held[0], (snapshot, settings, marks)):
            worded = offered(settings.dimensions, self.catalog.facts, settings.audited)
            held = ((snapshot, settings, marks), _dressed(snapshot, worded))
            self._dressed = held
        return held[1]

    def warm(self) -> None:
        """Load what the first request needs, so that it is not late; raise where it cannot be."""
        self._fits(self.settings)
        answer(
            Request(query="hair"), self.snapshot(), self.settings.path, deadline=Deadline.after(1e6)
        )

    def respond(
        self,
        request: Request,
        *,
        cursor: str | None = None,
        snapshot: Snapshot | None = None,
        deadline: Deadline | None = None,
        path: PathConfig | None = None,
    ) -> Response:
        """Answer one request: kill switch, shadow, holdback, deadline and counters included.

        Parameters
        ----------
        request : Request
            What was asked, without `shown` where there is a cursor.
        cursor : str, optional
            Where the list goes on; from `next_cursor`.
        snapshot : Snapshot, optional
            The catalog to answer from; default: as it is now.
        deadline : Deadline, optional
            Default: the surface's time, from now.
        path : PathConfig, optional
            Settings for this request alone, such as the demo without its skew; the kill switch of
            the service stands above them.

        Returns
        -------
        Response
            Its last outcome is the stage ``"serve"``.

        Raises
        ------
        InputError, UnknownNameError
            For a request that cannot be answered; never because of diversification.
        """
        started = time.perf_counter()
        path = path or self.settings.path
        surface = path.surface(request.surface)
        deadline = deadline or Deadline.after(surface.deadline_ms)
        snapshot = snapshot or self.snapshot()
        place = None if cursor is None else decode_cursor(cursor, request)
        asked = request if place is None else replace(request, shown=place.shown)
        serving = self.serving(asked, surface, place)
        response = self._answer(asked, serving, snapshot, deadline, path)
        self.telemetry.record(response, served(response), time.perf_counter() - started)
        return response

    def serving(self, request: Request, surface: SurfaceConfig, place: Place | None = None) -> str:
        """Decide which order may be served, before anything is computed."""
        if not (self.settings.path.enabled and self.switch.on):
            return "switched_off"
        if surface.shadow:
            return "shadow"
        salt = self.settings.diversify.holdback_salt
        held = held_back(request, surface.holdback, salt) if place is None else place.held
        return "holdback" if held else "diversified"

    def _answer(
        self,
        request: Request,
        serving: str,
        snapshot: Snapshot,
        deadline: Deadline,
        path: PathConfig,
    ) -> Response:
        if serving == "diversified":
            return signed(answer(request, snapshot, path, deadline=deadline), request, serving)
        if serving == "switched_off":
            path = replace(path, enabled=False)
        plain = answer(replace(request, diversify=False), snapshot, path, deadline=deadline)
        if serving == "shadow" and request.diversify is not False and not request.refine:
            self._compute_shadow(request, snapshot, path)
        return signed(plain, request, serving)

    def _compute_shadow(self, request: Request, snapshot: Snapshot, path: PathConfig) -> None:
        milliseconds = path.surface(request.surface).deadline_ms
        self.shadow.submit(
            lambda: answer(request, snapshot, path, deadline=Deadline.after(milliseconds)),
            self.settings.diversify.shadow_log,
        )

    def next_cursor(self, response: Response) -> str | None:
        """Return the cursor of the page after `response`; ``None`` at the end."""
        shown = response.request.shown + tuple(hit.key for hit in response.hits)
        if not response.more or not response.hits or len(shown) >= MAX_SHOWN:
            return None
        return encode_cursor(response.request, Place(shown, served(response) == "holdback"))

    def explain(self, response: Response, snapshot: Snapshot | None = None) -> Explanation:
        """Return why a response is as it is."""
        return explain(response, (snapshot or self.snapshot()).dimensions)

    def cards(self, hits: Sequence[Hit], snapshot: Snapshot | None = None) -> list[Card]:
        """Return what a page shows of these results, in order."""
        store = (snapshot or self.snapshot()).card_store
        return store.cards([hit.key for hit in hits])

    def close(self) -> None:
        """Finish shadow answers that are waiting."""
        self.shadow.close()


def served(response: Response) -> Served:
    """Return which order was served: the decision of the stage ``"serve"``."""
    return cast(Served, response.outcomes[-1].decision)


def signed(response: Response, request: Request, serving: str) -> Response:
    """Add the stage that says which order was served."""
    if serving == "diversified" and response.failed_open:
        serving = "failed_open"
    elif serving == "diversified" and response.selection is None:
        serving = "original"
    outcome = StageOutcome(SERVE, serving, _WHY.get(serving, ""))
    return replace(response, request=request, outcomes=(*response.outcomes, outcome))


def _same(held: tuple[object, object, object], now: tuple[object, object, object]) -> bool:
    """Whether catalog and settings are the same objects, and stamps as they were."""
    return held[0] is now[0] and held[1] is now[1] and held[2] == now[2]


def _dressed(snapshot: Snapshot, worded: Mapping[str, Dimension]) -> Snapshot:
    """Give a snapshot the wording and the offers of the settings, where the buckets agree."""
    dimensions = dict(snapshot.dimensions)
    for name, indexed in snapshot.dimensions.items():
        stated = worded.get(name, indexed)
        if stated.ids != indexed.ids:
            raise bad_value(
                f"buckets of {name} in the settings", stated.ids, f"the catalog's {indexed.ids}",
                "Index the catalog again, or keep its buckets.",
            )  # fmt: skip
        dimensions[name] = stated
    return replace(snapshot, dimensions=dimensions)
