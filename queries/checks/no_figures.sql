-- Files and tables that bring not one figure: one row per load.
-- Severity: blocker
select loads.file_name as place
from loads
where
    loads.load_id = $load_id
    and loads.kind in ('file', 'pasted', 'typed', 'single')
    and not exists (select 1 from observations where observations.load_id = $load_id)
    -- A table of communes has figures; what is wrong with it is told. Figures whose period or index
    -- is not known are there, and wait for it: that is told as well.
    and not exists (
        select 1
        from reading_findings
        where
            reading_findings.load_id = $load_id
            and (
                reading_findings.rule = 'commune_table'
                or (
                    reading_findings.rule = 'not_recognised'
                    and (reading_findings.details ->> 'waiting') = 'true'
                )
            )
    )
order by loads.load_id
