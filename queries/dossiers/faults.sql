-- What is amiss in the dossiers of a file: one row per kind, with how many there are.
-- Parameters: $period_start, $moment timestamp; $has_due boolean
with counted as (
    select
        count(*) filter (where day_unread) as day_unread,
        count(*) filter (where day_impossible) as day_impossible,
        count(*) filter (where received is null) as not_received,
        count(*) filter (where received > $moment) as received_later,
        count(*) filter (where received < $period_start) as received_earlier,
        count(*) filter (where finished < received) as ended_before_received,
        count(*) filter (where due < received) as due_before_received,
        count(*) filter (where ended_without_day) as ended_without_day,
        count(*) filter (where due is null and $has_due) as without_due,
        (select count(*) from repeated where not differs) as repeated,
        (select count(*) from repeated where differs) as repeated_differently,
        (select count(*) from open_dossiers where number is null and not without_number)
            as personal_number,
    from dossiers
)

unpivot counted on columns(*) into name fault value dossiers;
