"""Where a figure comes from: its definition, value, source, file, load, conflicts, earlier values.

A figure is named by its key (`rankings.store.figure_keys`). Nothing is looked up before it is asked
for.
"""

from collections.abc import Iterable

# Each registers how the kinds of keys that it knows are resolved.
from rankings.evidence import (  # noqa: F401
    changes,
    components,
    counted,
    counts,
    definitions,
    estimate,
    limits,
    tables,
    trials,
    units,
    weights,
)
from rankings.evidence.looker import Looker
from rankings.evidence.model import RIVALS, Earlier, Evidence, File, LoadTrail, Other, SourceTrail
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
    return Looker(at, files or at.store).look(key)


def trail(at: Snapshot, keys: Iterable[str], *, files: Store | None = None) -> dict[str, Evidence]:
    """The evidence of many figures, by key; each file is looked at once for all of them."""
    looker = Looker(at, files or at.store)
    return {key: looker.look(key) for key in dict.fromkeys(keys)}
