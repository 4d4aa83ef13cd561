-- How much of a table is known: one row per edition and indicator.
-- scores and ranks count what the issuer gave; known_scores and known_ranks count derived ones too.
create or replace temp view fresh_coverage as
select
    edition_id,
    indicator_code,
    cast(count(*) as integer) as units,
    cast(count(score) filter (where score_status <> 'derived') as integer) as scores,
    cast(count(rank_given) filter (where rank_status <> 'derived') as integer) as ranks,
    cast(count(score) as integer) as known_scores,
    cast(count(rank_given) as integer) as known_ranks,
    cast(count(*) filter (where disputed) as integer) as disputed,
    any_value(scores_complete) as scores_complete,
    count(score) filter (where not disputed and score_status <> 'derived') = count(*) as complete,
from standings
where edition_id in (from touched_editions)
group by all;

create table if not exists coverage as from fresh_coverage limit 0;
delete from coverage where edition_id in (from touched_editions);
insert into coverage from fresh_coverage;
