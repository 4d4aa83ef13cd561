"""One action, several indices: which components move when an action is taken.

The map is data (data/reference/drivers.csv): a definition names the action (basis `source`), or it
is taken to be so (`assumption`). By how much a component moves nobody has said, so nothing here
tells points.

An index that nobody has loaded yet has no codes to name. Its rows (drivers_by_name.csv) wait, and
find the components of such a name once a table of it counts; where none has it, the total.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rankings.store import queries
from rankings.store.rows import made
from rankings.store.versions import Snapshot, memo

SOURCE, ASSUMPTION = "source", "assumption"


@dataclass(frozen=True)
class Action:
    """Something that can be done, such as settling dossiers on time."""

    action_code: str
    name_vi: str
    name_en: str


@dataclass(frozen=True)
class Driven:
    """A component of an index, under one method, that moves with an action.

    component: its code; `total` where it is not known which of the index's components move.
    name_*: of the component; short_*: of the index. direction: 1 it rises with more of the action,
    -1 it falls. nodes: codes of the indicators within it that the action moves; empty where only
    the component as a whole is known to. basis: source | assumption; source_id: None for an
    assumption; note: why it is assumed.
    """

    index_code: str
    method_code: str
    component: str
    name_vi: str
    name_en: str
    short_vi: str
    short_en: str
    direction: int
    nodes: tuple[str, ...]
    basis: str
    source_id: str | None
    note: str | None


@memo
def actions(at: Snapshot) -> tuple[Action, ...]:
    """Every action there is, by its code."""
    rows = queries.drivers(at).to_pylist()
    return tuple(
        dict.fromkeys(
            Action(row["action_code"], row["action_vi"], row["action_en"]) for row in rows
        )
    )


@memo
def reach(
    at: Snapshot, *, action_code: str, method_codes: tuple[str, ...] | None = None
) -> tuple[Driven, ...]:
    """The components that an action moves, index by index; none for an unknown action.

    method_codes: only under these methods, as those of the editions that a page shows.
    """
    found: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in queries.drivers(at).to_pylist():
        wanted = method_codes is None or row["method_code"] in method_codes
        if row["action_code"] == action_code and wanted and row["component_code"] is not None:
            key = row["index_code"], row["method_code"], row["component_code"]
            found.setdefault(key, []).append(row)
    return tuple(_driven(key, rows) for key, rows in found.items())


@memo
def of_component(
    at: Snapshot, *, index_code: str, method_code: str, component: str
) -> tuple[Action, ...]:
    """The actions that move a component, by their code."""
    wanted = index_code, method_code, component
    return tuple(
        action
        for action in actions(at)
        if any(
            (one.index_code, one.method_code, one.component) == wanted
            for one in reach(at, action_code=action.action_code)
        )
    )


def furthest(
    at: Snapshot, *, weakest: Iterable[tuple[str, str, str | None]]
) -> tuple[Action, tuple[Driven, ...]] | None:
    """The action that serves most of the weakest components and the other indices beside them.

    weakest: (index, method, component) of each index in the order of the reader; component None
    where it is not known which is the weakest. First counts how many of these components an action
    moves, then how many of the indices; of equal ones that of the component named first, then the
    one with the lowest code. Returned with all that it moves under these methods; None where no
    action moves one of them and another index as well.
    """
    given = list(weakest)
    methods = tuple(method for _, method, _ in given)
    best: tuple[tuple[int, int], Action, tuple[Driven, ...]] | None = None
    for index_code, method_code, component in given:
        if component is None:
            continue
        for action in of_component(
            at, index_code=index_code, method_code=method_code, component=component
        ):
            moved = reach(at, action_code=action.action_code, method_codes=methods)
            indices = {one.index_code for one in moved}
            of_weakest = {(one.index_code, one.method_code, one.component) for one in moved}
            score = len(of_weakest & set(given)), len(indices)
            if len(indices) > 1 and (best is None or score > best[0]):
                best = score, action, moved
    return None if best is None else best[1:]


def _driven(key: tuple[str, str, str], rows: list[dict[str, Any]]) -> Driven:
    """One component from the rows of its nodes; a row on the component itself says most of it."""
    index_code, method_code, component = key
    own = [row for row in rows if row["indicator_code"] == component]
    most = (own or sorted(rows, key=lambda row: row["basis"] != SOURCE))[0]
    return made(
        Driven,
        most,
        index_code=index_code,
        method_code=method_code,
        component=component,
        name_vi=most["component_vi"],
        name_en=most["component_en"],
        nodes=tuple(r["indicator_code"] for r in rows if r["indicator_code"] != component),
    )
