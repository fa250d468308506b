"""Audits in progress and done: measured once for each state of the catalog and the settings."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from everyhue.errors import EveryhueError
from everyhue.service.demo import level_path
from everyhue.service.state import AppState
from everyhue.service.web.audit_run import Audited, audit_queries

MOST_KEPT = 8
WAIT = 1.5
"""Seconds a page waits for its audit before it says how far it is."""

_LOG = logging.getLogger("everyhue.service")


@dataclass(slots=True)
class Job:
    """One audit: how far it is, and what it found.

    Parameters
    ----------
    queries : tuple of str
        What is asked.
    total : int
        Steps there are.
    """

    queries: tuple[str, ...]
    total: int
    done: int = 0
    found: Mapping[str, Audited] = field(default_factory=dict)
    failed: str = ""
    over: threading.Event = field(default_factory=threading.Event)

    def step(self) -> None:
        """Count one query as done."""
        self.done += 1


class Audits:
    """The audits of one service.

    Parameters
    ----------
    state : AppState
        What is audited.

    Notes
    -----
    An audit runs on a thread of its own, one at a time, so that people who search are not slowed
    by several. Its key holds the catalog's generation and the settings: a change measures anew.
    """

    def __init__(self, state: AppState) -> None:
        self.state = state
        self._jobs: OrderedDict[object, Job] = OrderedDict()
        self._lock = threading.Lock()
        self._turn = threading.Lock()

    def look(self, queries: tuple[str, ...], wait: float | None = None) -> Job:
        """Return the audit of `queries`, started where there is none; wait a little for it."""
        key = (queries, self.state.snapshot().generation, id(self.state.settings))
        with self._lock:
            job = self._jobs.get(key)
            if job is None or job.failed:
                job = self._jobs[key] = self._started(queries)
            self._jobs.move_to_end(key)
            while len(self._jobs) > MOST_KEPT:
                self._jobs.popitem(last=False)
        job.over.wait(WAIT if wait is None else wait)
        return job

    def _started(self, queries: tuple[str, ...]) -> Job:
        worlds = 2 if self.state.demo else 1
        job = Job(queries, worlds * len(queries))
        threading.Thread(target=self._run, args=(job,), name="everyhue-audit", daemon=True).start()
        return job

    def _run(self, job: Job) -> None:
        try:
            with self._turn:
                job.found = self._measured(job)
        except EveryhueError as error:
            job.failed = str(error)
        except Exception as error:
            _LOG.error("an audit failed", exc_info=error)
            job.failed = "The log of the service has the details."
        finally:
            job.over.set()

    def _measured(self, job: Job) -> dict[str, Audited]:
        """Measure the path as it is; in the demo also without the made skew."""
        snapshot, path = self.state.snapshot(), self.state.settings.path
        worlds = {"as_is": path, **({"level": level_path(path)} if self.state.demo else {})}
        return {
            name: audit_queries(snapshot, world, job.queries, job.step)
            for name, world in worlds.items()
        }
