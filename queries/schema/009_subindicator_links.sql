-- One row per pair of sub-indicators of one method that move together: one more in the numerator of
-- the first is one more in that of the second.
create table subindicator_links (
    load_id integer not null,
    index_code varchar not null,
    method_code varchar not null,
    indicator_code varchar not null,  -- where it is done
    also_code varchar not null,       -- where it counts as well
    basis varchar not null,           -- source: the definitions say so | assumption
    source_id varchar,                -- null: an assumption
    note_vi varchar not null,         -- why, and with which exception
    note_en varchar not null,
);
