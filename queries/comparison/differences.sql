-- Figures before and after a load: one row per figure, with what happened to it.
-- A figure has changed when its value or its status has; another way of printing is no change.
-- Parameters: $edition_ids varchar
create temp table differences as
with figures_after as (
    select edition_id, unit_code, indicator_code, measure, value, value_printed, status
    from observations_of_every_list
    where edition_id in (select unnest(string_split($edition_ids, chr(10))))
)

select
    edition_id,
    unit_code,
    indicator_code,
    measure,
    case
        when figures_before.value is null then 'new'
        when figures_after.value is null then 'gone'
        when figures_before.value = figures_after.value
            and figures_before.status = figures_after.status then 'same'
        else 'changed'
    end as change,
    figures_before.value as value_before,
    figures_after.value as value_after,
    figures_before.value_printed as value_printed_before,
    figures_after.value_printed as value_printed_after,
    figures_before.status as status_before,
    figures_after.status as status_after,
from figures_before
full join figures_after using (edition_id, unit_code, indicator_code, measure)
