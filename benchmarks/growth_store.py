"""Stores that have grown: the figures of data/ and many daily tables more, made up, never shipped.

Each table more is the newest complete table of Chỉ số 766 a day later, its component scores moved a
little by a wave of their own, total and ranks worked out again.
"""

from pathlib import Path

import duckdb

from rankings.loads import bootstrap, marts
from rankings.store.versions import Store

MANY = 300  # tables more, with which a store has ten times as many as data/
NEWEST = "psi-2026-10-10-year_to_date-vn34"
TABLES = """
create temp table days as
select
    day,
    'psi-' || strftime(day, '%Y-%m-%d') || '-year_to_date-vn34' as edition_id,
    number,
from (
    select number, (date '2026-10-10' + number::integer) as day
    from range(1, $tables + 1) as every(number)
);
create temp table moved as
select
    days.edition_id,
    observations.unit_code,
    observations.indicator_code,
    cast(round(least(indicators.max_score, greatest(0,
        observations.value
        + 0.6 * sin(days.number / 9.0 + hash(unit_code || indicator_code) % 628 / 100.0)
    )), 2) as decimal(14, 6)) as score,
from observations
join indicators using (indicator_code)
cross join days
where
    observations.edition_id = $newest
    and observations.measure = 'score'
    and observations.indicator_code <> 'total'
    and indicators.index_code = 'psi'
    and indicators.method_code = 'psi-2026';
insert into moved
select edition_id, unit_code, 'total', sum(score) from moved group by edition_id, unit_code;
insert into editions
select
    template.* replace (
        days.edition_id as edition_id,
        strftime(day, '%Y-%m-%d') as period,
        date_trunc('year', day) as period_start,
        day as period_end,
        day as published_from,
        day as published_to
    ),
from days
cross join (select * from editions where edition_id = $newest) as template;
insert into observations (
    load_id, edition_id, unit_code, indicator_code, measure, value, value_printed, status,
    confidence, source_id, place
)
with figures as (
    select *, 'score' as measure, score as value, printf('%.2f', score) as printed from moved
    union all
    select
        *,
        'rank',
        rank() over (partition by edition_id order by score desc),
        cast(rank() over (partition by edition_id order by score desc) as varchar),
    from moved
    where indicator_code = 'total'
)
select
    0, figures.edition_id, figures.unit_code, figures.indicator_code, figures.measure,
    figures.value, figures.printed, template.status, template.confidence, template.source_id,
    template.place,
from figures
cross join (select * from observations where edition_id = $newest limit 1) as template;
"""


def grown(folder: Path, tables: int) -> Store:
    """A store of the figures of data/ and so many daily tables more."""
    store = Store(folder)
    bootstrap.ensure(store)
    if tables:
        with store.locked(), store.next_version(base=store.version()) as connection:
            _add(connection, tables)
            marts.build(connection)
    return store


def _add(connection: duckdb.DuckDBPyConnection, tables: int) -> None:
    for statement in filter(str.strip, TABLES.split(";")):
        given = {
            name: value
            for name, value in {"tables": tables, "newest": NEWEST}.items()
            if f"${name}" in statement
        }
        connection.execute(statement, given or None)
