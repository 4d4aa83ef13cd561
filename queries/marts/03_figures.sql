-- Score and rank side by side: one row per edition, indicator and unit of the scheme,
-- units without any figure included, for the indicators of which the edition has a figure.
-- A part of each row of the ranking, which is kept once.
create or replace view figures as
select
    edition_id,
    index_code,
    scheme,
    method_code,
    indicator_code,
    unit_code,
    score,
    score_printed,
    score_status,
    score_confidence,
    score_source_id,
    rank_given,
    rank_status,
    rank_confidence,
    rank_source_id,
    disputed,
from standings;
