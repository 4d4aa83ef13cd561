-- What the rules need of each dossier, and no more: one row per row of the file.
-- Parameters: $received_formats, $due_formats, $finished_formats, $returned_formats,
-- $asked_formats, $supplied_formats varchar[]; $earliest timestamp: no dossier is older
create or replace table dossiers as
with read_rows as (
    select
        number,
        procedure,
        agency,
        coalesce(received_at, moment_of(received, $received_formats)) as received_time,
        coalesce(due_at, moment_of(due, $due_formats)) as due_time,
        coalesce(finished_at, moment_of(finished, $finished_formats)) as finished_first,
        coalesce(returned_at, moment_of(returned, $returned_formats)) as returned_time,
        coalesce(asked_at, moment_of(asked, $asked_formats)) as asked_time,
        coalesce(supplied_at, moment_of(supplied, $supplied_formats)) as supplied_time,
        -- A text that should be a day and is none.
        (received_time is null and is_filled(received))
        or (due_time is null and is_filled(due))
        or (finished_first is null and is_filled(finished))
        or (returned_time is null and is_filled(returned)) as day_unread,
        try_cast(regexp_extract(times_asked, '[0-9]+') as integer) > 1 as asked_again,
        try_cast(replace(trim(days), ',', '.') as double) as days,
        regexp_matches(
            state,
            '(?i)xong|ho[aà]n th[aà]nh|[dđ][aã] (tr[aả]|gi[aả]i)|d[uừ]ng x[uử]|t[uừ] ch[oố]i|r[uú]t'
        ) as state_ended,
        is_marked(synchronised) as synchronised,
        case
            when channel is null then false
            when length(channel) < 4 then trim(channel) in ('2', '2.0')
            else regexp_matches(nfc_normalize(channel), '(?i)tr[uự]c tuy[eế]n|online')
        end as online,
        case when paid_online in ('2', '2.0') then true else is_marked(paid_online) end as paid_online,
        -- An amount, or a list of items of which one costs something.
        case
            when fee is null or fee = '0' then false
            when fee like '%Gia%' then regexp_matches(fee, 'Gia"? *: *"?[0-9.]*[1-9]')
            else regexp_matches(fee, '[1-9]')
        end as charged,
        is_marked(reused) or is_marked(reused_paper) as reused,
        is_marked(from_store) as from_store,
        is_marked(identified)
        or (database is not null and regexp_matches(database, '(?i)d[aâ]n ?c[uư]'))
            as by_population_data,
        is_filled(result_code) as has_result_code,
        is_there(result_file) as has_result_file,
        is_there(paper_file) as has_paper_file,
        document is null or is_marked(document) as needs_document,
        is_marked(citizens) as for_citizens,
        is_marked(complained) as complained,
    from file_rows
),

-- What stands before the earliest day is the zero of a calendar, not a day.
dated_rows as (
    select
        read_rows.* replace (
            case when received_time >= $earliest then received_time end as received_time,
            case when due_time >= $earliest then due_time end as due_time
        ),
        coalesce(
            case when finished_first >= $earliest then finished_first end,
            case when returned_time >= $earliest then returned_time end
        ) as finished_time,
        case
            when received_time >= $earliest and due_time >= $earliest and finished_first >= $earliest
                then false
            else
                coalesce(received_time < $earliest, false)
                or coalesce(due_time < $earliest, false)
                or coalesce(finished_first < $earliest, false)
        end as day_impossible,
    from read_rows
)

select
    -- Not hash(): it gives numbers of one pattern the same value.
    case when is_filled(number) then md5_number(number) end as number_hash,
    -- A number is needed of what is still open, and kept of nothing else.
    case when finished_time is null then number end as number,
    procedure,
    agency,
    received_time as received,
    -- A day without an hour lasts to its end.
    case
        when epoch_us(due_time) % 86400000000 = 0
            then due_time + interval 1 day - interval 1 second
        else due_time
    end as due,
    case
        when supplied_time > asked_time then finished_time - (supplied_time - asked_time)
        else finished_time
    end as finished,
    case when finished_time is null then asked_time end as waiting_since,
    finished_time is null and not coalesce(state_ended, false) as still_open,
    finished_time is null and coalesce(state_ended, false) as ended_without_day,
    day_unread,
    day_impossible,
    coalesce(asked_again, false) as asked_again,
    case when finished_time is not null then days end as days,
    synchronised,
    online,
    paid_online,
    charged,
    reused,
    from_store,
    by_population_data,
    has_result_code,
    has_result_file,
    has_paper_file,
    needs_document,
    for_citizens,
    complained,
from dated_rows;
