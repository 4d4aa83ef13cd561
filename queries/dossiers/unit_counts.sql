-- What was received in the period, counted: one row per unit, procedure and day of receipt. A unit
-- is null where the agency is none of the list.
-- Parameters: $period_start, $moment timestamp
create or replace table unit_counts as
with judged_dossiers as (
    select
        *,
        case
            when due is null or ended_without_day then null
            when asked_again then false
            -- What waits for papers that were asked for is judged by the moment of asking.
            when waiting_since is not null then waiting_since <= due
            when finished is not null then finished <= due
            else $moment <= due
        end as on_time,
    from dossiers
    where received >= $period_start and received <= $moment
),

agency_counts as (
    select
        agency,
        procedure,
        cast(received as date) as day,
        cast(count(*) as integer) as dossiers,
        cast(count(on_time) as integer) as judged,
        cast(count(*) filter (where on_time) as integer) as on_time,
        cast(count(*) filter (where on_time and not complained) as integer) as content,
        cast(count(*) filter (where synchronised) as integer) as synchronised,
        cast(
            count(*) filter (
                where online and (not needs_document or (has_result_code and has_result_file))
            ) as integer
        ) as online,
        cast(count(*) filter (where charged) as integer) as charged,
        cast(count(*) filter (where charged and paid_online) as integer) as paid_online,
        cast(count(*) filter (where needs_document) as integer) as documents,
        cast(count(*) filter (where needs_document and has_result_file) as integer)
            as document_files,
        cast(count(*) filter (where has_paper_file and has_result_file) as integer) as digitised,
        cast(count(*) filter (where reused) as integer) as reused,
        cast(count(*) filter (where from_store) as integer) as from_store,
        cast(count(*) filter (where by_population_data) as integer) as by_population_data,
        cast(count(*) filter (where for_citizens) as integer) as for_citizens,
        cast(count(*) filter (where by_population_data and for_citizens) as integer)
            as citizens_by_data,
        cast(count(days) as integer) as timed,
        coalesce(sum(days), 0) as days,
    from judged_dossiers
    group by all
)

select
    agency_units.unit_code,
    -- A code of a procedure, and nothing that may be of a person.
    case when regexp_matches(procedure, '^[0-9A-Za-z]+([._-][0-9A-Za-z]+)+$') then procedure end
        as procedure,
    day,
    cast(sum(columns(* exclude (agency, procedure, day, unit_code, days))) as integer),
    sum(days) as days,
from agency_counts
left join agency_units using (agency)
group by all;
