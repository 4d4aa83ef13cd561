-- Files and tables that bring not one figure: one row per load.
-- Severity: blocker
select loads.file_name as place
from loads
where
    loads.load_id = $load_id
    and loads.kind in ('file', 'pasted', 'typed', 'single')
    and not exists (select 1 from observations where observations.load_id = $load_id)
    -- A table of communes has figures; what is wrong with it is told.
    and not exists (
        select 1
        from reading_findings
        where reading_findings.load_id = $load_id and reading_findings.rule = 'commune_table'
    )
order by loads.load_id
