"""The numbers once more, in plain Python: slow and naive, to be compared with the SQL.

Nothing here is shared with the package: figures come from the CSV files of data/ or from a test.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import product
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"
PRECEDENCE = ("published", "provisional", "self_reported", "derived")
CONFIDENCE = ("high", "medium", "disputed")

Figures = Mapping[str, dict]  # measure -> observation


@cache
def read(table: str) -> tuple[dict, ...]:
    """The rows of a CSV file of data/; empty cells are None."""
    path = next(DATA.glob(f"*/{table}.csv"))
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            {name: text or None for name, text in row.items()} for row in csv.DictReader(file)
        )


@cache
def observations() -> tuple[dict, ...]:
    """The observations of data/ with numbers as Decimal, as load 0."""
    return tuple(
        row | {"value": Decimal(row["value"]), "load_id": 0} for row in read("observations")
    )


def rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def current(
    given: Iterable[dict], loads: Iterable[dict], scopes: Iterable[dict]
) -> dict[tuple[str, str], dict[str, dict[str, dict]]]:
    """The figures that count: (edition, indicator) -> unit -> measure -> observation."""
    published = {row["load_id"] for row in loads if row["state"] == "published"}
    scopes = [scope for scope in scopes if scope["load_id"] in published]
    found: dict = defaultdict(lambda: defaultdict(dict))
    for row in given:
        if row["load_id"] not in published or any(replaces(scope, row) for scope in scopes):
            continue
        figures = found[row["edition_id"], row["indicator_code"]][row["unit_code"]]
        earlier = figures.get(row["measure"])
        if earlier is None or stands_before(row, earlier):
            figures[row["measure"]] = row
    return found


def replaces(scope: dict, row: dict) -> bool:
    """A newer complete table takes away what is of its own or a weaker status."""
    return (
        scope["load_id"] > row["load_id"]
        and scope["edition_id"] == row["edition_id"]
        and scope["indicator_code"] == row["indicator_code"]
        and scope.get("unit_code") in (None, row["unit_code"])
        and scope.get("measure") in (None, row["measure"])
        and PRECEDENCE.index(scope["status"]) <= PRECEDENCE.index(row["status"])
    )


def stands_before(row: dict, other: dict) -> bool:
    """Published before provisional and so on; then the newest load."""
    own, its = PRECEDENCE.index(row["status"]), PRECEDENCE.index(other["status"])
    return own < its or (own == its and row["load_id"] > other["load_id"])


def standings(
    figures: Mapping[str, Figures], units: Sequence[str], decimals: int, *, total: bool
) -> dict[str, dict]:
    """The ranking of one edition by one indicator: unit -> what the mart says of it."""
    usable = {unit: usable_score(figures.get(unit, {}), decimals) for unit in units}
    known = [score for score in usable.values() if score is not None]
    complete = len(known) == len(units)
    may_rank = len(known) > 1 and (complete or not total)
    found = {}
    for unit in units:
        score, rank = (figures.get(unit, {}).get(measure) for measure in ("score", "rank"))
        own = usable[unit]
        computed = 1 + sum(other > own for other in known) if may_rank and own is not None else None
        issued = rank is not None and rank["status"] != "derived"
        shown_rank = rank if issued or computed is None else None
        found[unit] = {
            "score": score and score["value"],
            "rank_published": int(rank["value"]) if issued else None,
            "rank_computed": computed,
            "rank": int(shown_rank["value"]) if shown_rank else computed,
            "rank_basis": "published" if issued else "computed" if rank or computed else None,
            "status": weakest((score, shown_rank), "status", PRECEDENCE),
            "confidence": weakest((score, rank), "confidence", CONFIDENCE),
            "disputed": is_disputed(figures.get(unit, {})),
            "ranks_disagree": complete and issued and computed not in (None, int(rank["value"])),
            "tied_with": known.count(own) - 1
            if own is not None and (complete or not total)
            else None,
            "scored_units": len(known),
            "scores_complete": complete,
        }
    return found


def usable_score(figures: Figures, decimals: int) -> Decimal | None:
    """The score at the method's decimals; None when unknown or when a figure is disputed."""
    if "score" not in figures or is_disputed(figures):
        return None
    return rounded(figures["score"]["value"], decimals)


def is_disputed(figures: Figures) -> bool:
    return any(row["confidence"] == "disputed" for row in figures.values())


def weakest(shown: Iterable[dict | None], name: str, order: Sequence[str]) -> str | None:
    values = [row[name] for row in shown if row is not None]
    return max(values, key=order.index, default=None)


def coverage(figures: Mapping[str, Figures], units: Sequence[str]) -> dict:
    """How much of one edition is known for one indicator."""
    given = [figures.get(unit, {}) for unit in units]

    def count(measure: str, *, derived: bool) -> int:
        rows = [row[measure] for row in given if measure in row]
        return len([row for row in rows if derived or row["status"] != "derived"])

    usable = [row for row in given if "score" in row and not is_disputed(row)]
    return {
        "units": len(units),
        "scores": count("score", derived=False),
        "ranks": count("rank", derived=False),
        "known_scores": count("score", derived=True),
        "known_ranks": count("rank", derived=True),
        "disputed": sum(is_disputed(row) for row in given),
        "scores_complete": len(usable) == len(units),
        "complete": len([row for row in usable if row["score"]["status"] != "derived"])
        == len(units),
    }


def real_units(scheme: str) -> list[str]:
    return [row["unit_code"] for row in read("units") if row["scheme"] == scheme]


def real_decimals(edition_id: str) -> int:
    edition = next(row for row in read("editions") if row["edition_id"] == edition_id)
    methods = {row["method_code"]: row for row in read("methods")}
    return int(methods[edition["method_code"]]["decimals"])


@cache
def real_current() -> dict:
    """The figures of data/: (edition, indicator) -> unit -> measure -> observation."""
    return current(observations(), [{"load_id": 0, "state": "published"}], [])


@cache
def real_standings(edition_id: str, indicator: str = "total") -> dict[str, dict]:
    """The ranking of a published edition from the CSV files."""
    scheme = edition_id.rsplit("-", 1)[1]
    figures = real_current().get((edition_id, indicator), {})
    return standings(
        figures, real_units(scheme), real_decimals(edition_id), total=indicator == "total"
    )


def cut_line(scores: Mapping[str, Decimal], unit: str, limit: int) -> Decimal:
    """The limit-th best score of the others, in a table where every score is known."""
    others = sorted((score for code, score in scores.items() if code != unit), reverse=True)
    return others[limit - 1]


# Which units are the k best of the others, by trying every ranking


def rankings_of(size: int) -> Iterable[tuple[int, ...]]:
    """Every competition ranking of so many units, ties included."""
    return {
        tuple(1 + sum(other < own for other in order) for own in order)
        for order in product(range(size), repeat=size)
    }


def groups_of_best(
    known: Sequence[int | None], home: int, limit: int, every: Iterable[tuple[int, ...]]
) -> list[set[int]] | None:
    """The sets of `limit` others that are the best ones whatever the unknown ranks are.

    Positions in `known` stand for units. None: no ranking agrees with the known ranks. A set is
    the best when nobody outside it stands before anybody in it.
    """
    agreeing = [
        ranks
        for ranks in every
        if all(rank in (None, ranks[unit]) for unit, rank in enumerate(known))
    ]
    if not agreeing:
        return None
    others = [unit for unit in range(len(known)) if unit != home]
    found = []
    for chosen in product((True, False), repeat=len(others)):
        group = {unit for unit, taken in zip(others, chosen, strict=True) if taken}
        rest = set(others) - group
        if len(group) == limit and all(
            max(ranks[unit] for unit in group) <= min((ranks[unit] for unit in rest), default=99)
            for ranks in agreeing
        ):
            found.append(group)
    return found


# Components


def component(
    edition_id: str, indicator: str, unit: str, *, group: Sequence[str] | None, line: str | None
) -> dict:
    """One component of one unit beside the others, from the CSV files."""
    decimals = real_decimals(edition_id)
    table = real_standings(edition_id, indicator)
    figures = real_current()[edition_id, indicator]
    scores = {code: usable_score(figures.get(code, {}), decimals) for code in table}
    known = sorted(score for score in scores.values() if score is not None)
    own = scores[unit]
    best = known[-1] if len(known) > 1 else None
    members = [scores[code] for code in group or []]
    half = len(known) // 2
    middle = known[half : half + 1] if len(known) % 2 else known[half - 1 : half + 1]
    maximum = real_maximum(edition_id, indicator)
    return {
        "component": indicator,
        "score": own,
        "max_score": maximum,
        "rank": table[unit]["rank"],
        "ranked_units": len(table) if table[unit]["rank_basis"] == "published" else len(known),
        "cut_line_score": scores.get(line),
        "target_mean": rounded(sum(members) / len(members), decimals)
        if members and None not in members
        else None,
        "median": rounded(sum(middle) / len(middle), decimals) if len(known) > 1 else None,
        "best": best,
        "to_best": None if None in (best, own) else best - own,
        "to_max": None if None in (maximum, own) else maximum - own,
    }


def real_maximum(edition_id: str, indicator: str) -> Decimal | None:
    edition = next(row for row in read("editions") if row["edition_id"] == edition_id)
    for row in read("indicators"):
        if (row["method_code"], row["indicator_code"]) == (edition["method_code"], indicator):
            return None if row["max_score"] is None else Decimal(row["max_score"])
    raise KeyError(indicator)


def real_indicators(edition_id: str) -> list[str]:
    return [indicator for edition, indicator in real_current() if edition == edition_id]
