"""Shadow mode: the diversified order is computed and written down, the original is served."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from everyhue.ranking.request import Response

_LOG = logging.getLogger("everyhue.service")
_WAITING = 64


class ShadowRunner:
    """Computes shadow answers on one thread of its own, so that nobody waits for them.

    Parameters
    ----------
    dropped : callable
        Called for every answer that is not kept: too many are waiting, or it failed.
    """

    def __init__(self, dropped: Callable[[], None]) -> None:
        self._dropped = dropped
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="everyhue-shadow")
        self._room = threading.BoundedSemaphore(_WAITING)

    def submit(self, compute: Callable[[], Response], log: str | None) -> None:
        """Compute an answer when there is time; write it to `log` where there is one."""
        if not self._room.acquire(blocking=False):
            self._dropped()
            return
        self._pool.submit(self._run, compute, log)

    def _run(self, compute: Callable[[], Response], log: str | None) -> None:
        try:
            response = compute()
            if log is not None:
                _append(Path(log), shadow_line(response))
        except Exception:
            self._dropped()
            _LOG.exception("a shadow answer failed")
        finally:
            self._room.release()

    def close(self) -> None:
        """Finish what is waiting."""
        self._pool.shutdown(wait=True)


def shadow_line(response: Response) -> dict[str, Any]:
    """Return what the shadow log holds of one request: the question and both orders.

    Requests with a refinement do not come here: the order alone would tell the person's choice.
    """
    request = response.request
    return {
        "surface": request.surface,
        "query": request.query,
        "item": request.item_id,
        "k": request.k,
        "page_after": len(request.shown),
        "original": [hit.id for hit in response.original],
        "diversified": [hit.id for hit in response.hits],
        "dimensions": list(response.diversified),
        "failed_open": response.failed_open,
        "milliseconds": {o.stage: round(o.milliseconds, 3) for o in response.outcomes},
        "generation": response.generation,
    }


def _append(path: Path, line: dict[str, Any]) -> None:
    with path.open("a", encoding="utf-8") as handle:
        handle.write(json.dumps(line, ensure_ascii=False) + "\n")
