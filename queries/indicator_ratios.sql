-- Of what a score is a share: one row per indicator of which a unit has numerator and denominator.
-- Parameters: $edition_id varchar, $unit_code varchar
-- Disputed figures are left out.
select
    indicator_code,
    max(value) filter (where measure = 'numerator') as numerator,
    max(value) filter (where measure = 'denominator') as denominator,
from current_observations
where
    edition_id = $edition_id
    and unit_code = $unit_code
    and measure in ('numerator', 'denominator')
    and confidence <> 'disputed'
group by indicator_code
having numerator is not null and denominator is not null
order by indicator_code
