-- The figures of one indicator inside a province: one row per unit of which the edition has any figure.
-- Parameters: $edition_id varchar, $indicator_code varchar
-- What is not given stays null. status, confidence, source_id, place: those of the numerator, of the
-- score where there is none. flag: what the portal says of the figure.
with editions as (
    select scheme from current_inside_editions where edition_id = $edition_id
),

of_edition as (
    select distinct unit_code from current_inside_observations where edition_id = $edition_id
),

figures as (
    select
        *,
        case measure when 'numerator' then 1 when 'score' then 2 else 3 end as asked_first,
    from current_inside_observations
    where edition_id = $edition_id and indicator_code = $indicator_code
),

given as (
    select
        unit_code,
        max(value) filter (where measure = 'numerator') as numerator,
        max(value) filter (where measure = 'denominator') as denominator,
        max(value) filter (where measure = 'score') as score,
        arg_min(status, asked_first) as status,
        arg_min(confidence, asked_first) as confidence,
        arg_min(source_id, asked_first) as source_id,
        arg_min(place, asked_first) as place,
    from figures
    group by unit_code
),

marked as (
    select unit_code, string_agg(distinct flag, ', ' order by flag) as flag
    from current_quality_flags
    where edition_id = $edition_id and indicator_code = $indicator_code
    group by unit_code
),

portal as (
    select unit_code, min(alias) as portal_code
    from current_unit_aliases
    where scheme in (from editions) and alias_type = 'portal_code'
    group by unit_code
)

select
    units.unit_code,
    coalesce(
        portal.portal_code,
        case when regexp_full_match(units.unit_code, 'H\d{2}(\.\d+)*') then units.unit_code end
    ) as portal_code,
    units.name_vi,
    units.full_name_vi,
    units.name_en,
    case
        when units.kind in ('province', 'centrally_run_city') then 'province'
        when units.kind = 'department' then 'department'
        else 'commune'
    end as level,
    given.numerator,
    given.denominator,
    given.score,
    given.status,
    given.confidence,
    marked.flag,
    given.source_id,
    given.place,
from of_edition
join current_units as units on units.unit_code = of_edition.unit_code
left join given on given.unit_code = units.unit_code
left join marked on marked.unit_code = units.unit_code
left join portal on portal.unit_code = units.unit_code
where units.scheme in (from editions)
order by units.unit_code
