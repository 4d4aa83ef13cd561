-- The editions of loads that came without a source, newest load first: one row per load and edition.
-- told: a later load tells the source, and counts.
select
    unsourced_editions.load_id,
    unsourced_editions.edition_id,
    unsourced_editions.stated_status,
    told_editions.load_id is not null as told,
    published_loads.load_id is not null as counts,
from unsourced_editions
left join told_editions using (load_id, edition_id)
left join published_loads using (load_id)
order by unsourced_editions.load_id desc, unsourced_editions.edition_id
