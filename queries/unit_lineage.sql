-- The units before a merger and what became of them: one row per predecessor and successor.
select
    lineage.from_scheme,
    lineage.from_code,
    lineage.to_scheme,
    lineage.to_code,
    lineage.change,
    lineage.effective_date,
    lineage.weight,
from current_unit_lineage as lineage
order by lineage.to_scheme, lineage.to_code, lineage.from_code
