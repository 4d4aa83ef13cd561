-- The ranking: one row per edition, indicator and unit of the scheme.
-- A disputed figure is shown and ranks nothing. The total is ranked from scores only where every
-- score is known; a component among the units that have it. Scores are compared at the decimals
-- that the method publishes, as whole steps of the last one; ties share a rank.
create or replace temp view fresh_standings as
with ranked as (
    select
        figures.*,
        coverage.scores_complete,
        case when not figures.disputed then figures.score end as usable_score,
        -- In steps of the last published decimal; round() takes no decimals from a column.
        case when methods.decimals < 6 then methods.decimals else 6 end as decimals,
        cast(round(cast(usable_score as decimal(38, 6)) * cast(10 ** decimals as integer), 0) as bigint)
            as steps,
    from figures
    join coverage using (edition_id, indicator_code)
    join current_methods as methods using (index_code, method_code)
    where figures.edition_id in (from touched_editions)
),

computed as (
    select
        ranked.*,
        cast(count(steps) over whole as integer) as scored_units,
        case
            when steps is null then null
            when indicator_code = 'total' and not scores_complete then null
            else cast(rank() over best_first as integer)
        end as rank_from_scores,
        cast(count(*) over peers as integer) - 1 as others_at_score,
    from ranked
    -- Three frames of one order: the rows are sorted once.
    window
        best_first as (partition by edition_id, indicator_code order by steps desc nulls last),
        peers as (
            partition by edition_id, indicator_code
            order by steps desc nulls last
            range between current row and current row
        ),
        whole as (
            partition by edition_id, indicator_code
            order by steps desc nulls last
            range between unbounded preceding and unbounded following
        )
)

select
    edition_id,
    index_code,
    scheme,
    method_code,
    indicator_code,
    unit_code,
    score,
    score_printed,
    score_status,
    score_confidence,
    score_source_id,
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
        when 'medium' in (score_confidence, rank_confidence) then 'medium'
        else coalesce(score_confidence, rank_confidence)
    end as confidence,
    disputed,
    -- The rank among the units that happen to have a component says nothing of the rank among all.
    coalesce(scores_complete and rank_status <> 'derived' and rank_given <> rank_from_scores, false)
        as ranks_disagree,
    case when steps is not null and rank_from_scores is not null then others_at_score end
        as tied_with,
    scored_units,
    scores_complete,
from computed;

create table if not exists standings as from fresh_standings limit 0;
delete from standings where edition_id in (from touched_editions);
insert into standings from fresh_standings;
