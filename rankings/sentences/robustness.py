"""What the page on the certainty of ranks says: home's ranks under other weights, and why not."""

from collections.abc import Mapping, Sequence

from rankings.facts.robustness import Basis, PartInfluence, Row, Stability, WithoutPart
from rankings.words.text import Words


def reason(w: Words, found: Basis, *, index: str) -> str:
    """Why the ranks of an edition cannot be computed under other weights. index: its short name."""
    return w(
        f"error.robustness_{found.reason}",
        index=index,
        period=w.period(found.edition),
        compared=found.compared,
        units=len(found.units),
    )


def finding(
    w: Words,
    found: Basis,
    row: Row | None,
    *,
    index: str,
    home: str,
    term: str,
    limit: int | None,
    tolerance: float,
) -> str:
    """Between which ranks home lies, and whether it stays on its side of the target.

    row: None where home is not among the units compared. term: what a component is called.
    limit: None where there is no target for the edition.
    """
    values = {
        "index": index,
        "period": w.period(found.edition),
        "home": home,
        "term": term,
        "tolerance": share(w, tolerance),
    }
    if row is None:
        return w("robustness.finding_without_home", **values)
    values["rank"] = w.rank(row.rank, found.compared)
    if row.best == row.worst:
        said = w("robustness.finding_same", **values)
    else:
        ranks, usual = between(w, row.best, row.worst), between(w, row.p05, row.p95)
        said = w("robustness.finding", ranks=ranks, usual=usual, **values)
    return said if limit is None else f"{said} {_target(w, found, row, home, limit)}"


def _target(w: Words, found: Basis, row: Row, home: str, limit: int) -> str:
    # A unit that is left out may stand above all others.
    if row.worst + len(found.left_out) <= limit:
        return w("robustness.always_inside", home=home, k=limit)
    if row.best > limit:
        return w("robustness.always_outside", home=home, k=limit)
    return w("robustness.either_side", home=home, k=limit)


def between(w: Words, best: int, worst: int) -> str:
    """Two ranks inside a sentence: "từ thứ 5 đến thứ 10", "ở thứ 7"."""
    if best == worst:
        return w("robustness.at", a=w.place(best))
    return w("robustness.between", a=w.place(best), b=w.place(worst))


def not_compared(w: Words, found: Basis, names: Mapping[str, str]) -> str | None:
    """Which units are left out; None where all are compared. names: unit code -> name."""
    if not found.left_out:
        return None
    return w(
        "robustness.left_out",
        names=w.join(names[code] for code in found.left_out),
        compared=found.compared,
        units=len(found.units),
    )


def differing(w: Words, rows: Sequence[Row]) -> str | None:
    """The units whose rank from the components is not that of the standing; None: there are none.

    rows: those of `rankings.facts.robustness.differing`.
    """
    if not rows:
        return None
    said = [
        w("robustness.differing_one", name=w.name(row), a=row.rank, b=row.given) for row in rows
    ]
    return w("robustness.differing", names=w.join(said))


def without(
    w: Words, row: Row, found: Sequence[WithoutPart], *, units: int, home: str, term: str
) -> str:
    """What becomes of home's rank without one component: where it costs most and where it helps."""
    worst = max(found, key=lambda one: one.rank)
    best = min(found, key=lambda one: one.rank)
    if worst.rank == best.rank == row.rank:
        return w("robustness.without_same", home=home, term=term, rank=w.rank(row.rank, units))
    if best.rank < row.rank < worst.rank:
        return w(
            "robustness.without_finding",
            home=home,
            worst=w.name(worst.part),
            a=w.ordinal(worst.rank),
            down=w.movement(row.rank - worst.rank),
            best=w.name(best.part),
            b=w.ordinal(best.rank),
            up=w.movement(row.rank - best.rank),
        )
    most = worst if worst.rank > row.rank else best
    return w(
        "robustness.without_one",
        home=home,
        name=w.name(most.part),
        rank=w.ordinal(most.rank),
        movement=w.movement(row.rank - most.rank),
        term=term,
    )


def influence(w: Words, found: Sequence[PartInfluence], *, home: str) -> str:
    """Which weight home's rank depends on most; found: the most important first."""
    most = found[0]
    if most.total is None:
        return w("robustness.influence_none", home=home)
    return w(
        "robustness.influence_finding",
        home=home,
        name=w.name(most.part),
        first=share(w, most.first),
        total=share(w, most.total),
    )


def share_between(
    w: Words, value: float | None, low: float | None, high: float | None
) -> str | None:
    """A share with its limits: "30% (từ 20% đến 40%)"; None where there is none."""
    if value is None:
        return None
    return w("robustness.share", share=share(w, value), low=share(w, low), high=share(w, high))


def share(w: Words, value: float, decimals: int = 0) -> str:
    """A part of 1 as "30%"; what an error of sampling puts outside 0 to 1 is put at its end."""
    return w.percent(100 * min(max(value, 0), 1), decimals)


def stability(w: Words, found: Sequence[Stability]) -> str:
    """How many pairs kept their order between the two newest editions that can be compared."""
    if not found or not found[-1].pairs:
        return w("robustness.stability_none")
    last = found[-1]
    return w(
        "robustness.stability_finding",
        a=w.period_short(last.before),
        b=w.period_short(last.after),
        same=w.number(last.same_order),
        pairs=w.number(last.pairs),
        share=share(w, last.same_order / last.pairs, 1),
    )
