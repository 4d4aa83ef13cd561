-- What a load gives the rules to look at, by the word in their line "-- Needs: …": one row, a truth each.
-- A rule whose need is false finds nothing: what it tells is joined to figures or rows of this kind.
-- Of figures those count that any load brought of the editions of this one: a load of scores alone may
-- contradict the ranks that are there.
-- Parameters: $load_id integer
with own_editions as (
    select distinct edition_id from observations where load_id = $load_id
)

select
    coalesce(bool_or(measure = 'rank'), false) as ranks,
    coalesce(bool_or(measure in ('numerator', 'denominator')), false) as counts,
    coalesce(
        bool_or(indicator_code in (select indicator_code from current_subindicators)), false
    ) as subindicators,
    coalesce(bool_or(load_id <> $load_id), false) as known_before,
    exists (from loads where load_id = $load_id and kind = 'correction') as corrections,
    exists (from unsourced_editions where load_id = $load_id) as unsourced,
    exists (from indicators where load_id = $load_id) as nodes,
    exists (from reading_findings where load_id = $load_id) as reading,
    exists (
        from own_editions where edition_id in (select edition_id from current_inside_editions)
    ) as inside,
from observations
where edition_id in (from own_editions)
