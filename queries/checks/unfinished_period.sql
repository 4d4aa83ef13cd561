-- Tables of a period that had not ended when they were loaded: one row per edition.
-- Severity: warning
select
    arg_min(observations.place, observations.rowid) as place,
    observations.edition_id,
    strftime(max(editions.period_end), '%d/%m/%Y') as last_day,
from observations
join editions_of_every_list as editions using (edition_id)
join loads on loads.load_id = observations.load_id
where
    observations.load_id = $load_id
    and observations.load_id > 0
    -- Loads are dated in UTC; in Vietnam the day begins seven hours earlier.
    and editions.period_end > cast(loads.loaded_at + interval 7 hour as date)
group by observations.edition_id
order by observations.edition_id
