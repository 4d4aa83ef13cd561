"""Which briefings were made, beside the journal: what each of them told, without a new version.

    var/briefings/
      000012.json          when it was made (UTC), of which version and load, what it told by index

What has changed "since the last briefing" is told from here. A briefing of an earlier day is the
last one: whoever sends a text, a page and a Word file in one morning sends the same news thrice.
One that looks back (as of a load) has not told how things stand, and does not count.
"""

import contextlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from rankings.facts.brief import Given, LastBriefing, State
from rankings.loads import access
from rankings.loads.access import Actor
from rankings.loads.accounts import audit
from rankings.store.clock import VIETNAM_TIME
from rankings.store.versions import Store


def keep(
    store: Store,
    state: State,
    given: Mapping[str, Given],
    *,
    by: Actor,
    form: str,
    at: datetime,
) -> bool:
    """Note that a briefing was made; False where the folder may not be written to: the briefing is
    good all the same. at: UTC. Raises Problem where one that `by` makes does not count."""
    audit.demand(store, by, access.HAND_IN, access.PUBLISH)
    folder = store.folder / "briefings"
    facts = {
        "at": at.isoformat(timespec="seconds"),
        "form": form,
        "version": state.version,
        "as_of": state.as_of,
        "given": {code: _written(item) for code, item in given.items()},
    }
    text = json.dumps(facts, ensure_ascii=False, indent=2)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_next(store, folder, text)
    except OSError:
        return False
    return True


def last(store: Store, *, before: date) -> LastBriefing | None:
    """The newest briefing of a day before this one (days of Việt Nam); None where there is none.
    What cannot be read is passed over."""
    for number in reversed(_numbers(store.folder / "briefings")):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, ArithmeticError):
            briefing = _read(store.folder / "briefings" / f"{number:06d}.json")
            if briefing and briefing.at.astimezone(VIETNAM_TIME).date() < before:
                return briefing
    return None


def _read(path: Path) -> LastBriefing | None:
    facts = json.loads(path.read_text(encoding="utf-8"))
    if facts["as_of"] is not None:
        return None
    at = datetime.fromisoformat(facts["at"]).replace(tzinfo=UTC)
    given = {
        code: Given(
            item["edition_id"],
            item["rank"],
            None if item["score"] is None else Decimal(item["score"]),
        )
        for code, item in facts["given"].items()
    }
    return LastBriefing(at, given)


def _written(item: Given) -> dict[str, Any]:
    score = None if item.score is None else str(item.score)
    return {"edition_id": item.edition_id, "rank": item.rank, "score": score}


def _numbers(folder: Path) -> list[int]:
    names = (re.fullmatch(r"(\d{6,})\.json", path.name) for path in folder.glob("*.json"))
    return sorted(int(name[1]) for name in names if name)


def _write_next(store: Store, folder: Path, text: str) -> None:
    """Under the next free number; two that write at once get two numbers."""
    number = max(_numbers(folder), default=0) + 1
    while True:
        try:
            path = folder / f"{number:06d}.json"
            with store.sharing(path), path.open("x", encoding="utf-8") as file:
                file.write(text)
            return
        except FileExistsError:
            number += 1
