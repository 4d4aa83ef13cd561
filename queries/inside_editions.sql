-- The tables of units inside a province, newest first: one row per edition.
-- departments, communes: how many units of each kind have a figure; with_province: the province's own
-- row of the same copy is there. loaded_at, source_id: of the newest load that gives figures of it.
with given as (
    select
        figures.edition_id,
        count(distinct figures.unit_code) filter (where units.kind = 'department') as departments,
        count(distinct figures.unit_code) filter (
            where units.kind not in ('department', 'province', 'centrally_run_city')
        ) as communes,
        bool_or(units.kind in ('province', 'centrally_run_city')) as with_province,
        bool_or(figures.confidence = 'unverified') as unverified,
        arg_max(loads.loaded_at, published_loads.sequence) as loaded_at,
        arg_max(figures.source_id, published_loads.sequence) as source_id,
        arg_max(figures.load_id, published_loads.sequence) as load_id,
    from current_inside_observations as figures
    join current_inside_editions as editions using (edition_id)
    join published_loads on published_loads.load_id = figures.load_id
    join loads on loads.load_id = figures.load_id
    left join current_units as units
        on units.scheme = editions.scheme and units.unit_code = figures.unit_code
    group by figures.edition_id
)

select
    editions.* exclude (load_id),
    schemes.province_code,
    schemes.portal_code,
    schemes.name_vi as scheme_name_vi,
    schemes.name_en as scheme_name_en,
    schemes.demonstration,
    methods.decimals,
    cast(coalesce(given.departments, 0) as integer) as departments,
    cast(coalesce(given.communes, 0) as integer) as communes,
    coalesce(given.with_province, false) as with_province,
    coalesce(given.unverified, false) as unverified,
    given.loaded_at,
    given.source_id,
    given.load_id,
from current_inside_editions as editions
join current_schemes as schemes using (scheme)
join current_methods as methods using (index_code, method_code)
left join given using (edition_id)
order by editions.period_end desc, editions.period desc, editions.index_code, editions.edition_id
