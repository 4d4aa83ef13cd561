-- Scores of exactly 0, which often stand for a figure that is not known: one row per score.
-- Severity: warning
-- Alike: scale
-- Of units inside a province nothing is unusual in that: one late petition gives a commune 0.
select
    place,
    edition_id,
    unit_code,
    indicator_code,
from observations
semi join current_editions using (edition_id)
where load_id = $load_id and load_id > 0 and measure = 'score' and value = 0
order by rowid
