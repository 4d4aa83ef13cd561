"""What the lines of the log are about, and the log as lines of JSON.

    RANKINGS_LOG=json    one JSON object a line: time, level, logger, message, and where they are
                         known request, session, load, trace (of an error)
    without it           a line of text, as before

What they are about is set where it is known and holds for what is done there:

    with logged.about(load=12): ...
"""

import json
import logging
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from rankings.store.problems import Problem

SETTING = "RANKINGS_LOG"
TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_about: ContextVar[Mapping[str, object] | None] = ContextVar("rankings_about", default=None)


@contextmanager
def about(**known: object) -> Iterator[None]:
    """What is logged in the body is about these: request, session, load."""
    before = _about.set({**(_about.get() or {}), **known})
    try:
        yield
    finally:
        _about.reset(before)


def as_json(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether lines are JSON. Raises Problem on a value of the setting that is not known."""
    value = environment.get(SETTING, "").strip().lower() or "text"
    if value not in ("text", "json"):
        raise Problem("error.setting", name=SETTING, value=value, known=["text", "json"])
    return value == "json"


def to_the_console(environment: Mapping[str, str] = os.environ) -> None:
    """Write what is logged to the terminal, in the form of the setting; in JSON also what nobody
    has caught."""
    if not as_json(environment):
        logging.basicConfig(level=logging.INFO, format=TEXT)
        return
    handler = logging.StreamHandler()
    handler.setFormatter(AsJson())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.captureWarnings(True)
    sys.excepthook = lambda *error: logging.getLogger("rankings").critical(
        "the process ends", exc_info=error
    )
    threading.excepthook = _of_a_thread


class AsJson(logging.Formatter):
    """A line of the log as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end; the time in UTC."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {
            "time": at,
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **(_about.get() or {}),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def _of_a_thread(error: threading.ExceptHookArgs) -> None:
    if error.exc_type is not SystemExit and error.exc_value is not None:
        raised = (error.exc_type, error.exc_value, error.exc_traceback)
        logging.getLogger("rankings").error("a thread ended", exc_info=raised)
