-- Component scores of the editions of one kind: one row per edition, component and unit with a score.
-- Parameters: $index_code varchar, $method_code varchar, $period_type varchar, $scheme varchar
-- Of the components that add up to the total, without disputed scores; of the newest 100 editions.
with newest as (
    select edition_id
    from current_editions
    where
        index_code = $index_code
        and method_code = $method_code
        and scheme = $scheme
        and period_type = $period_type
    qualify dense_rank() over (order by period_end desc) <= 100
)

select
    figures.edition_id,
    figures.indicator_code,
    figures.unit_code,
    figures.score,
from figures
join newest using (edition_id)
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
