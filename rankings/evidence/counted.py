"""What counts come to by a day: how many come in, a share, points, and what comes along."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

from rankings.evidence.counts import counts_of
from rankings.evidence.looker import Looker, made_of, placed, resolve, unknown_key
from rankings.evidence.model import Counting, Evidence
from rankings.facts.way_up import count_texts, counted_together, counts
from rankings.facts.way_up.counts import Counted, Counts
from rankings.store import figure_keys
from rankings.store.problems import Problem
from rankings.store.rounding import decimal_of

SHARE_DECIMALS = 1
PER_CENT = 100


@resolve.register
def by_day(key: figure_keys.ByDay, looker: Looker, so_far: Evidence) -> Evidence:
    """What so many done well make of a sub-indicator by a day."""
    so_far, _ = placed(looker, so_far, key.edition_id, key.indicator_code, key.unit_code)
    row = _row(_counted(key, looker), key.indicator_code, key)
    if key.done > row.most:
        raise unknown_key(so_far.key)
    value, decimals = {
        "to_come": (Decimal(row.to_come), 0),
        "share": (decimal_of(row.share_with(key.done) * PER_CENT, SHARE_DECIMALS), SHARE_DECIMALS),
        "gain": (row.gain_with(key.done), row.rule.decimals),
    }[key.counted]
    so_far = replace(
        so_far,
        value=value,
        decimals=decimals,
        measure="score" if key.counted == "gain" else None,
        counted=key.counted,
        status="derived",
        counting=Counting(row, key.done),
    )
    return _made_of(looker, so_far, key, (row,))


@resolve.register
def along(key: figure_keys.Along, looker: Looker, so_far: Evidence) -> Evidence:
    """The points of a sub-indicator that come along with so many done well in another one."""
    so_far, _ = placed(looker, so_far, key.edition_id, key.indicator_code, key.unit_code)
    counted = _counted(key, looker)
    for pair in counted_together.pairs(looker.at, edition_id=key.edition_id, counted=counted):
        if (pair.first.code, pair.also.code) == (key.first, key.indicator_code):
            break
    else:
        raise unknown_key(so_far.key)
    if key.done > pair.first.most:
        raise unknown_key(so_far.key)
    so_far = replace(
        so_far,
        value=pair.gain(key.done),
        decimals=pair.also.rule.decimals,
        measure="score",
        status="derived",
        counting=Counting(pair.also, key.done, pair),
    )
    return _made_of(looker, so_far, key, (pair.also, pair.first))


def _counted(key: figure_keys.ByADay, looker: Looker) -> Counted:
    """What can be counted by the day of a key. Raises Problem for a day or number that is none."""
    try:
        of_unit = partial(
            counts.of_unit,
            looker.at,
            edition_id=key.edition_id,
            unit_code=key.unit_code,
            by=date.fromisoformat(key.day),
        )
        plain = of_unit()
        given = "" if key.to_come == figure_keys.NOTHING else key.to_come
        to_come = count_texts.read(given, plain)
        if count_texts.code(to_come) != given:
            raise unknown_key(str(key))
        return of_unit(to_come=to_come)
    except (ValueError, Problem):
        raise unknown_key(str(key)) from None


def _row(counted: Counted, code: str, key: figure_keys.Key) -> Counts:
    try:
        return counted.row(code)
    except Problem:
        raise unknown_key(str(key)) from None


def _made_of(
    looker: Looker, so_far: Evidence, key: figure_keys.ByADay, rows: Iterable[Counts]
) -> Evidence:
    """It rests on the counts of now and the maxima; the sources of the rules come after theirs."""
    rows = tuple(rows)
    printed = [each for row in rows for each in counts_of(key.edition_id, row.code, key.unit_code)]
    edition = looker.edition(key.edition_id, so_far.key)
    method = edition.index_code, edition.method_code
    maxima = [str(figure_keys.Maximum(*method, row.code, "max_score")) for row in rows]
    so_far = made_of(looker, so_far, printed, nearest=[*printed, *maxima])
    rules = dict.fromkeys(
        source for row in rows for source in (row.rule.source_id, row.future.source_id) if source
    )
    sources = (*so_far.sources, *(looker.source(source, None) for source in rules))
    return replace(so_far, sources=tuple(dict.fromkeys(filter(None, sources))))
