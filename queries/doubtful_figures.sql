-- Figures in doubt: one row per figure that is disputed, or of which another source says otherwise.
-- Another source is also one that nobody has named.
with others as (
    select * from current_conflicts
    union all by name
    select * exclude (value_standing) from figures_beside
)

select
    current_observations.edition_id,
    current_observations.unit_code,
    current_observations.indicator_code,
    current_observations.measure,
    current_observations.value,
    current_observations.value_printed,
    current_observations.confidence,
    current_observations.source_id,
    units.name_vi,
    units.name_en,
    'used' as role,
from current_observations
join current_editions as editions using (edition_id)
join current_units as units on units.scheme = editions.scheme and units.unit_code = current_observations.unit_code
where
    current_observations.confidence = 'disputed'
    or exists (
        select 1
        from figures_beside
        where
            figures_beside.edition_id = current_observations.edition_id
            and figures_beside.unit_code = current_observations.unit_code
            and figures_beside.indicator_code = current_observations.indicator_code
            and figures_beside.measure = current_observations.measure
    )

union all

select
    conflicts.edition_id,
    conflicts.unit_code,
    conflicts.indicator_code,
    conflicts.measure,
    conflicts.value,
    conflicts.value_printed,
    conflicts.confidence,
    conflicts.source_id,
    units.name_vi,
    units.name_en,
    'other source' as role,
from others as conflicts
join current_editions as editions using (edition_id)
join current_units as units on units.scheme = editions.scheme and units.unit_code = conflicts.unit_code
-- Both sides of a conflict are listed; the side that is used stands above.
anti join current_observations
    on current_observations.edition_id = conflicts.edition_id
    and current_observations.unit_code = conflicts.unit_code
    and current_observations.indicator_code = conflicts.indicator_code
    and current_observations.measure = conflicts.measure
    and current_observations.source_id = conflicts.source_id

order by all
