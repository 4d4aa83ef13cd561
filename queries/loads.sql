-- Every load with its state now: one row per load, newest first; withdrawals are loads too.
with withdrawals as (
    select withdraws as load_id, load_id as withdrawn_by_load, loaded_at as withdrawn_at,
        loaded_by as withdrawn_by, why as withdrawn_why
    from loads
    where withdraws is not null
),

figures_of as (
    select load_id, cast(count(*) as integer) as figures
    from observations
    group by load_id
),

findings_of as (
    select
        load_id,
        cast(count(*) filter (where severity = 'warning') as integer) as warnings,
        cast(count(*) filter (where severity = 'note') as integer) as notes,
    from findings
    group by load_id
)

select
    loads.load_id,
    coalesce(loads.sequence, loads.load_id) as sequence,
    loads.kind,
    case when withdrawals.load_id is null then loads.state else 'withdrawn' end as state,
    loads.loaded_at,
    loads.loaded_by,
    loads.uploaded_by,
    loads.uploaded_at,
    loads.identity,
    loads.file_name,
    loads.sha256,
    loads.why,
    loads.withdraws,
    loads.recognised,
    loads.layout,
    withdrawals.withdrawn_by_load,
    withdrawals.withdrawn_at,
    withdrawals.withdrawn_by,
    withdrawals.withdrawn_why,
    coalesce(figures_of.figures, 0) as figures,
    coalesce(findings_of.warnings, 0) as warnings,
    coalesce(findings_of.notes, 0) as notes,
from loads
left join withdrawals using (load_id)
left join figures_of using (load_id)
left join findings_of using (load_id)
order by sequence desc
