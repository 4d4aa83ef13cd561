-- Open dossiers by when they are due: one row per unit and procedure.
-- Parameters: $file varchar; $made timestamp: when the file was made; $now timestamp
with open_dossiers as (
    select
        unit_code,
        procedure,
        waiting,
        -- While papers that were asked for are awaited nothing falls due.
        case when not waiting then due end as due,
        due is null and not waiting as without_due,
    from read_parquet($file)
)

select
    unit_code,
    procedure,
    count(*) as still_open,
    count(*) filter (where due < $made) as overdue,
    -- Due since the file was made: whether they are done is not known.
    count(*) filter (where due >= $made and due < $now) as lapsed,
    count(*) filter (
        where due >= $now and due >= $made and due < date_trunc('day', $now) + interval 1 day
    ) as today,
    count(*) filter (where due >= $now and due >= $made and due < $now + interval 24 hour)
        as in_24_hours,
    count(*) filter (where due >= $now and due >= $made and due < $now + interval 7 day)
        as in_7_days,
    count(*) filter (where waiting) as waiting,
    count(*) filter (where without_due) as without_due,
from open_dossiers
group by unit_code, procedure
order by unit_code nulls last, procedure nulls last;
