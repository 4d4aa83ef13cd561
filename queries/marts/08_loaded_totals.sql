-- The tables of totals that a load gives, each with its cell: one row per edition, or edition and unit.
-- Of the editions that a rule found something in: the place is the longest column of a million rows.
-- Macros, which hold no rows; shared by the rules of queries/checks/ that are of a whole table.

-- The editions of which a load gives a figure of the total: one row per edition.
create or replace macro loaded_totals(of_load, of_editions) as table
select edition_id, arg_min(place, rowid) as place
from observations
where load_id = of_load and edition_id in (select unnest(of_editions))
group by edition_id
having bool_or(indicator_code = 'total');

-- The cell of the unit's rank, where the load has it, else that of its score: one row per edition
-- and unit.
create or replace macro cells_of_totals(of_load, of_editions) as table
select edition_id, unit_code, arg_min(place, (measure <> 'rank', rowid)) as place
from observations
where
    load_id = of_load
    and indicator_code = 'total'
    and edition_id in (select unnest(of_editions))
group by edition_id, unit_code;
