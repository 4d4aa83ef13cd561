-- The ranking: one row per edition, indicator and unit of the scheme.
-- A disputed figure is shown and ranks nothing. The total is ranked from scores only where every
-- score is known; a component among the units that have it. Ties share a rank.
create or replace table standings as
with ranked as (
    select
        figures.*,
        coverage.scores_complete,
        case when not figures.disputed then figures.score end as usable_score,
    from figures
    join coverage using (edition_id, indicator_code)
),

computed as (
    select
        ranked.*,
        cast(count(usable_score) over (partition by edition_id, indicator_code) as integer) as scored_units,
        case
            when usable_score is null then null
            when indicator_code = 'total' and not scores_complete then null
            else cast(rank() over (
                partition by edition_id, indicator_code
                order by usable_score desc nulls last
            ) as integer)
        end as rank_from_scores,
        cast(count(*) over (partition by edition_id, indicator_code, usable_score) as integer) - 1
            as others_at_score,
    from ranked
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
        when score_status = 'derived' or (score is null and rank_status = 'derived') then 'derived'
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
    coalesce(rank_status <> 'derived' and rank_given <> rank_from_scores, false) as ranks_disagree,
    case when usable_score is not null and rank_from_scores is not null then others_at_score end
        as tied_with,
    scored_units,
    scores_complete,
from computed;
