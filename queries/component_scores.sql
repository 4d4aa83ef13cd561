-- Component scores of all editions of one kind: one row per edition, component and unit with a score.
-- Parameters: $index_code varchar, $method_code varchar, $period_type varchar, $scheme varchar
-- Of the components that add up to the total, without disputed scores.
select
    figures.edition_id,
    figures.indicator_code,
    figures.unit_code,
    figures.score,
from figures
join current_editions as editions
    on editions.edition_id = figures.edition_id and editions.period_type = $period_type
join current_indicators as indicators
    on indicators.index_code = figures.index_code
    and indicators.method_code = figures.method_code
    and indicators.indicator_code = figures.indicator_code
where
    figures.index_code = $index_code
    and figures.method_code = $method_code
    and figures.scheme = $scheme
    and figures.indicator_code <> 'total'
    and figures.score is not null
    and not figures.disputed
    and indicators.adds_up
order by figures.edition_id, figures.indicator_code, figures.unit_code
