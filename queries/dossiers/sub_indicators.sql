-- The sub-indicators of Decision 766 of each unit: one row per unit and sub-indicator, and one per
-- sub-indicator of all together, where unit_code is null.
-- Parameters: $computed varchar[]: those of which the file has the columns
with procedure_sums as (
    select
        unit_code,
        grouping(unit_code) as of_all,
        procedure,
        sum(charged) > 0 as charged,
        sum(paid_online) > 0 as paid_online,
        sum(for_citizens) > 0 as for_citizens,
        sum(citizens_by_data) > 0 as by_data,
    from unit_counts
    where counted_by = 'procedure' and procedure is not null
    group by grouping sets ((unit_code, procedure), (procedure))
),

procedures as (
    select
        unit_code,
        of_all,
        count(*) filter (where charged) as charged,
        count(*) filter (where charged and paid_online) as paid_online,
        count(*) filter (where for_citizens) as for_citizens,
        count(*) filter (where for_citizens and by_data) as by_data,
    from procedure_sums
    group by all
),

sums as (
    select
        unit_code,
        grouping(unit_code) as of_all,
        sum(columns(* exclude (counted_by, unit_code, procedure, day))),
    from unit_counts
    where counted_by = 'day'
    group by grouping sets ((unit_code), ())
),

shares as (
    select
        sums.unit_code,
        sums.of_all,
        unnest([
            {'code': '1.4', 'numerator': synchronised, 'denominator': dossiers},
            {'code': '2.1', 'numerator': on_time, 'denominator': judged},
            {'code': '3.3', 'numerator': online, 'denominator': dossiers},
            {'code': '3.5b', 'numerator': procedures.paid_online, 'denominator': procedures.charged},
            {'code': '3.6', 'numerator': sums.paid_online, 'denominator': sums.charged},
            {'code': '4.1', 'numerator': document_files, 'denominator': documents},
            {'code': '4.2', 'numerator': digitised, 'denominator': dossiers},
            {'code': '4.3', 'numerator': reused, 'denominator': dossiers},
            {'code': '4.4', 'numerator': from_store, 'denominator': dossiers},
            {
                'code': '4.5a',
                'numerator': procedures.by_data,
                'denominator': procedures.for_citizens,
            },
            {'code': '4.5b', 'numerator': by_population_data, 'denominator': dossiers},
            {'code': '5.4', 'numerator': content, 'denominator': judged},
        ]) as share,
    from sums
    left join procedures
        on procedures.of_all = sums.of_all
        and procedures.unit_code is not distinct from sums.unit_code
)

select
    unit_code,
    share.code as indicator_code,
    cast(coalesce(share.numerator, 0) as bigint) as numerator,
    cast(coalesce(share.denominator, 0) as bigint) as denominator,
from shares
where
    -- What belongs to no unit of the list counts in the whole and nowhere else.
    (of_all = 1 or unit_code is not null)
    and list_contains($computed, share.code)
order by unit_code nulls first, indicator_code;
