-- Totals of some editions: one row per edition and unit of its scheme.
-- Parameters: $edition_ids varchar
-- edition_ids: apart by line breaks.
select edition_id, unit_code, score, rank, rank_basis, disputed, score_confidence, rank_confidence
from standings
where
    indicator_code = 'total'
    and edition_id in (select unnest(string_split($edition_ids, chr(10))))
order by edition_id, unit_code
