-- The editions whose marts are made: one row per edition, here every one.
drop table if exists current_observations;
drop table if exists current_inside_observations;
drop table if exists coverage;
drop table if exists standings;

create or replace temp table touched_editions as
select edition_id from editions
union
select edition_id from observations;
