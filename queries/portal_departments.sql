-- How a portal is asked for a province: one row per province.
-- Parameters: $scheme varchar
select
    departments.* exclude (load_id, scheme),
from portal_departments as departments
join published_loads using (load_id)
where departments.scheme = $scheme
order by departments.unit_code
