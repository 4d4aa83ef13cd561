-- Open dossiers of a unit that fall due between two moments: one row per dossier.
-- Parameters: $file varchar; $unit_code varchar; $now, $before timestamp
select number, procedure, received, due
from read_parquet($file)
where unit_code = $unit_code and not waiting and due >= $now and due < $before
order by due, number;
