-- The editions whose marts are made: one row per edition, here of those that a load touches.
-- Parameters: $edition_ids varchar[]
create or replace temp table touched_editions as
select unnest($edition_ids) as edition_id;
