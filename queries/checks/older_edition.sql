-- Tables older than one that was in the store before this load: one row per edition.
-- A second look at an edition that was there already, such as a correction, is not late.
-- The folder data/ (load 0) brings the whole history and is never late.
-- Severity: warning
select
    arg_min(observations.place, observations.rowid) as place,
    observations.edition_id,
    max(newer.edition_id) as newest_edition,
from observations
join current_editions as editions using (edition_id)
join current_editions as newer
    on newer.index_code = editions.index_code
    and newer.period_type = editions.period_type
    and newer.scheme = editions.scheme
    and newer.period_end > editions.period_end
where
    observations.load_id = $load_id
    and newer.edition_id in (
        select earlier.edition_id
        from observations as earlier
        join published_loads using (load_id)
        where earlier.load_id <> $load_id
    )
    and observations.edition_id not in (
        select earlier.edition_id
        from observations as earlier
        join published_loads using (load_id)
        where earlier.load_id <> $load_id
    )
group by observations.edition_id
order by observations.edition_id
