"""Where a figure comes from: its definition, value, source, file, load, conflicts, earlier values.

A figure is named by its key (`rankings.store.figure_keys`). Nothing is looked up before it is asked
for.
"""

from collections.abc import Callable, Iterable

from rankings.evidence.changes import merged, of_list, part
from rankings.evidence.components import component
from rankings.evidence.definitions import load_figures, maximum, method, source_figures, target
from rankings.evidence.limits import cut_line, gap
from rankings.evidence.looker import Looker
from rankings.evidence.model import RIVALS, Earlier, Evidence, File, LoadTrail, Other, SourceTrail
from rankings.evidence.tables import count, figure
from rankings.evidence.trials import room, tried
from rankings.evidence.weights import reduced, reweighted, stability
from rankings.store import figure_keys
from rankings.store.versions import Snapshot, Store

__all__ = [
    "RIVALS",
    "Earlier",
    "Evidence",
    "File",
    "LoadTrail",
    "Other",
    "SourceTrail",
    "evidence",
    "trail",
]


def evidence(at: Snapshot, key: str, *, files: Store | None = None) -> Evidence:
    """What is known of the figure that a key names.

    files: the store whose folder keeps the originals, where that is another one than `store` (an
    earlier state). Raises Problem for a text that is no key, and for a figure that is not there.
    """
    return Looker(at, files or at.store, _resolved).look(key)


def trail(at: Snapshot, keys: Iterable[str], *, files: Store | None = None) -> dict[str, Evidence]:
    """The evidence of many figures, by key; each file is looked at once for all of them."""
    looker = Looker(at, files or at.store, _resolved)
    return {key: looker.look(key) for key in dict.fromkeys(keys)}


def _resolved(looker: Looker, key: str) -> Evidence:
    parts = figure_keys.read(key)
    listed = isinstance(parts, figure_keys.Listed)
    return (of_list if listed else RESOLVERS[parts.kind])(looker, parts, key)


RESOLVERS: dict[str, Callable[..., Evidence]] = {
    figure_keys.Figure.kind: figure,
    "cut_line": cut_line,
    "gap": gap,
    "target_mean": component,
    "to_target_mean": component,
    "to_best": component,
    "to_max": component,
    "best": component,
    "median": component,
    "ranked_units": component,
    "count": count,
    "maximum": maximum,
    "method": method,
    "target": target,
    "source": source_figures,
    "load": load_figures,
    "merged": merged,
    "part": part,
    "reweighted": reweighted,
    "reduced": reduced,
    "stability": stability,
    "room": room,
    "scenario": tried,
}
