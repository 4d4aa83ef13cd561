-- The tile-grid map of one scheme: one row per tile.
-- Parameters: $scheme varchar
select * exclude (load_id)
from current_tiles as tiles
where scheme = $scheme
order by row_number, column_number
