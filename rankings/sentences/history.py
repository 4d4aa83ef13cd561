"""What the load history and the calendar of tables say, and the banner of an earlier state.

Names, reasons and file names are typed by people: `literal` makes text of them where Markdown is
drawn.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from rankings.facts.standing.bounds import Interval
from rankings.loads.effects import Effect, Standpoint
from rankings.sentences.overview import amount
from rankings.sentences.standing import level
from rankings.store.clock import VIETNAM_TIME
from rankings.words.markdown import literal
from rankings.words.text import Dated, Words, sentence_case

# A shape beside every word of state: never colour alone.
STATE_MARKS = {"published": "●", "withdrawn": "✕", "staged": "○"}
PERIOD_MARKS = {"received": "●", "received_late": "◐", "gap": "◇", "late": "▲", "awaited": "○"}

# What a line of the audit names: loads, and what is shown as it is.
LOADS = ("load", "withdraws")
NAMED = ("file", "of", "name", "address")


class LoadFacts(Protocol):
    """What is read of a load."""

    load_id: int
    kind: str
    state: str
    at: dt.datetime | None
    by: str | None
    identity: str | None
    file_name: str | None


class Names(Protocol):
    """How indices and editions are called, for sentences about effects."""

    home: str

    def index(self, index_code: str) -> str:
        """The short name of an index."""

    def decimals(self, index_code: str) -> int:
        """How many decimals its scores have."""

    def edition(self, edition_id: str) -> Dated:
        """The period of an edition."""


# --- An earlier state -----------------------------------------------------------------------------


def as_of(w: Words, *, load_id: int, loaded_at: dt.datetime, withdrawn: bool) -> str:
    """The banner of figures as they were after a load. loaded_at: UTC."""
    text = w("overview.as_of", id=load_id, time=w.time(loaded_at))
    return f"{text} {w('overview.as_of_withdrawn')}" if withdrawn else text


def version_shown(w: Words, version: int, load_id: int | None = None) -> str:
    """The version of the figures, and as of which load they are shown."""
    if load_id is None:
        return str(version)
    return w("overview.version_as_of", version=version, id=load_id)


# --- Loads ----------------------------------------------------------------------------------------


def load_state(w: Words, state: str) -> str:
    """published | withdrawn | staged, with its mark."""
    return f"{STATE_MARKS[state]} {w(f'load_state.{state}')}"


def moment(w: Words, at: dt.datetime | None) -> str:
    """A time in Việt Nam in figures, "22/11/2026 09:10". at: UTC, with or without a zone."""
    if at is None:
        return w.number(None)
    local = (at if at.tzinfo else at.replace(tzinfo=dt.UTC)).astimezone(VIETNAM_TIME)
    return f"{w.date(local.date())} {local:%H:%M}"


def who(w: Words, name: str | None, identity: str | None) -> str:
    """A name, and that nothing has checked it."""
    if not name:
        return w.number(None)
    if identity is None:
        return name
    return w("history.who", name=name, identity=w(f"identity.{identity}"))


def audit_event(w: Words, event: str) -> str:
    """What somebody did, or was refused."""
    return w(f"audit.{event}")


def audit_details(w: Words, details: Mapping[str, object]) -> str | None:
    """With what it was done: the load, the file, the account, from which address."""
    loads = [w("vocab.load_number", id=details[name]) for name in LOADS if details.get(name)]
    texts = [str(details[name]) for name in NAMED if details.get(name)]
    return "; ".join([*loads, *texts]) or None


def what(w: Words, kind: str, file_name: str | None) -> str:
    """What a load is: its kind, and the file."""
    text = w(f"load_kind.{kind}")
    return f"{text} “{file_name}”" if file_name else text


def load_label(w: Words, load: LoadFacts) -> str:
    """A load in a list to choose from; no Markdown."""
    parts = [
        w("vocab.load_number", id=load.load_id),
        moment(w, load.at),
        what(w, load.kind, load.file_name),
        w(f"load_state.{load.state}"),
    ]
    return " · ".join(parts)


def last_load(w: Words, load: LoadFacts | None, changes: Sequence[Effect], names: Names) -> str:
    """The last load, who made it, and what it changed for home. None: there is only data/."""
    if load is None:
        return w("history.finding_none")
    values = {
        "id": load.load_id,
        "what": literal(what(w, load.kind, load.file_name)),
        "by": literal(who(w, load.by, load.identity)),
        "time": w.time(load.at),
        "home": names.home,
    }
    changed = [effect_short(w, item, names) for item in changes if moved(item)]
    if not changed:
        return w("history.finding_same", **values)
    return w("history.finding", effect="; ".join(changed), **values)


# --- Effects --------------------------------------------------------------------------------------


def moved(effect: Effect) -> bool:
    """True when rank, gap, status or edition of home are others than before."""
    return _seen(effect.before) != _seen(effect.after)


def _seen(point: Standpoint | None) -> tuple | None:
    return None if point is None else (point.edition_id, point.rank, point.gap, point.status)


def effect_short(w: Words, effect: Effect, names: Names) -> str:
    """One index in a sentence about several: its rank, before and after."""
    rank = _rank(w, effect.before, effect.after)
    return w("effect.short", index=names.index(effect.index_code), rank=rank)


def effect(w: Words, effect: Effect, names: Names) -> str:
    """One index before and after: edition, rank, gap and status, as one line of Markdown."""
    decimals = names.decimals(effect.index_code)
    sides = effect.before, effect.after
    parts = [w("effect.rank", rank=_rank(w, *sides))]
    gaps = [_gap(w, side, decimals) for side in sides]
    if any(gaps):
        parts.append(_pair(w, *gaps))
    states = [_status(w, side) for side in sides]
    if any(states):
        parts.append(_pair(w, *states))
    period = _periods(w, sides, names)
    index = w("effect.index", index=names.index(effect.index_code), period=period)
    return f"**{index}**: {'; '.join(parts)}."


def unmoved(w: Words, found: Iterable[Effect], names: Names) -> str | None:
    """The indices that stay as they are, in one sentence; None when there are none."""
    same = [names.index(item.index_code) for item in found if not moved(item)]
    return w("effect.unmoved", names=w.join(same)) if same else None


def _rank(w: Words, before: Standpoint | None, after: Standpoint | None) -> str:
    old, new = (side.rank if side else None for side in (before, after))
    if old is None and new is None:
        return w("effect.rank_none")
    if old is None:
        return w("effect.rank_new", after=w.ordinal(new))
    if new is None:
        return w("effect.rank_gone", before=w.ordinal(old))
    if old == new:
        return w("effect.rank_same", after=w.ordinal(new))
    key = "effect.rank_up" if new < old else "effect.rank_down"
    values = {"before": w.ordinal(old), "after": w.ordinal(new)}
    return w(key, movement=w.movement(old - new), **values)


def _gap(w: Words, point: Standpoint | None, decimals: int) -> str | None:
    """A gap or buffer in words; None where nothing is known of it."""
    if point is None:
        return None
    low, high = point.gap.low, point.gap.high
    if low is None and high is None:
        return None
    if low == high == 0:
        return level(w, point.status, decimals)
    if low is not None and low >= 0:
        return w("far.gap", amount=amount(w, low, high, decimals)) if high != 0 else None
    if high is not None and high <= 0:
        least = -high
        if least == 0 and low is None:
            return None
        return w("far.buffer", amount=amount(w, least, None if low is None else -low, decimals))
    return _either_side(w, point.gap, decimals)


def _either_side(w: Words, gap: Interval, decimals: int) -> str | None:
    if gap.low is None or gap.high is None:
        return None
    buffer = w("far.buffer", amount=w("amount.at_most", b=w.number(-gap.low, decimals)))
    short = w("far.gap", amount=w("amount.at_most", b=w.number(gap.high, decimals)))
    return w("effect.either", buffer=buffer, short=short)


def _status(w: Words, point: Standpoint | None) -> str | None:
    if point is None or point.status is None:
        return None
    key = "status_unknown" if point.status == "unknown" else point.status
    text = w(f"vocab.{key}")
    return text[:1].lower() + text[1:]


def _pair(w: Words, before: str | None, after: str | None) -> str:
    if before == after:
        return w("effect.still", after=after)
    unknown = w("effect.not_known")
    return w("effect.moved", before=before or unknown, after=after or unknown)


def _periods(w: Words, sides: Iterable[Standpoint | None], names: Names) -> str:
    shown = [w.period_short(names.edition(side.edition_id)) for side in sides if side is not None]
    return " → ".join(dict.fromkeys(shown))


# --- Withdrawing ----------------------------------------------------------------------------------


def would_withdraw(w: Words, *, changed: int, gone: int, new: int) -> str:
    """How many figures a withdrawal changes, takes away and brings back."""
    if not changed + gone + new:
        return w("withdraw.nothing")
    return w("withdraw.would", changed=w.number(changed), gone=w.number(gone), new=w.number(new))


# --- The calendar ---------------------------------------------------------------------------------


def series_name(w: Words, index: str, period_type: str) -> str:
    """An index and its period type: "Chỉ số 766, lũy kế từ đầu năm"."""
    return w("calendar.series", index=index, type=w(f"period_type.{period_type}").lower())


def series_finding(
    w: Words,
    *,
    name: str,
    newest: str,
    late_since: dt.date | None,
    late: int,
    next_due: dt.date,
    first: str,
    gaps: int,
) -> str:
    """Where a series stands: newest table, what is late or due next, and how many never came since
    the first one under its rules."""
    if late_since is not None:
        text = w.plural("calendar.late", late, name=name, newest=newest, since=w.date(late_since))
    else:
        text = w("calendar.awaited", name=name, newest=newest, due=w.date(next_due))
    return f"{text} {w.plural('calendar.gaps', gaps, since=first)}" if gaps else text


def period_state(w: Words, state: str, days_late: int) -> str:
    """The state of one period with its mark: "▲ quá hạn 36 ngày"."""
    mark = PERIOD_MARKS[state]
    if state in ("late", "received_late"):
        return f"{mark} {w.plural(f'period_state.{state}', days_late)}"
    return f"{mark} {w(f'period_state.{state}')}"


def period_name(w: Words, label: str | None, period_type: str, start: dt.date, end: dt.date) -> str:
    """One period of a series: by the edition's label, else by its first and last day."""
    if label is None:
        return sentence_case(w.date_range(start, end))
    return sentence_case(w.period_short(_Labelled(label, period_type)))


class _Labelled:
    def __init__(self, period: str, period_type: str) -> None:
        self.period = period
        self.period_type = period_type
