-- The published tables with what is known of them: one row per edition, newest first.
select
    editions.edition_id,
    editions.index_code,
    editions.period,
    editions.period_type,
    editions.period_start,
    editions.period_end,
    editions.scheme,
    editions.method_code,
    editions.published_from,
    editions.published_to,
    methods.decimals,
    methods.scale_max,
    methods.aggregation,
    methods.closeness_band,
    methods.cadence_days,
    methods.relative_to_field,
    coverage.units,
    coverage.scores,
    coverage.ranks,
    coverage.known_scores,
    coverage.known_ranks,
    coverage.disputed,
    coverage.scores_complete,
    coverage.complete,
from current_editions as editions
join current_methods as methods using (index_code, method_code)
left join coverage on coverage.edition_id = editions.edition_id and coverage.indicator_code = 'total'
order by
    editions.index_code,
    editions.period_end desc,
    editions.period_type,
    editions.scheme
