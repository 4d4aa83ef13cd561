-- The rows of a table that one of two versions has and the other has not, or not as often: one row
-- with their number. of_table stands for the name of the table.
select count(*)
from (
    (from one.of_table except all from other.of_table)
    union all
    (from other.of_table except all from one.of_table)
)
