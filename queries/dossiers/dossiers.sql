-- What the rules need of each dossier, and no more: one row per row of the file.
-- Parameters: $received_formats, $due_formats, $finished_formats, $returned_formats,
-- $asked_formats, $supplied_formats varchar[]; $earliest timestamp: no dossier is older
create or replace table dossiers as
with read_rows as (
    select
        nullif(trim(number), '') as number,
        nullif(trim(procedure), '') as procedure,
        nullif(trim(agency), '') as agency,
        coalesce(received_at, try_strptime(trim(received), $received_formats)) as received_time,
        coalesce(due_at, try_strptime(trim(due), $due_formats)) as due_time,
        coalesce(
            finished_at,
            try_strptime(trim(finished), $finished_formats),
            returned_at,
            try_strptime(trim(returned), $returned_formats)
        ) as finished_time,
        coalesce(asked_at, try_strptime(trim(asked), $asked_formats)) as asked_time,
        coalesce(supplied_at, try_strptime(trim(supplied), $supplied_formats)) as supplied_time,
        -- A text that should be a day and is none.
        (nullif(trim(received), '') is not null and received_time is null)
        or (nullif(trim(due), '') is not null and due_time is null)
        or (nullif(trim(finished), '') is not null and finished_time is null)
        or (nullif(trim(returned), '') is not null and finished_time is null) as day_unread,
        try_cast(trim(times_asked) as integer) > 1 as asked_again,
        try_cast(replace(trim(days), ',', '.') as double) as days,
        regexp_matches(
            lower(strip_accents(state)), 'xong|hoan thanh|[dđ]a tra|[dđ]a giai|dung xu ly|tu choi|rut'
        ) as state_ended,
        is_marked(synchronised) as synchronised,
        trim(channel) = '2' or regexp_matches(lower(strip_accents(channel)), 'truc tuyen')
            as online,
        trim(paid_online) in ('1', '2') or is_marked(paid_online) as paid_online,
        -- An amount, or a list of items of which one costs something.
        case
            when fee like '%Gia%' then regexp_matches(fee, 'Gia"? *: *"?[0-9.]*[1-9]')
            else regexp_matches(fee, '[1-9]')
        end as charged,
        is_marked(reused) or is_marked(reused_paper) as reused,
        is_marked(from_store) as from_store,
        is_marked(identified)
        or regexp_matches(lower(strip_accents(database)), 'dan ?cu') as by_population_data,
        nullif(trim(result_code), '') is not null as has_result_code,
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
            case when due_time >= $earliest then due_time end as due_time,
            case when finished_time >= $earliest then finished_time end as finished_time
        ),
        coalesce(received_time < $earliest, false)
        or coalesce(due_time < $earliest, false)
        or coalesce(finished_time < $earliest, false) as day_impossible,
    from read_rows
)

select
    hash(number) as number_hash,
    -- A number is needed of what is still open, and kept of nothing else.
    case when finished_time is null and not coalesce(state_ended, false) then number end as number,
    procedure,
    agency,
    received_time as received,
    -- A day without an hour lasts to its end.
    case
        when due_time = date_trunc('day', due_time) then due_time + interval 1 day - interval 1 second
        else due_time
    end as due,
    case
        when finished_time is null then null
        when supplied_time > asked_time then finished_time - (supplied_time - asked_time)
        else finished_time
    end as finished,
    case when finished_time is null then asked_time end as waiting_since,
    finished_time is null and not coalesce(state_ended, false) as still_open,
    finished_time is null and coalesce(state_ended, false) as ended_without_day,
    day_unread,
    day_impossible,
    coalesce(finished_time < received_time, false) as ended_before_received,
    coalesce(due_time < received_time, false) as due_before_received,
    coalesce(asked_again, false) as asked_again,
    case when finished_time is not null then days end as days,
    * exclude (
        number,
        procedure,
        agency,
        received_time,
        due_time,
        finished_time,
        asked_time,
        supplied_time,
        day_unread,
        day_impossible,
        asked_again,
        days,
        state_ended
    ),
from dated_rows;
