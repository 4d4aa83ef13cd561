-- The signed remarks that count now: one row per index and edition.
-- An empty text takes a remark back.
select
    index_code,
    edition_id,
    text_vi,
    text_en,
    signed_by,
    dated,
from current_remarks
where text_vi <> ''
order by index_code, edition_id
