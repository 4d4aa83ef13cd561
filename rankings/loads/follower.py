"""The thread of a server that follows what other servers publish, and that hands in and shares what
was kept here while the lake was away. One for each process that serves; commands need none."""

import logging
import threading
import time
from datetime import datetime

from rankings.loads import journal, newest
from rankings.store.shared import SharedStore
from rankings.store.versions import Store

# How often the catalogue is asked, in seconds: a statement of some milliseconds. What others
# publish is to be here within two seconds, and a version is made in less than one.
EVERY = 0.5

log = logging.getLogger("rankings")
_following: set[Store] = set()
_lock = threading.Lock()


def start(store: Store) -> None:
    """Follow a shared store from now on, once for a process; of another one there is nothing to
    follow."""
    if not isinstance(store, SharedStore):
        return
    with _lock:
        if store in _following:
            return
        _following.add(store)
    threading.Thread(target=_follow, args=(store,), name="follower", daemon=True).start()


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


def _follow(store: SharedStore) -> None:
    logged = None
    while True:
        time.sleep(EVERY)
        try:
            step(store)
            logged = None
        except Exception as error:
            # Whatever it is, the next second may be better, and readers have what is here.
            if repr(error) != logged:
                log.warning("not following the shared store: %r", error)
            logged = repr(error)
