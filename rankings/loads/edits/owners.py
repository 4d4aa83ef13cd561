"""The agencies that answer for the components of an index."""

import re
from collections.abc import Iterator, Mapping

from rankings.facts import editions
from rankings.ingest.submission import Submission, table
from rankings.loads.edits import grounds
from rankings.store.problems import Problem
from rankings.store.versions import Snapshot
from rankings.words import typed

NAME_LENGTH = 120
# An agency's name is shown inside sentences, so it holds nothing that could be read as markup.
_NOT_IN_A_NAME = re.compile(r"[^\w\s,.;&()/'’–-]|_")


def components(at: Snapshot, *, index_code: str, method_code: str) -> Iterator[dict]:
    """The rows of queries/indicators.sql for which an agency can answer."""
    nodes = editions.nodes(at, index_code=index_code, method_code=method_code)
    for row in nodes.values():
        if row["level"] in ("component", "pillar"):
            yield row


def change(
    at: Snapshot,
    *,
    index_code: str,
    method_code: str,
    owners: Mapping[str, tuple[str, str | None]],
    why: str,
) -> Submission:
    """The load that says which agency answers for components, indicator code -> (vi, en).

    An empty name takes the assignment back. Only what differs becomes part of the load. Raises
    Problem on a component that is not known, a name that is none, no change, or no reason.
    """
    why = grounds.reason(why)
    nodes = editions.nodes(at, index_code=index_code, method_code=method_code)
    rows = []
    for code, given in owners.items():
        if code not in nodes:
            raise Problem("error.unknown_component", value=code, known=sorted(nodes))
        vi, en = (_agency(text) for text in given)
        if (vi, en) != (nodes[code]["owner_vi"] or None, nodes[code]["owner_en"] or None):
            rows.append(
                {
                    "index_code": index_code,
                    "method_code": method_code,
                    "indicator_code": code,
                    "owner_vi": vi,
                    "owner_en": en,
                }
            )
    if not rows:
        raise Problem("error.nothing_changed")
    return Submission(
        kind="owners",
        rows={"owners": table(rows)},
        why=why,
        recognised={
            "index": index_code,
            "method": method_code,
            "indicators": [row["indicator_code"] for row in rows],
        },
    )


def _agency(text: str | None) -> str | None:
    name = grounds.short(typed.line(text), NAME_LENGTH)
    if found := _NOT_IN_A_NAME.search(name):
        raise Problem("error.agency_name", value=name, letter=found[0])
    if name and not any(letter.isalpha() for letter in name):
        raise Problem("error.agency_name", value=name, letter=name[0])
    return name or None
