-- Scores of exactly 0, which often stand for a figure that is not known: one row per score.
-- Severity: warning
-- Alike: scale
select
    place,
    edition_id,
    unit_code,
    indicator_code,
from observations
where load_id = $load_id and load_id > 0 and measure = 'score' and value = 0
order by rowid
