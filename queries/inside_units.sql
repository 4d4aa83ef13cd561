-- The units of a list inside a province, the province itself among them: one row per unit.
-- Parameters: $scheme varchar
-- level: province | department | commune (a ward is a commune here). portal_code: null where no reply
-- or file of the portal has told it.
with portal as (
    select unit_code, min(alias) as portal_code
    from current_unit_aliases
    where scheme = $scheme and alias_type = 'portal_code'
    group by unit_code
)

select
    units.* exclude (load_id),
    coalesce(
        portal.portal_code,
        case when regexp_full_match(units.unit_code, 'H\d{2}(\.\d+)*') then units.unit_code end
    ) as portal_code,
    case
        when units.kind in ('province', 'centrally_run_city') then 'province'
        when units.kind = 'department' then 'department'
        else 'commune'
    end as level,
from current_units as units
left join portal using (unit_code)
where units.scheme = $scheme
order by units.unit_code
