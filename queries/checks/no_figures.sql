-- Files and tables that bring not one figure: one row per load.
-- Severity: blocker
select loads.file_name as place
from loads
where
    loads.load_id = $load_id
    and loads.kind in ('file', 'pasted', 'typed', 'single')
    and not exists (select 1 from observations where observations.load_id = $load_id)
order by loads.load_id
