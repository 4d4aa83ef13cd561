-- The series that editions belong to: one row per edition.
-- Of one series are the editions of an index, method, scheme and period type; counts from the start
-- of the year never reach over the new year. Shared by the rules of queries/checks/ that hold a table
-- against the one before.
create or replace view series as
select
    edition_id,
    index_code || ' ' || method_code || ' ' || scheme || ' ' || period_type
        || case when period_type = 'year_to_date' then ' ' || year(period_end) else '' end
        as name,
    period_end,
from current_editions;

-- The editions that a load brings figures of, each with its series: one row per edition.
-- Of a file of a whole history only those of the newest days are judged, as many as `most`.
create or replace macro newest_of_load(of_load, most) as table
select edition_id, name, period_end
from series
where of_load > 0 and edition_id in (select edition_id from observations where load_id = of_load)
qualify dense_rank() over (order by period_end desc) <= most;

-- Those editions with each earlier one of their series: one row per pair.
create or replace macro earlier_of_load(of_load, most) as table
select
    judged.edition_id,
    series.edition_id as edition_before,
    series.period_end as ended,
from newest_of_load(of_load, most) as judged
join series on series.name = judged.name and series.period_end < judged.period_end;
