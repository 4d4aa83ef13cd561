"""What an alert says."""

from typing import Any

from rankings.facts.alerts import Event
from rankings.sentences import collect, naming
from rankings.store.versions import Snapshot
from rankings.words.text import Words


def said(at: Snapshot, w: Words, event: Event) -> str:
    """The sentence of an event."""
    return w(f"alerts.{event.kind}", **_VALUES[event.kind](at, w, event.values))


def _place_lost(at: Snapshot, w: Words, values: Any) -> dict[str, object]:
    return {
        "index": naming.index_name(at, w, values["index_code"]),
        "period": w.period_short(values["edition"]),
        **{name: values[name] for name in ("before", "after", "units")},
    }


def _line_near(at: Snapshot, w: Words, values: Any) -> dict[str, object]:
    side = "above" if values["inside"] else "below"
    return {
        "index": naming.index_name(at, w, values["index_code"]),
        "period": w.period_short(values["edition"]),
        "gap": w.number(values["gap"], values["decimals"]),
        "limit": values["limit"],
        "side": w(f"alerts.side_{side}"),
    }


def _table_frozen(_: Snapshot, w: Words, values: Any) -> dict[str, object]:
    return {
        "table": w(f"collect.asked_for.{values['asked']}"),
        "count": values["count"],
        "since": w.time(values["since"]),
    }


def _collector_failing(_: Snapshot, w: Words, values: Any) -> dict[str, object]:
    last = values["round"]
    return {
        "count": values["count"],
        "since": w.time(values["since"]),
        "last": collect.of_round(w, last) or collect.state(w, last.state),
    }


def _unit_share_fell(_: Snapshot, w: Words, values: Any) -> dict[str, object]:
    unit = values["unit"]
    return {
        "unit": unit["full_name_vi"] or unit["name_vi"] if w.language == "vi" else unit["name_en"],
        "indicator": values["indicator_code"],
        "before": w.percent(values["before"], 2),
        "after": w.percent(values["after"], 2),
        "counted": w.number(values["counted"]),
        "period": w.period_short(values["edition"]),
    }


def _dossiers_due(_: Snapshot, w: Words, values: Any) -> dict[str, object]:
    return {
        "soon": w.number(values["soon"]),
        "overdue": w.number(values["overdue"]),
        "made": w.date(values["made"].date()),
    }


_VALUES = {
    "place_lost": _place_lost,
    "line_near": _line_near,
    "table_frozen": _table_frozen,
    "collector_failing": _collector_failing,
    "unit_share_fell": _unit_share_fell,
    "dossiers_due": _dossiers_due,
}
