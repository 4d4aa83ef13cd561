-- The days of which the home province has counts of its own dossiers, newest first: one row per day.
-- Parameters: $scheme varchar
select
    editions.edition_id,
    editions.index_code,
    editions.period,
    editions.period_type,
    editions.period_end,
    editions.scheme,
    editions.method_code,
    0 as departments,
    0 as communes,
    editions.load_id,
    (
        select min(figures.source_id)
        from estimated_observations as figures
        where figures.edition_id = editions.edition_id
    ) as source_id,
from estimated_editions as editions
where
    editions.scheme = $scheme
    -- Where the portal tells of the same day, that stands.
    and editions.edition_id not in (select edition_id from current_inside_editions)
order by editions.period_end desc, editions.edition_id
