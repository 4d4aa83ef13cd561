-- Rows that give a dossier once more, which then count no more: one row per such row.
-- The row that tells most of a dossier stays: the one that ended last, then was received last.
create or replace table repeated as
with numbers as (
    select number_hash
    from dossiers
    where number_hash is not null
    group by number_hash
    having count(*) > 1
),

ordered as (
    select
        dossiers.rowid as place,
        number_hash,
        hash(dossiers) as content,
        row_number() over (
            partition by number_hash
            order by
                finished desc nulls last,
                received desc nulls last,
                due desc nulls last,
                content
        ) as number_of,
    from dossiers
    semi join numbers using (number_hash)
)

select
    place,
    content <> first_value(content) over (partition by number_hash order by number_of) as differs,
    number_of,
from ordered
qualify number_of > 1;
