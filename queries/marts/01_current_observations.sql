-- Figures that count now: one row per edition, unit, indicator and measure.
-- A complete load replaces the figures of its editions and indicators that are older and of no
-- stronger status; a published figure goes before a provisional one, that before a self-reported
-- and a derived one; then the newest load wins. A figure without a source (unverified) counts only
-- where none with a source stands, whatever its status. An estimate of the province's own
-- (estimated) is none of these and never among them.
-- Editions in which figures stand against each other: those of several loads, and those with a figure
-- that is given twice. What a later load tells the source of makes an edition one of several loads. (Two keys of one hash would make an edition one of these, and change nothing.)
create or replace temp table contested_editions as
select edition_id
from (
    select edition_id, load_id from observations
    union all
    select edition_id, load_id from load_scopes
    union all
    select edition_id, load_id from later_sources
)
join published_loads using (load_id)
where edition_id in (from touched_editions)
group by edition_id
having min(load_id) < max(load_id)

union

select edition_id
from observations
join published_loads using (load_id)
where edition_id in (from touched_editions)
group by edition_id, hash(unit_code, indicator_code, measure)
having count(*) > 1;

create or replace temp view fresh_observations as
with strengths as (
    select *
    from (
        values
            ('published', false, 1),
            ('provisional', false, 2),
            ('self_reported', false, 3),
            ('derived', false, 4),
            ('published', true, 5),
            ('provisional', true, 6),
            ('self_reported', true, 7),
            ('derived', true, 8)
    ) as strength_of(status, unverified, strength)
),

measures as (
    select unnest(['score', 'rank', 'numerator', 'denominator']) as measure
),

-- What a complete load replaces, as if a source told later had been given at once.
scopes as (
    select
        load_scopes.* replace (
            case
                when told_editions.load_id is not null and load_scopes.status = 'provisional'
                    then told_editions.stated_status
                else load_scopes.status
            end as status
        ),
        unsourced_editions.load_id is not null and told_editions.load_id is null as unverified,
    from load_scopes
    left join unsourced_editions using (load_id, edition_id)
    left join told_editions using (load_id, edition_id)
    where load_scopes.edition_id in (from contested_editions)
),

-- Each scope for every measure and status that it replaces, so that figures find theirs by key.
replacements as (
    select
        scopes.edition_id,
        scopes.indicator_code,
        scopes.unit_code,
        measures.measure,
        weaker.strength,
        max(published_loads.sequence) as sequence,
    from scopes
    join published_loads using (load_id)
    join strengths using (status, unverified)
    join strengths as weaker on weaker.strength >= strengths.strength
    join measures on measures.measure = coalesce(scopes.measure, measures.measure)
    group by all
),

ranked_observations as (
    select
        observations.*,
        published_loads.sequence,
        coalesce(strengths.strength, 8) as strength,
    from told_observations as observations
    join published_loads using (load_id)
    left join strengths
        on strengths.status = observations.status
        and strengths.unverified = (observations.confidence = 'unverified')
    where
        observations.edition_id in (from contested_editions)
        and observations.status <> 'estimated'
),

standing_observations as (
    select ranked_observations.*
    from ranked_observations
    left join replacements as of_tables
        on of_tables.edition_id = ranked_observations.edition_id
        and of_tables.indicator_code = ranked_observations.indicator_code
        and of_tables.measure = ranked_observations.measure
        and of_tables.strength = ranked_observations.strength
        and of_tables.unit_code is null
    left join replacements as of_figures
        on of_figures.edition_id = ranked_observations.edition_id
        and of_figures.indicator_code = ranked_observations.indicator_code
        and of_figures.measure = ranked_observations.measure
        and of_figures.strength = ranked_observations.strength
        and of_figures.unit_code = ranked_observations.unit_code
    where
        ranked_observations.sequence >= coalesce(of_tables.sequence, 0)
        and ranked_observations.sequence >= coalesce(of_figures.sequence, 0)
)

-- Nothing is against the figures of all other editions, as of a table that comes for the first time.
select observations.*
from observations
semi join published_loads using (load_id)
where
    edition_id in (from touched_editions)
    and edition_id not in (from contested_editions)
    and status <> 'estimated'

union all

select standing_observations.* exclude (number, sequence, strength)
from standing_observations
qualify 1 = row_number() over (
    partition by edition_id, unit_code, indicator_code, measure
    -- A load that gives a figure twice is stopped by a rule; until then the first one counts.
    order by strength, sequence desc, number
);

create table if not exists current_observations as from fresh_observations limit 0;
delete from current_observations where edition_id in (from touched_editions);
insert into current_observations
from fresh_observations
where edition_id not in (select edition_id from current_inside_editions);

-- The figures of the units inside a province, kept apart: no page or rule of provinces reads them.
create table if not exists current_inside_observations as from fresh_observations limit 0;
delete from current_inside_observations where edition_id in (from touched_editions);
insert into current_inside_observations
from fresh_observations
where edition_id in (select edition_id from current_inside_editions);
