-- The ranking: one row per edition, indicator and unit of the scheme, units without any figure
-- included, for the indicators of which the edition has a figure.
-- A disputed figure is shown and ranks nothing. The total is ranked from scores only where every
-- score is known; a component among the units that have it. Scores are compared at the decimals
-- that the method publishes, as whole steps of the last one; ties share a rank.

-- A number is sorted and joined in half the time of an edition's id.
create or replace temp table numbered_editions as
select
    cast(row_number() over () as integer) as number,
    editions.edition_id,
    editions.index_code,
    editions.scheme,
    editions.method_code,
    case when methods.decimals < 6 then methods.decimals else 6 end as decimals,
from current_editions as editions
left join current_methods as methods using (index_code, method_code)
where edition_id in (from touched_editions);

create or replace temp view fresh_standings as
with touched as (
    select numbered_editions.number, current_observations.*
    from current_observations
    join numbered_editions using (edition_id)
),

edition_indicators as (
    select distinct number, indicator_code
    from touched
    where measure in ('score', 'rank')
),

scores as (
    select * from touched where measure = 'score'
),

ranks as (
    select * from touched where measure = 'rank'
),

paired as (
    select
        edition_indicators.number,
        editions.decimals,
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
    join numbered_editions as editions using (number)
    join current_units as units on units.scheme = editions.scheme
    left join scores
        on scores.number = edition_indicators.number
        and scores.indicator_code = edition_indicators.indicator_code
        and scores.unit_code = units.unit_code
    left join ranks
        on ranks.number = edition_indicators.number
        and ranks.indicator_code = edition_indicators.indicator_code
        and ranks.unit_code = units.unit_code
),

-- In steps of the last published decimal, half a step counts as one. Of whole numbers: a score has six
-- decimals and eight digits before them, which a double keeps and a wide decimal takes thrice as long for.
ranked as (
    select
        paired.*,
        cast(round(cast(score as double) * 1000000, 0) as bigint) as millionths,
        cast(10 ** (6 - decimals) as bigint) as step,
        case when not disputed then
            sign(millionths) * ((abs(millionths) + step // 2) // step)
        end as steps,
    from paired
),

computed as (
    select
        ranked.*,
        cast(count(steps) over whole as integer) as scored_units,
        scored_units = count(*) over whole as scores_complete,
        coalesce(bool_or(score_confidence = 'unverified') over whole, false) as some_unverified,
        case
            when steps is null then null
            when indicator_code = 'total' and not scores_complete then null
            else cast(rank() over best_first as integer)
        end as rank_from_scores,
        cast(count(*) over peers as integer) - 1 as others_at_score,
    from ranked
    -- Three frames of one order: the rows are sorted once.
    window
        best_first as (partition by number, indicator_code order by steps desc nulls last),
        peers as (
            partition by number, indicator_code
            order by steps desc nulls last
            range between current row and current row
        ),
        whole as (
            partition by number, indicator_code
            order by steps desc nulls last
            range between unbounded preceding and unbounded following
        )
)

select
    editions.edition_id,
    editions.index_code,
    editions.scheme,
    editions.method_code,
    indicator_code,
    unit_code,
    score,
    score_printed,
    score_status,
    score_confidence,
    score_source_id,
    rank_given,
    case when rank_status <> 'derived' then rank_given end as rank_published,
    rank_status,
    rank_confidence,
    rank_source_id,
    -- A rank of one unit among one says nothing.
    case when scored_units > 1 then rank_from_scores end as rank_computed,
    case
        when rank_status <> 'derived' then rank_given
        when scored_units > 1 and rank_from_scores is not null then rank_from_scores
        else rank_given
    end as rank,
    case
        when rank_given is not null and rank_status <> 'derived' then 'published'
        when rank_given is not null or (scored_units > 1 and rank_from_scores is not null)
            then 'computed'
    end as rank_basis,
    case
        when score_status = 'derived' then 'derived'
        -- A derived rank is shown where no other one is known.
        when rank_status = 'derived' and (scored_units < 2 or rank_from_scores is null) then 'derived'
        when 'self_reported' in (score_status, rank_status) then 'self_reported'
        when 'provisional' in (score_status, rank_status) then 'provisional'
        else coalesce(score_status, rank_status)
    end as status,
    case
        when disputed then 'disputed'
        when 'unverified' in (score_confidence, rank_confidence) then 'unverified'
        when 'medium' in (score_confidence, rank_confidence) then 'medium'
        else coalesce(score_confidence, rank_confidence)
    end as confidence,
    disputed,
    -- The rank among the units that happen to have a component says nothing of the rank among all. Nor
    -- does a score without a source say that a rank which has one is wrong.
    coalesce(
        scores_complete and rank_status <> 'derived' and rank_given <> rank_from_scores
        and (rank_confidence = 'unverified' or not some_unverified),
        false
    ) as ranks_disagree,
    case when steps is not null and rank_from_scores is not null then others_at_score end
        as tied_with,
    scored_units,
    scores_complete,
from computed
join numbered_editions as editions using (number);

create table if not exists standings as from fresh_standings limit 0;
delete from standings where edition_id in (from touched_editions);
insert into standings from fresh_standings;
