-- Files of the same name with another content that were loaded before: one row per name, its newest.
-- Severity: note
select
    cast(null as varchar) as place,
    loads.file_name as file,
    cast(earlier.load_id as varchar) as earlier_load,
    strftime(earlier.loaded_at, '%d/%m/%Y') as day,
from loads
join loads as earlier using (file_name)
join published_loads on published_loads.load_id = earlier.load_id
where
    loads.load_id = $load_id
    and loads.kind = 'file'
    and earlier.kind = 'file'
    and earlier.load_id <> $load_id
    and earlier.sha256 <> loads.sha256
order by earlier.sequence desc
limit 1
