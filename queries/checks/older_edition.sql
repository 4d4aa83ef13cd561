-- Tables older than one that was in the store before this load: one row per edition.
-- A second look at an edition that was there already, such as a correction, is not late.
-- The folder data/ (load 0) brings the whole history and is never late.
-- Severity: warning
-- Alike: another_table
with loaded as (
    select edition_id, arg_min(place, rowid) as place
    from observations
    where load_id = $load_id
    group by edition_id
),

-- Of the editions that this load touches, those of which another load has a figure.
known_again as (
    select distinct edition_id
    from observations
    join published_loads using (load_id)
    where load_id <> $load_id and edition_id in (select edition_id from loaded)
),

known_before as (
    select edition_id from known_again
    union
    select edition_id from coverage where edition_id not in (select edition_id from loaded)
),

newer as materialized (
    select edition_id, index_code, period_type, scheme, period_end
    from current_editions
    where edition_id in (from known_before)
),

-- Few of many editions: chosen before they are held against the others.
late as materialized (
    select loaded.place, editions.*
    from loaded
    join current_editions as editions using (edition_id)
    join (
        select index_code, period_type, scheme, max(period_end) as last_day
        from newer
        group by all
    ) as ends using (index_code, period_type, scheme)
    where loaded.edition_id not in (from known_again) and editions.period_end < ends.last_day
)

select
    late.place,
    late.edition_id,
    max(newer.edition_id) as newest_edition,
from late
join newer
    on newer.index_code = late.index_code
    and newer.period_type = late.period_type
    and newer.scheme = late.scheme
    and newer.period_end > late.period_end
group by all
order by late.edition_id
