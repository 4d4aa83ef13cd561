"""What the texts of a file say of the period of a table, side by side with where each stands."""

import json
from collections.abc import Callable, Iterable

from rankings.ingest.meaning import periods
from rankings.ingest.meaning.periods import Period
from rankings.ingest.proposal import Sign
from rankings.words.text import Words

# So many are quoted in a finding; the page shows all.
QUOTED = 4


def sign(w: Words, shown: Sign, show: Callable[[str], str] = str) -> str:
    """Where a text stands, what it is and what it says: "766!A1 ghi “…” (tháng 10/2026)".

    show: how what the file says is written.
    """
    place = w(f"sign.{shown.where}", place=show(shown.place))
    return w("sign.says", place=place, text=show(shown.text), meaning=meaning(w, shown))


def meaning(w: Words, shown: Sign) -> str:
    """What a sign says of the period."""
    last = periods.read(shown.period) if shown.period else None
    if last is None:
        return w(f"sign.of_type.{shown.period_type}") if shown.period_type else w("sign.of_no_type")
    if shown.period_type is None:
        return w("sign.day", date=w.date(last.end))
    if last.period_type != shown.period_type:
        return w("sign.part_of_month", date=w.date(last.end))
    return w.period(last)


def asked(w: Words, proposed: str, period_type: str, signs: str) -> str:
    """What a finding tells of a period that is a guess. found: the signs as JSON."""
    every = [Sign(**shown) for shown in json.loads(signs)]
    quoted = "; ".join(sign(w, shown) for shown in every[:QUOTED])
    guess = periods.read(proposed, period_type)
    return w("sign.asked", signs=quoted, proposed=w.period(guess) if guess else proposed)


def choices(w: Words, signs: Iterable[Period]) -> dict[str, str]:
    """Type and period as a code -> what the choice is called."""
    return {f"{shown.period_type} {shown.period}": w.period(shown) for shown in signs}
