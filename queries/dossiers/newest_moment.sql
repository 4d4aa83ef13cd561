-- When the file was made, as its dossiers tell: one row with the newest receipt or end that is not
-- later than now.
-- Parameters: $now timestamp
select max(moment) as moment
from (
    select max(received) filter (where received <= $now) as moment from dossiers
    union all
    select max(finished) filter (where finished <= $now) from dossiers
);
