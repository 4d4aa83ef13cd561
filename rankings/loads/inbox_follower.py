"""What works off the inbox whenever something is dropped there: a thread of a server, or a command.

A folder on another machine tells of nothing, so it is looked at by the clock as well.
"""

import atexit
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from rankings.loads import access, inbox
from rankings.loads.inbox import Item, Say
from rankings.store.problems import Problem
from rankings.store.versions import Store

# Seconds from one look by the clock to the next, and from the first word of a file to the look.
EVERY, AFTER = 60.0, 0.5

log = logging.getLogger("rankings")
_following: dict[Path, "_Thread"] = {}
_lock = threading.Lock()


def start(store: Store, say: Say) -> None:
    """Follow the inbox from now on where a setting says so, once for a process.

    Raises Problem where the folder cannot be made.
    """
    if not inbox.is_followed():
        return
    path = inbox.folder()
    inbox.make(path)
    with _lock:
        if path not in _following:
            _following[path] = _Thread(store, path, say)
            _following[path].start()


@atexit.register
def stop() -> None:
    """Follow nothing any more; waits for what is being done."""
    with _lock:
        threads = list(_following.values())
        _following.clear()
    for thread in threads:
        thread.stopped.set()
        thread.join()


def follow(
    store: Store,
    path: Path,
    say: Say,
    stopped: threading.Event,
    done: Callable[[list[Item]], None] = lambda items: None,
) -> None:
    """Look at once, then whenever something happens, until `stopped` is set. done: called with what
    became of the files of a look, where there were any. Raises Problem where the folder cannot be
    made."""
    inbox.make(path)
    woken = _Woken()
    observer: Any = Observer()
    try:
        observer.schedule(woken, str(path))
        observer.start()
    except OSError as error:
        # So many folders can be watched on a machine, and some cannot.
        log.warning("the inbox is looked at by the clock only: %s", error)
        observer = None
    try:
        while not stopped.is_set():
            woken.event.clear()
            if items := look(store, path, say):
                done(items)
            _wait(woken.event, stopped)
    finally:
        if observer is not None:
            observer.stop()
            observer.join()


def look(store: Store, path: Path, say: Say) -> list[Item]:
    """Work off the folder once; whatever goes wrong, the next look may be better."""
    try:
        by = access.automatic()
        items = inbox.work_off(store, path, by=by, say=say)
        inbox.settle(store, path, by=by, say=say)
    except Problem as problem:
        if problem.key != "error.unattended_busy":
            log.warning("the inbox could not be worked off: %s", problem)
    except Exception:
        log.exception("the inbox could not be worked off")
    else:
        return items
    return []


def _wait(woken: threading.Event, stopped: threading.Event) -> None:
    """Until something happens, the clock says so, or it is to stop."""
    waited = 0.0
    while waited < EVERY and not woken.is_set() and not stopped.wait(AFTER):
        waited += AFTER
    stopped.wait(AFTER)


class _Woken(FileSystemEventHandler):
    def __init__(self) -> None:
        self.event = threading.Event()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Called by the library with what has happened; a look itself is nothing new."""
        if event.event_type in ("created", "modified", "moved", "closed"):
            self.event.set()


class _Thread(threading.Thread):
    def __init__(self, store: Store, path: Path, say: Say) -> None:
        super().__init__(name="inbox", daemon=True)
        self.store, self.path, self.say = store, path, say
        self.stopped = threading.Event()

    def run(self) -> None:
        """Called by the thread."""
        follow(self.store, self.path, self.say, self.stopped)
