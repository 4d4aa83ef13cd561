-- Figures that a signed remark marks as re-scored: one row per edition, unit and component.
-- Parameters: $index_code varchar
-- What a unit gained up to such an edition came of another way of counting, not of its work.
select
    rescored.edition_id,
    rescored.unit_code,
    rescored.indicator_code,
from current_rescored_figures as rescored
join current_editions using (edition_id)
where index_code = $index_code
order by rescored.edition_id, rescored.unit_code, rescored.indicator_code
