-- Figures that come without a document number, a link or the original: one row per load.
-- Severity: warning
-- Needs: unsourced
-- They count as provisional and unverified. kept: figures with a source that say otherwise, and go on
-- counting.
with unsourced as (
    select unsourced_editions.load_id, unsourced_editions.edition_id
    from unsourced_editions
    left join told_editions using (load_id, edition_id)
    where unsourced_editions.load_id = $load_id and told_editions.load_id is null
),

loaded as (
    select load_id, cast(count(*) as integer) as figures
    from observations
    where load_id in (select load_id from unsourced)
    group by load_id
),

beside as (
    select load_id, cast(count(*) as integer) as kept
    from figures_beside
    where load_id in (select load_id from unsourced)
    group by load_id
)

select
    -- It is said of the whole load, not of a cell.
    cast(null as varchar) as place,
    loaded.figures,
    coalesce(beside.kept, 0) as kept,
from loaded
left join beside using (load_id)
order by loaded.load_id
