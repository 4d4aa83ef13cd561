-- What was received in the period, counted: one row per unit and procedure (counted_by = 'procedure'), and one
-- row per unit and day of receipt (counted_by = 'day'). A unit is null where the agency is none of the list.
-- Not each with each: a cell of one dossier tells as much as the dossier.
-- Parameters: $period_start, $moment timestamp
create or replace table unit_counts as
with judged_dossiers as (
    select
        *,
        cast(received as date) as day,
        case
            when due is null or ended_without_day then null
            when asked_again then false
            -- What waits for papers that were asked for is judged by the moment of asking.
            when waiting_since is not null then waiting_since <= due
            when finished <= $moment then finished <= due
            else $moment <= due
        end as on_time,
    from dossiers
    where received >= $period_start and received <= $moment
),

agency_counts as (
    select
        agency,
        procedure,
        day,
        grouping(day) as of_procedure,
        count(*) as dossiers,
        count(on_time) as judged,
        count(*) filter (on_time) as on_time,
        count(*) filter (on_time and not complained) as content,
        count(*) filter (synchronised) as synchronised,
        count(*) filter (online and (not needs_document or (has_result_code and has_result_file)))
            as online,
        count(*) filter (charged) as charged,
        count(*) filter (charged and paid_online) as paid_online,
        count(*) filter (needs_document) as documents,
        count(*) filter (needs_document and has_result_file) as document_files,
        count(*) filter (has_paper_file and has_result_file) as digitised,
        count(*) filter (reused) as reused,
        count(*) filter (from_store) as from_store,
        count(*) filter (by_population_data) as by_population_data,
        count(*) filter (for_citizens) as for_citizens,
        count(*) filter (by_population_data and for_citizens) as citizens_by_data,
        count(days) as timed,
        coalesce(sum(days), 0) as days,
    from judged_dossiers
    group by grouping sets ((agency, procedure), (agency, day))
)

select
    case of_procedure when 1 then 'procedure' else 'day' end as counted_by,
    agency_units.unit_code,
    -- A code of a procedure, and nothing that may be of a person.
    case when is_procedure_code(procedure) then trim(procedure) end as procedure,
    day,
    cast(sum(columns(* exclude (agency, procedure, day, unit_code, of_procedure, days))) as integer),
    sum(days) as days,
from agency_counts
left join agency_units on agency_units.agency is not distinct from agency_counts.agency
group by all;
