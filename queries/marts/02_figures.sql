-- Score and rank side by side: one row per edition, indicator and unit of the scheme,
-- units without any figure included, for the indicators of which the edition has a figure.
create or replace temp view fresh_figures as
with touched as (
    select * from current_observations where edition_id in (from touched_editions)
),

edition_indicators as (
    select distinct edition_id, indicator_code
    from touched
    where measure in ('score', 'rank')
),

scores as (
    select * from touched where measure = 'score'
),

ranks as (
    select * from touched where measure = 'rank'
)

select
    editions.edition_id,
    editions.index_code,
    editions.scheme,
    editions.method_code,
    edition_indicators.indicator_code,
    units.unit_code,
    scores.value as score,
    scores.value_printed as score_printed,
    scores.status as score_status,
    scores.confidence as score_confidence,
    scores.source_id as score_source_id,
    cast(ranks.value as integer) as rank_given,
    ranks.status as rank_status,
    ranks.confidence as rank_confidence,
    ranks.source_id as rank_source_id,
    coalesce(scores.confidence = 'disputed', false)
        or coalesce(ranks.confidence = 'disputed', false) as disputed,
from edition_indicators
join current_editions as editions using (edition_id)
join current_units as units on units.scheme = editions.scheme
left join scores
    on scores.edition_id = edition_indicators.edition_id
    and scores.indicator_code = edition_indicators.indicator_code
    and scores.unit_code = units.unit_code
left join ranks
    on ranks.edition_id = edition_indicators.edition_id
    and ranks.indicator_code = edition_indicators.indicator_code
    and ranks.unit_code = units.unit_code;

create table if not exists figures as from fresh_figures limit 0;
delete from figures where edition_id in (from touched_editions);
insert into figures from fresh_figures;
