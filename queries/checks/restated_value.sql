-- Figures that differ from what counted before this load: one row per figure.
-- Severity: warning
-- Needs: known_before
-- The folder data/ (load 0) is older than any other load and restates nothing.
with this_load as (
    -- A load that is not published yet comes after all that are.
    select case when state = 'published' then coalesce(sequence, load_id) end as sequence
    from loads
    where load_id = $load_id
),

earlier_loads as (
    select published_loads.load_id, published_loads.sequence
    from published_loads
    cross join this_load
    where
        published_loads.load_id <> $load_id
        and (this_load.sequence is null or published_loads.sequence < this_load.sequence)
),

-- Of the editions of a load few are known already, of a new table none.
known_already as materialized (
    select edition_id
    from (select distinct edition_id from observations join earlier_loads using (load_id))
    semi join (select distinct edition_id from observations where load_id = $load_id)
        using (edition_id)
),

loaded as (
    select *, number as row_id
    from told_observations
    where
        load_id = $load_id
        and load_id > 0
        and edition_id in (from known_already)
        -- A correction restates by its nature, and carries its own reason.
        and load_id not in (select loads.load_id from loads where kind = 'correction')
),

earlier as (
    select observations.*, earlier_loads.sequence
    from told_observations as observations
    join earlier_loads using (load_id)
    semi join loaded
        on loaded.edition_id = observations.edition_id
        and loaded.unit_code = observations.unit_code
        and loaded.indicator_code = observations.indicator_code
        and loaded.measure = observations.measure
        and loaded.status = observations.status
        -- A figure without a source restates none that has one.
        and (loaded.confidence = 'unverified') = (observations.confidence = 'unverified')
    where edition_id in (from known_already)
    -- A complete table that came between may have left the figure out.
    and not exists (
        select 1
        from load_scopes
        join earlier_loads as later using (load_id)
        where
            load_scopes.edition_id = observations.edition_id
            and load_scopes.indicator_code = observations.indicator_code
            and load_scopes.status = observations.status
            and coalesce(load_scopes.unit_code, observations.unit_code) = observations.unit_code
            and coalesce(load_scopes.measure, observations.measure) = observations.measure
            and later.sequence > earlier_loads.sequence
    )
    qualify 1 = row_number() over (
        partition by edition_id, unit_code, indicator_code, measure, status
        order by earlier_loads.sequence desc
    )
)

select
    loaded.place,
    loaded.edition_id,
    loaded.unit_code,
    loaded.indicator_code,
    loaded.measure,
    earlier.value as value_before,
    loaded.value,
    case loaded.measure when 'score' then methods.decimals end as decimals,
from loaded
join earlier using (edition_id, unit_code, indicator_code, measure, status)
join current_editions as editions using (edition_id)
join current_methods as methods using (index_code, method_code)
where loaded.value <> earlier.value
order by loaded.row_id
