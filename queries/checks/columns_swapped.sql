-- Pairs of indicators that fit the edition before when their figures change places: one row per pair.
-- Severity: warning
-- Alike: mixed_up
-- Scores, or ranks, are at least three times nearer to those of the other indicator in the edition
-- before (same index, method, scheme and period type) than to their own: the headings of two columns
-- were mixed up. The sum of all parts does not tell, it stays the same.
with loaded as (
    select edition_id, indicator_code, measure, unit_code, value, place, number
    from load_figures
    where load_id = $load_id and newness <= 20
),

known_units as (
    select edition_id
    from current_observations
    where
        edition_id in (select edition_before from load_earlier where newness <= 20)
        and indicator_code <> 'total'
        and status <> 'derived'
    group by edition_id
    having count(distinct unit_code) >= 8
),

before_them as materialized (
    select
        earlier.edition_id,
        edition_before,
    from load_earlier as earlier
    join known_units on known_units.edition_id = edition_before
    where load_id = $load_id and newness <= 20
    qualify 1 = row_number() over (
        partition by earlier.edition_id
        order by ended desc, edition_before
    )
),

distances as (
    select
        loaded.edition_id,
        edition_before,
        loaded.measure,
        loaded.indicator_code,
        known.indicator_code as fitted_to,
        count(*) as units,
        avg(abs(loaded.value - known.value)) as distance,
        arg_min(loaded.place, loaded.number) as place,
    from loaded
    join before_them using (edition_id)
    join current_observations as known
        on known.edition_id = before_them.edition_before
        and known.unit_code = loaded.unit_code
        and known.measure = loaded.measure
    where known.status <> 'derived'
    group by all
    having count(*) >= 8
)

select
    one.place,
    one.edition_id,
    one.edition_before,
    one.indicator_code,
    one.fitted_to as other_indicator,
    one.measure,
from distances as one
join distances as other
    on other.edition_id = one.edition_id
    and other.measure = one.measure
    and other.indicator_code = one.fitted_to
    and other.fitted_to = one.indicator_code
join distances as own
    on own.edition_id = one.edition_id
    and own.measure = one.measure
    and own.indicator_code = one.indicator_code
    and own.fitted_to = one.indicator_code
join distances as own_other
    on own_other.edition_id = one.edition_id
    and own_other.measure = one.measure
    and own_other.indicator_code = other.indicator_code
    and own_other.fitted_to = other.indicator_code
where
    one.indicator_code < one.fitted_to
    and 3 * (one.distance + other.distance) <= own.distance + own_other.distance
order by one.edition_id, one.indicator_code, other_indicator
