-- The film of an index: one row per edition and unit of its scheme, editions oldest first.
-- Parameters: $index_code varchar, $edition_ids varchar
-- edition_ids: apart by line breaks; empty: every edition of the index.
-- successor_code: the unit of the next scheme that this one became a part of (its own code where
-- nothing came after); namesake: that unit bears its name. A unit without a figure has its row too.
with wanted as (
    select *
    from current_editions
    where
        index_code = $index_code
        and (
            $edition_ids = ''
            or edition_id in (select unnest(string_split($edition_ids, chr(10))))
        )
)

select
    editions.edition_id,
    editions.period,
    editions.period_type,
    editions.period_start,
    editions.period_end,
    editions.scheme,
    editions.method_code,
    standings.unit_code,
    units.name_vi,
    units.name_en,
    coalesce(successors.scheme, units.scheme) as successor_scheme,
    coalesce(successors.unit_code, units.unit_code) as successor_code,
    -- By the English name: the Vietnamese list of 63 says "Hồ Chí Minh", that of 34 "TP. …".
    successors.unit_code is null or successors.name_en = units.name_en as namesake,
    standings.score,
    standings.rank,
    standings.rank_basis,
    standings.status,
    standings.confidence,
    standings.disputed,
    standings.score_source_id,
    standings.rank_source_id,
    coverage.units,
    coverage.known_scores,
    coverage.known_ranks,
from wanted as editions
join standings using (edition_id)
join coverage using (edition_id, indicator_code)
join current_units as units
    on units.scheme = editions.scheme and units.unit_code = standings.unit_code
left join current_unit_lineage as lineage
    on lineage.from_scheme = units.scheme and lineage.from_code = units.unit_code
left join current_units as successors
    on successors.scheme = lineage.to_scheme and successors.unit_code = lineage.to_code
where standings.indicator_code = 'total'
order by editions.period_type, editions.period_end, editions.scheme, standings.unit_code
