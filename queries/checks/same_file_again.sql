-- Files that were loaded before, byte for byte: one row per earlier load that still counts.
-- Severity: note
select
    loads.file_name as place,
    cast(earlier.load_id as varchar) as earlier_load,
    strftime(earlier.loaded_at, '%d/%m/%Y') as day,
from loads
join loads as earlier using (sha256)
join published_loads on published_loads.load_id = earlier.load_id
where
    loads.load_id = $load_id
    and loads.kind = 'file'
    and earlier.load_id <> $load_id
order by earlier.load_id
