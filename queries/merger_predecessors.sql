-- The figures behind the means of an edition before the merger: one row per predecessor and successor.
-- Parameters: $edition_id varchar, $indicator_code varchar, $to_scheme varchar
-- A disputed figure is shown and counts in no mean: usable_score is empty then.
select
    lineage.to_code,
    lineage.from_code,
    lineage.change,
    lineage.effective_date,
    lineage.weight,
    before.name_vi,
    before.name_en,
    standings.score,
    case when not standings.disputed then standings.score end as usable_score,
    standings.rank,
    standings.status,
    coalesce(standings.disputed, false) as disputed,
from current_editions as editions
join current_unit_lineage as lineage
    on lineage.from_scheme = editions.scheme and lineage.to_scheme = $to_scheme
join current_units as before
    on before.scheme = lineage.from_scheme and before.unit_code = lineage.from_code
join current_units as merged
    on merged.scheme = lineage.to_scheme and merged.unit_code = lineage.to_code
left join standings
    on standings.edition_id = editions.edition_id
    and standings.indicator_code = $indicator_code
    and standings.unit_code = lineage.from_code
where editions.edition_id = $edition_id
-- The unit that kept the name first, the others as ranked before the merger.
order by
    lineage.to_code,
    before.name_en <> merged.name_en,
    standings.rank nulls last,
    lineage.from_code
