"""What the figures give cause to tell at once, by the rules of data/reference/alert_rules.csv.

An event has a key that stays the same for as long as it is the same event: the table and, where
there are several, the unit. By it an event is told once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from rankings.facts import editions, inside, overview
from rankings.facts.inside import InsideEdition
from rankings.facts.overview.model import Card
from rankings.store import queries
from rankings.store.versions import Snapshot

# A unit with fewer is one in which a single dossier moves the share by a whole point and more.
FEWEST_COUNTED = 20
Share = tuple[Fraction, Mapping[str, Any]]


@dataclass(frozen=True)
class Rule:
    """A row of alert_rules.sql."""

    rule_code: str
    kind: str
    index_code: str | None
    indicator_code: str | None
    threshold: Decimal
    note_vi: str
    note_en: str


@dataclass(frozen=True)
class Event:
    """Something to be told. key: of this event and no other; kind: of its rule; values: the facts
    of its sentence, by name."""

    key: str
    kind: str
    rule_code: str
    values: Mapping[str, Any] = field(default_factory=dict)


def rules(at: Snapshot) -> list[Rule]:
    """The rules that are in use."""
    return [Rule(**row) for row in queries.alert_rules(at).to_pylist()]


def of_figures(at: Snapshot, rule: Rule, *, today: date) -> Iterator[Event]:
    """What the tables that count give cause to tell by a rule; nothing by other kinds."""
    if rule.kind in ("place_lost", "line_near"):
        for card in overview.cards(at, language="vi", today=today):
            if rule.index_code in (None, card.index_code):
                tell = _place_lost if rule.kind == "place_lost" else _line_near
                yield from tell(at, card, rule)
    elif rule.kind == "unit_share_fell":
        yield from _shares_fell(at, rule)


def _place_lost(_: Snapshot, card: Card, rule: Rule) -> Iterator[Event]:
    lost = -(card.change_rank or 0)
    if card.previous is not None and lost >= rule.threshold and lost > 0:
        values = {
            "index_code": card.index_code,
            "edition": card.edition,
            "before": card.previous.rank,
            "after": card.position.rank,
            "units": card.position.units,
        }
        yield Event(
            f"{rule.rule_code}:{card.edition.edition_id}", rule.kind, rule.rule_code, values
        )


def _line_near(at: Snapshot, card: Card, rule: Rule) -> Iterator[Event]:
    """The threshold counts in what is close by the rules of the index: a tenth of a point is little
    on a scale to 100 and much on one to 1."""
    gap = card.position.gap
    close = editions.by_id(at, card.edition.edition_id).closeness_band * rule.threshold
    if gap.low is None or gap.low != gap.high or abs(gap.low) > close:
        return
    values = {
        "index_code": card.index_code,
        "edition": card.edition,
        "limit": card.position.limit,
        "gap": abs(gap.low),
        "decimals": card.decimals,
        "inside": card.position.status == "inside",
    }
    yield Event(f"{rule.rule_code}:{card.edition.edition_id}", rule.kind, rule.rule_code, values)


# --- Units of home --------------------------------------------------------------------------------


def _shares_fell(at: Snapshot, rule: Rule) -> Iterator[Event]:
    pair = _two_newest(at, rule.index_code)
    if pair is None or rule.indicator_code is None:
        return
    now, before = (_shares(at, edition, rule.indicator_code) for edition in pair)
    for unit_code, (share, unit) in sorted(now.items()):
        if unit_code in before and (before[unit_code][0] - share) * 100 >= Fraction(rule.threshold):
            values = {
                "unit": unit,
                "edition": pair[0],
                "indicator_code": rule.indicator_code,
                "before": _percent(before[unit_code][0]),
                "after": _percent(share),
                "counted": int(unit["denominator"]),
            }
            key = f"{rule.rule_code}:{pair[0].edition_id}:{unit_code}"
            yield Event(key, rule.kind, rule.rule_code, values)


def _two_newest(at: Snapshot, index_code: str | None) -> tuple[InsideEdition, InsideEdition] | None:
    """The newest table of home's units and the one before it, of one kind and method; None where
    there are no two."""
    scheme = inside.home_scheme(at)
    own = [
        edition
        for edition in inside.all_editions(at)
        if scheme is not None
        and edition.scheme == scheme.scheme
        and edition.index_code == index_code
    ]
    kind = [
        edition
        for edition in own
        if (edition.period_type, edition.method_code) == (own[0].period_type, own[0].method_code)
    ]
    return (kind[0], kind[1]) if len(kind) > 1 else None


def _shares(at: Snapshot, edition: InsideEdition, indicator_code: str) -> dict[str, Share]:
    """Unit -> its share and its row, of the units that have enough to count."""
    rows = inside.counts(at, edition.edition_id, indicator_code).to_pylist()
    return {
        row["unit_code"]: (Fraction(row["numerator"]) / Fraction(row["denominator"]), row)
        for row in rows
        if row["level"] != "province"
        and row["numerator"] is not None
        and (row["denominator"] or 0) >= FEWEST_COUNTED
    }


def _percent(share: Fraction) -> Decimal:
    return (Decimal(share.numerator) * 100 / Decimal(share.denominator)).quantize(Decimal("0.01"))
