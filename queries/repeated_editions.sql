-- Editions that repeat the table before them figure by figure: one row per edition.
-- Parameters: $edition_ids varchar
-- edition_ids: apart by line breaks. The table before is the newest earlier one of the index, list of
-- units and period type that has two scores at least; all its totals must be the same, and no score
-- of a component that both have may differ.
with wanted as (
    select edition_id, index_code, scheme, period_type, period_end
    from current_editions
    where edition_id in (select unnest(string_split($edition_ids, chr(10))))
),

scored as (
    select editions.edition_id, index_code, scheme, period_type, period_end
    from current_editions as editions
    join coverage on coverage.edition_id = editions.edition_id and indicator_code = 'total'
    where known_scores > 1
),

pairs as (
    select wanted.edition_id, scored.edition_id as edition_before
    from wanted
    asof join scored
        on wanted.index_code = scored.index_code
        and wanted.scheme = scored.scheme
        and wanted.period_type = scored.period_type
        and wanted.period_end > scored.period_end
)

select
    pairs.edition_id,
    pairs.edition_before,
from pairs
join figures as now on now.edition_id = pairs.edition_id
left join figures as before
    on before.edition_id = pairs.edition_before
    and before.indicator_code = now.indicator_code
    and before.unit_code = now.unit_code
group by all
having
    count(now.score) filter (where now.indicator_code = 'total') > 1
    and not coalesce(
        bool_or(
            case now.indicator_code
                when 'total' then now.score is distinct from before.score
                else now.score <> before.score
            end
        ),
        false
    )
order by pairs.edition_id
