-- The files that were kept in some snapshots: one row per file and change, in the order in which they came.
-- Parameters: $first bigint, $last bigint
select path, content
from ducklake_table_insertions('kept', 'main', 'files', $first, $last)
order by snapshot_id, rowid
