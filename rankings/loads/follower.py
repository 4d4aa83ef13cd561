"""The thread of a server that follows what other servers publish, and that hands in and shares what
was kept here while the lake was away. One for each process that serves; commands need none."""

import atexit
import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

from rankings.loads import journal, newest
from rankings.store.shared import SharedStore
from rankings.store.versions import Store

# How often the catalogue is asked, in seconds: a statement of some milliseconds. What others
# publish is to be here within two seconds, and a version is made in less than one.
EVERY = 0.5

log = logging.getLogger("rankings")
_following: dict[Store, "_Thread"] = {}
_lock = threading.Lock()


def start(store: Store) -> None:
    """Follow a shared store from now on, once for a process; of another one there is nothing to
    follow."""
    if not isinstance(store, SharedStore):
        return
    with _lock:
        if store not in _following:
            _following[store] = _Thread(store)
            _following[store].start()


@atexit.register
def stop() -> None:
    """Follow nothing any more; waits for what is being done. A process that ends calls it, since
    DuckDB must not be at work in a thread when Python goes."""
    with _lock:
        threads = list(_following.values())
        _following.clear()
    for thread in threads:
        thread.stopped.set()
    for thread in threads:
        thread.join()


def step(store: SharedStore) -> None:
    """Ask once what is new, and have it here; share what waits. Raises Problem while the lake is
    away."""
    reached = store.lake.reached()
    if store.has_unfetched(reached.kept):
        with store.locked():
            store.fetch()
    store.share_the_rest()
    journal.hand_in_the_rest(store)
    newest.catch_up(store)


def away_since(store: Store) -> datetime | None:
    """Since when (UTC) the lake of a shared store cannot be reached; None: it can, or there is
    none."""
    return store.lake.away_since if isinstance(store, SharedStore) else None


def lag(store: Store) -> float | None:
    """For how many seconds this server is not known to have all that the others have published:
    since the last time that it asked and had it all, or began to follow. None: there are no others,
    or it does not follow them."""
    with _lock:
        thread = _following.get(store) if isinstance(store, SharedStore) else None
    return None if thread is None else time.monotonic() - thread.level_at


class _Thread(threading.Thread):
    def __init__(self, store: SharedStore) -> None:
        super().__init__(name="follower", daemon=True)
        self.store = store
        # When it last had all that the others have, as time.monotonic says it.
        self.level_at = time.monotonic()
        self.stopped = threading.Event()

    def run(self) -> None:
        """Called by the thread: follow until it is stopped."""
        _follow(self.store, self.stopped, self._level)

    def _level(self) -> None:
        self.level_at = time.monotonic()


def _follow(
    store: SharedStore, stopped: threading.Event, level: Callable[[], None] = lambda: None
) -> None:
    logged = None
    while not stopped.wait(EVERY):
        try:
            step(store)
            logged = None
            level()
        except Exception as error:
            # Whatever it is, the next second may be better, and readers have what is here.
            if repr(error) != logged:
                log.warning("not following the shared store: %r", error)
            logged = repr(error)
